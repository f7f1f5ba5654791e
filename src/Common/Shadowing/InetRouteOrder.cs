using System.Net;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>
/// Where the IPv4 routes of a link stand among the host's others with the same destination and metric. IPv4 puts a route before
/// all of these or behind them, and the kernel uses the first.
/// </summary>
internal sealed class InetRouteOrder
{
    private readonly int _index;
    private readonly Dictionary<RoutePlace, List<Route>> _alike;
    private readonly HashSet<RoutePlace> _withTwins = [];

    /// <summary>Asks the kernel for the routes beside those of a link.</summary>
    internal InetRouteOrder(INetworkTable kernel, int index, IReadOnlyList<Route> own)
    {
        _index = index;
        _alike = RoutePlace.Group(AsAsked(kernel.ListRoutesBeside(own), kernel));
        foreach (var (place, alike) in _alike)
        {
            if (alike.Count > 1 && alike.DistinctBy(WhatIsDeleted).Count() < alike.Count)
                _withTwins.Add(place);
        }
    }

    /// <summary>Whether no other route stands beside it.</summary>
    internal bool IsAlone(Route route) => Beside(route).Count < 2;

    /// <summary>The route with what it takes to put it in its place again.</summary>
    internal Route Place(Route route)
    {
        if (IsAlone(route))
            return route;
        var alike = Beside(route);
        var before = alike.TakeWhile(other => !other.IsSameAs(route)).ToList();
        var isSecond = before.Exists(other => StaysBeside(route, other));
        if (!isSecond && route.NextHopId == 0)
            return route;
        return route with
        {
            IsSecond = isSecond,
            Followers = _withTwins.Contains(route.Place)
                ? FindFollowersOfLast(alike, before.Count)
                : [.. alike.Skip(before.Count + 1).TakeWhile(other => StaysBeside(route, other))],
        };
    }

    private List<Route> Beside(Route route) => route.IsInet6 ? [] : _alike.GetValueOrDefault(route.Place, []);

    // One by a next hop object stays where it is, as those of other links; once it is lost, it finds the others there.
    private bool StaysBeside(Route route, Route other) =>
        !other.LeadsOver(_index) || other.NextHopId != 0 || route.NextHopId != 0;

    /// <summary>
    /// Of two that lead the same way the kernel deletes the first, whichever is meant. So none is touched before all of the link's
    /// are back; then all are put behind each other in their order.
    /// </summary>
    private List<Route> FindFollowersOfLast(List<Route> alike, int place) =>
        place == alike.FindLastIndex(IsMoved) ? alike : [];

    private bool IsMoved(Route route) => route.NextHopId == 0 && route.LeadsOver(_index);

    /// <summary>
    /// What the kernel looks at to delete a route (fib_nh_match of net/ipv4/fib_semantics.c): neither whether its routers are
    /// said to be on the link nor their weights. It does look at protocols, scopes and metrics, which are left out here: moving
    /// too many does no harm.
    /// </summary>
    private static (byte, int, uint, IPAddress?, string) WhatIsDeleted(Route route) =>
        (
            route.Header.Type,
            route.OutputInterface,
            route.NextHopId,
            route.Gateway ?? route.Via,
            string.Join(' ', route.Hops.Select(hop => $"{hop.LinkIndex} {hop.Router}"))
        );

    /// <summary>The routes as somebody asked for them: the kernel tells one by a next hop object that drops as one that drops.</summary>
    private static IEnumerable<Route> AsAsked(IReadOnlyList<Route> routes, INetworkTable kernel)
    {
        if (!routes.Any(route => route is { NextHopId: not 0, IsBlackhole: true }))
            return routes;
        var dropping = kernel.ListNextHops().Where(hop => hop.IsBlackhole).Select(hop => hop.Id).ToHashSet();
        return routes.Select(route => dropping.Contains(route.NextHopId) ? route.AsUnicast() : route);
    }
}
