using System.Net;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>
/// Routes to routers, for the moment in which routes by them are added: with one, the kernel accepts those in any order, and
/// also if the host has deleted the one that it accepted them for. A router that is said to be on the link needs one too: IPv6
/// asks its routes for the link, and IPv4 asks whether the address is local or a broadcast by now. One with a link-local address
/// is a neighbour on any link.
/// </summary>
/// <param name="configuration">What has routes by routers.</param>
/// <param name="origin">The link that had it when it was read.</param>
internal sealed class RouterCovers(LinkConfiguration configuration, Link origin)
{
    private HashSet<RoutePlace>? _taken;
    private HashSet<IPAddress>? _ofSeveralScopes;

    /// <summary>
    /// Whether a route that is there for a moment would, once it is deleted, be taken for another one: of the link's, or by a
    /// next hop object. IPv4 takes none for one of another type (fib_table_delete of net/ipv4/fib_trie.c).
    /// </summary>
    internal bool IsTaken(RoutePlace place) =>
        (
            _taken ??= [
                .. configuration
                    .LastingRoutes.Concat(configuration.Bystanders)
                    .Where(route => route.IsInet6 || route.Header.Type == Route.Unicast)
                    .Select(route => route.Place),
            ]
        ).Contains(place);

    /// <summary>Routes to the routers of all next hop objects, and of these routes.</summary>
    internal List<Route> Find(IEnumerable<List<Route>> groups)
    {
        var covers = new List<Route>();
        var seen = new HashSet<(IPAddress, uint, int)>();
        foreach (var nextHop in configuration.NextHops)
        {
            if (nextHop.Gateway is { IsIPv6LinkLocal: false } router)
                Cover(router, TableForNextHop(router, nextHop.IsOnLink), origin.Index, nextHop.Header.Scope);
        }
        foreach (var group in groups)
        {
            foreach (var route in group)
            {
                CoverRoute(route);
                foreach (var follower in route.Followers)
                    CoverRoute(follower);
            }
        }
        return covers;

        void CoverRoute(Route route)
        {
            if (route.NextHopId != 0)
                return;
            if ((route.Gateway ?? route.Via) is { IsIPv6LinkLocal: false } router)
                Cover(router, TableFor(route, route.IsOnLink), route.OutputInterface, scope: 0);
            foreach (var hop in route.Hops)
            {
                // IPv6's other hops are routes of their own, and stay.
                if (hop.Router is { IsIPv6LinkLocal: false } next && !(route.IsInet6 && hop.LinkIndex != origin.Index))
                    Cover(next, TableFor(route, hop.IsOnLink), hop.LinkIndex, scope: 0);
            }
        }

        // A next hop object takes the scope of the route that leads to its router; 0 for the usual one.
        void Cover(IPAddress router, uint table, int link, byte scope)
        {
            if (!seen.Add((router, table, link)))
                return;
            // Better than any other, and none that the host has. IPv6 takes a metric of 0 for its usual one.
            var best = AddressFamily.Of(router) == AddressFamily.Inet ? 0u : 1;
            var cover = KernelRoutes.ToRouter(router, table, link, best);
            while (IsTaken(cover.Place))
                cover = KernelRoutes.ToRouter(router, table, link, cover.Priority + 1);
            covers.Add(scope == 0 ? cover : cover.WithScope(scope));
        }
    }

    /// <summary>
    /// The route to an object's router, if it has the scope of an earlier object by the same one: rules or routes were others
    /// when that was made.
    /// </summary>
    internal List<Route> FindOfOtherScope(List<Route> covers, NextHop nextHop) =>
        nextHop is { Gateway: { } router, Header.Scope: not 0 } && OfSeveralScopes.Contains(router)
            ? covers.FindAll(cover =>
                !cover.IsInet6
                && cover.Table == Route.LocalTable
                && router.Equals(cover.Destination)
                && cover.OutputInterface == origin.Index
                && cover.Header.Scope != nextHop.Header.Scope
            )
            : [];

    // Hardly ever any: all covers are looked at for these alone.
    private HashSet<IPAddress> OfSeveralScopes =>
        _ofSeveralScopes ??= [
            .. configuration
                .NextHops.Where(nextHop => nextHop.Gateway != null)
                .GroupBy(nextHop => nextHop.Gateway!)
                .Where(group => group.DistinctBy(nextHop => nextHop.Header.Scope).Skip(1).Any())
                .Select(group => group.Key),
        ];

    // For what is said to be on the link the main table alone is asked (ip6_route_check_nh_onlink).
    private static uint TableFor(Route route, bool isOnLink) => isOnLink ? Route.MainTable : route.Table;

    // IPv6 asks the rules for an object's router, and they name table local first.
    private static uint TableForNextHop(IPAddress router, bool isOnLink) =>
        isOnLink || AddressFamily.Of(router) == AddressFamily.Inet ? Route.MainTable : Route.LocalTable;
}
