using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>
/// Asked to delete an IPv6 route over a link, the kernel takes one by a next hop object that is before it, whatever link that
/// leads over, unless table, destination, metric or protocol differ (ip6_route_del of net/ipv6/route.c).
/// </summary>
internal static class NextHopConfusion
{
    /// <summary>Goes no further where a route that does not move would be lost.</summary>
    /// <exception cref="HotplugException">There is such a route.</exception>
    internal static void Refuse(LinkConfiguration configuration, ILinkTable links)
    {
        if (configuration.Bystanders.Count == 0)
            return;
        var bystanders = RoutePlace.Group(configuration.Bystanders);
        foreach (var route in Deleted(configuration))
        {
            if (
                !bystanders.TryGetValue(route.Place, out var alike)
                || alike.Find(other => IsTakenFor(other, route)) is not { } bystander
            )
                continue;
            var (lost, meant) = (bystander.Describe(links.NameOf), route.Describe(links.NameOf));
            throw new HotplugException(
                $"the kernel would delete the IPv6 route '{lost}', which stays, in place of '{meant}'; give one of them another metric"
            );
        }
    }

    /// <summary>What is deleted: the routes of the link, and those that the kernel makes for its addresses on another.</summary>
    private static IEnumerable<Route> Deleted(LinkConfiguration configuration) =>
        configuration
            .Routes.Concat(configuration.Addresses.SelectMany(KernelRoutes.OfAddress))
            .Where(route => route is { IsInet6: true, NextHopId: 0 });

    // They are alike. Of one with several hops no protocol is said, see RouteRequests.Delete.
    private static bool IsTakenFor(Route bystander, Route route) =>
        route.Hops.Count > 0 || bystander.Header.Protocol == route.Header.Protocol;
}
