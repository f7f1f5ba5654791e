namespace Xen.Hotplug.Common.Netlink;

/// <summary>The kernel's network, for a plan that reads it first and changes it later; <see cref="Rtnetlink"/> is the real one.</summary>
public interface INetwork : INetworkTable, INetworkChanges;

/// <summary>What the host's network is, beyond its links; tests answer from memory.</summary>
public interface INetworkTable : ILinkTable
{
    /// <summary>What is set on the link with that index itself; that of a new bridge if there is no such link.</summary>
    LinkProperties ReadProperties(int linkIndex);

    /// <summary>The multicast MAC addresses that somebody gave a link by hand.</summary>
    IReadOnlyList<MacAddress> ListMulticast(int linkIndex);

    /// <summary>MPTCP's endpoints that somebody bound to a link.</summary>
    IReadOnlyList<MptcpEndpoint> ListMptcpEndpoints(int linkIndex);

    /// <summary>The neighbours of a link, the proxied ones at the end.</summary>
    IReadOnlyList<Neighbour> ListNeighbours(int linkIndex);

    /// <summary>All next hop objects; none on kernels before 5.3, which have no such thing.</summary>
    IReadOnlyList<NextHop> ListNextHops();

    /// <summary>The IPv4 and then the IPv6 routes of a table.</summary>
    /// <param name="table">The table's number; 0 for all.</param>
    IReadOnlyList<Route> ListRoutes(uint table = Route.MainTable);

    /// <summary>The routes of all tables that lead over a link, alone or among others.</summary>
    IReadOnlyList<Route> ListRoutesOver(int linkIndex);

    /// <summary>The routes over a link, with the marks of those that the kernel made for a router's advertisement.</summary>
    IReadOnlyList<Route> MarkAdvertised(IReadOnlyList<Route> routes, int linkIndex);

    /// <summary>All routes that have the same place as one of these, these too, in the kernel's order.</summary>
    IReadOnlyList<Route> ListRoutesBeside(IReadOnlyList<Route> routes);

    /// <summary>The IPv6 routes of all tables that use next hop objects.</summary>
    IReadOnlyList<Route> ListInet6RoutesByNextHops();

    /// <summary>An IPv6 route over a link, or between the hops of one over it, that no list has; null if there is none.</summary>
    HiddenRoute? FindHiddenRoute(int linkIndex);
}

/// <summary>What carries out the changes of a plan.</summary>
public interface INetworkChanges
{
    /// <summary>Carries a batch out, in one datagram.</summary>
    /// <exception cref="NetlinkException">A request failed; the others were carried out.</exception>
    void Execute(RequestBatch batch);

    /// <summary>Adds a route as the kernel makes it for a router's advertisement, unless it is there.</summary>
    /// <param name="route">The route.</param>
    /// <param name="linkIndex">The link that it leads over.</param>
    /// <exception cref="NetlinkException">The kernel refused it.</exception>
    void AddAdvertisedRoute(Route route, int linkIndex);

    /// <summary>Adds a multicast MAC address to a link that lacks it.</summary>
    /// <exception cref="NetlinkException">The kernel refused it.</exception>
    void AddMulticast(LinkReference link, MacAddress address);

    /// <summary>Takes a multicast MAC address off a link, if it has it.</summary>
    /// <exception cref="NetlinkException">The kernel refused it.</exception>
    void DeleteMulticast(LinkReference link, MacAddress address);

    /// <summary>Binds MPTCP's endpoints to another link.</summary>
    /// <exception cref="NetlinkException">The kernel refused one.</exception>
    void BindMptcpEndpoints(IReadOnlyList<MptcpEndpoint> endpoints, LinkReference link);
}
