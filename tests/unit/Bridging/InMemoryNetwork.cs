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

    /// <summary>The VLANs of ports.</summary>
    internal Dictionary<int, PortVlans> Vlans { get; } = [];

    public PortVlans ReadVlans(int portIndex) => Vlans.GetValueOrDefault(portIndex, new PortVlans());

    /// <summary>What bridges know of MAC addresses.</summary>
    internal List<ForwardingEntry> Forwarding { get; } = [];

    public ForwardingEntry? FindForwarding(int bridgeIndex, MacAddress address, int vlan = 0) =>
        Forwarding.Find(entry => entry.BridgeIndex == bridgeIndex && entry.Address == address && entry.Vlan == vlan);

    public IReadOnlyList<ForwardingEntry> ListLastingForwarding(int bridgeIndex) =>
        Forwarding.FindAll(entry => entry.BridgeIndex == bridgeIndex && entry.IsLasting);

    public IReadOnlyList<Neighbour> ListNeighbours(int linkIndex) => Neighbours.GetValueOrDefault(linkIndex, []);

    public IReadOnlyList<NextHop> ListNextHops() => NextHops;

    public IReadOnlyList<Route> ListRoutes(uint table = Route.MainTable) =>
        [.. Routes.Where(route => table == 0 || route.Table == table)];

    public IReadOnlyList<Route> ListRoutesOver(int linkIndex) => [.. Routes.Where(route => route.LeadsOver(linkIndex))];

    public IReadOnlyList<Route> MarkAdvertised(IReadOnlyList<Route> routes, int linkIndex) => routes;

    public IReadOnlyList<Route> ListRoutesBeside(IReadOnlyList<Route> routes) =>
        Routes.FindAll(route => routes.Any(one => one.Place == route.Place));

    public IReadOnlyList<Route> ListInet6RoutesByNextHops() =>
        Routes.FindAll(route => route is { IsInet6: true, NextHopId: not 0 });

    public HiddenRoute? FindHiddenRoute(int linkIndex) => null;

    public void AddAdvertisedRoute(Route route, int linkIndex) => throw Unasked;

    /// <summary>What is set on links themselves, where a test says so.</summary>
    internal Dictionary<int, LinkProperties> Properties { get; } = [];

    /// <summary>Multicast MAC addresses, where a test says so.</summary>
    internal Dictionary<int, IReadOnlyList<MacAddress>> Multicast { get; } = [];

    public LinkProperties ReadProperties(int linkIndex) =>
        Properties.GetValueOrDefault(linkIndex, LinkProperties.OfNewBridge);

    public IReadOnlyList<MacAddress> ListMulticast(int linkIndex) => Multicast.GetValueOrDefault(linkIndex, []);

    public void AddMulticast(LinkReference link, MacAddress address) => throw Unasked;

    public void DeleteMulticast(LinkReference link, MacAddress address) => throw Unasked;

    public IReadOnlyList<MptcpEndpoint> ListMptcpEndpoints(int linkIndex) => [];

    public void BindMptcpEndpoints(IReadOnlyList<MptcpEndpoint> endpoints, LinkReference link) => throw Unasked;

    public void Execute(RequestBatch batch) => throw Unasked;

    private static InvalidOperationException Unasked => new("planning changed something");
}
