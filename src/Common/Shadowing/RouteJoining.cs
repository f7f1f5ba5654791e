using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>
/// The kernel joins IPv6 routes by routers to the same place to one of several hops (rt6_qualify_for_ecmp of
/// net/ipv6/ip6_fib.h), and lists no other route that stands between them.
/// </summary>
internal static class RouteJoining
{
    /// <summary>A route that would stand between such hops, once the routes of a link come behind those that stay; null if none would.</summary>
    internal static Route? FindHidden(INetworkTable kernel, IReadOnlyList<Route> routes, int linkIndex)
    {
        var joined = new List<Route>();
        foreach (var route in routes)
            if (IsJoined(route))
                joined.Add(route);
        if (joined.Count == 0)
            return null;
        foreach (var (_, alike) in RoutePlace.Group(kernel.ListRoutesBeside(joined)))
            if (FindHidden(alike, linkIndex) is { } hidden)
                return hidden;
        return null;
    }

    private static Route? FindHidden(List<Route> alike, int linkIndex)
    {
        var (staying, going) = (new List<Route>(), new List<Route>());
        foreach (var route in alike)
        {
            // A next hop object is led over the other link, and its routes stay.
            var goes = route.NextHopId == 0 && route.LeadsOver(linkIndex);
            if (goes)
                going.Add(route);
            if (!goes || route.Hops.Any(hop => hop.LinkIndex != linkIndex))
                staying.Add(route);
        }
        staying.AddRange(going);
        var last = staying.FindLastIndex(IsJoined);
        var first = staying.FindIndex(IsJoined);
        for (var place = first + 1; place < last; place++)
            if (!IsJoined(staying[place]))
                return staying[place];
        return null;
    }

    private static bool IsJoined(Route route) =>
        route is { IsInet6: true, NextHopId: 0, IsAdvertised: false, HasGateway: true };
}
