using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.UnitTests.Bridging;

/// <summary>A host's network, without a kernel. It can be read and not changed: planning changes nothing.</summary>
internal sealed class InMemoryNetwork(params IReadOnlyList<Link> links) : INetwork
{
    /// <summary>The addresses of all links.</summary>
    internal List<LinkAddress> Addresses { get; } = [];

    internal List<Route> Routes { get; } = [];

    internal List<NextHop> NextHops { get; } = [];

    internal Dictionary<int, IReadOnlyList<Neighbour>> Neighbours { get; } = [];

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

    public IReadOnlyList<Neighbour> ListNeighbours(int linkIndex) => Neighbours.GetValueOrDefault(linkIndex, []);

    public IReadOnlyList<NextHop> ListNextHops() => NextHops;

    public IReadOnlyList<Route> ListRoutes(uint table = Route.MainTable) =>
        [.. Routes.Where(route => table == 0 || route.Table == table)];

    public IReadOnlyList<Route> ListRoutesOver(int linkIndex) =>
        [
            .. Routes.Where(route =>
                route.OutputInterface == linkIndex || route.Hops.Any(hop => hop.LinkIndex == linkIndex)
            ),
        ];

    public void SetUp(int index) => throw Unasked;

    public void SetDown(int index) => throw Unasked;

    public void SetName(int index, string name) => throw Unasked;

    public void SetAddress(int index, MacAddress address) => throw Unasked;

    public void SetMtu(int index, int mtu) => throw Unasked;

    public void SetMaster(int index, int masterIndex) => throw Unasked;

    public void SetGroupForwardMask(int index, int mask) => throw Unasked;

    public void SetAlias(int index, string text) => throw Unasked;

    public void SetInet6AddressGenerationMode(int index, byte mode) => throw Unasked;

    public void CreateBridge(string name, MacAddress address, int mtu) => throw Unasked;

    public void DeleteLink(int index) => throw Unasked;

    public void AddAddress(LinkAddress address) => throw Unasked;

    public void DeleteAddress(LinkAddress address) => throw Unasked;

    public void Execute(RequestBatch batch) => throw Unasked;

    private static InvalidOperationException Unasked => new("planning changed something");
}
