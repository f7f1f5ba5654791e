using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.UnitTests.Bridging;

/// <summary>A host's links, without a kernel.</summary>
internal sealed class InMemoryLinks(params IReadOnlyList<Link> links) : ILinkTable
{
    /// <summary>The addresses of all links.</summary>
    internal List<LinkAddress> Addresses { get; } = [];

    /// <summary>Second names, by which the kernel finds a link too.</summary>
    internal Dictionary<string, Link> AlternativeNames { get; } = [];

    /// <summary>How often all links were listed, which takes long on a large host.</summary>
    internal int Listings { get; private set; }

    public Link? FindLink(string name) =>
        links.FirstOrDefault(link => link.Name == name) ?? AlternativeNames.GetValueOrDefault(name);

    public Link? FindLink(int index) => links.FirstOrDefault(link => link.Index == index);

    public IReadOnlyList<Link> ListLinks()
    {
        Listings++;
        return links;
    }

    public IReadOnlyList<Link> ListBridges() => [.. links.Where(link => link.IsBridge)];

    public IReadOnlyList<Link> ListPorts(int masterIndex) => [.. links.Where(link => link.MasterIndex == masterIndex)];

    public IReadOnlyList<LinkAddress> ListAddresses(int linkIndex) =>
        [.. Addresses.Where(address => address.LinkIndex == linkIndex)];
}
