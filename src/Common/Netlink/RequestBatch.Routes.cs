using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Netlink;

/// <content>Next hop objects and routes.</content>
public sealed partial class RequestBatch
{
    /// <summary>Makes a next hop object lead over a link.</summary>
    /// <param name="nextHop">The next hop object.</param>
    /// <param name="link">The link.</param>
    /// <param name="tolerated">The errors that do no harm.</param>
    public RequestBatch ReplaceNextHop(NextHop nextHop, LinkReference link, params Errno[] tolerated) =>
        Add(
            () => $"ip nexthop replace {nextHop.Describe(link)}",
            () => NextHopRequests.Replace(nextHop, link.Index),
            tolerated
        );

    /// <summary>Makes a next hop object lead over a link again, if it does not any more.</summary>
    public RequestBatch ReturnNextHop(NextHop nextHop, LinkReference link) =>
        AddOptional(
            () => $"ip nexthop replace {nextHop.Describe(link)}",
            () => NextHopRequests.Replace(nextHop, link.Index)
        );

    /// <summary>Makes a group of next hop objects again, as far as its members are there.</summary>
    public RequestBatch ReplaceNextHopGroup(NextHop group, LinkReference link) =>
        AddOptional(() => $"ip nexthop replace {group.Describe(link)}", () => NextHopRequests.ReplaceGroup(group));

    /// <summary>Adds a route.</summary>
    /// <param name="route">The route.</param>
    /// <param name="path">Which link it leads over.</param>
    /// <param name="tolerated">The errors that do no harm, besides that it is there already.</param>
    public RequestBatch AddRoute(Route route, RoutePath path, params Errno[] tolerated) =>
        Add(
            () => $"ip {Family(route)}route {Verb(route)} {path.Describe(route)}",
            () => RouteRequests.Add(path.Move(route)),
            [Errno.EEXIST, .. tolerated]
        );

    /// <summary>Deletes a route.</summary>
    /// <param name="route">The route.</param>
    /// <param name="path">Which link it leads over.</param>
    public RequestBatch DeleteRoute(Route route, RoutePath path) =>
        Add(
            () => $"ip {Family(route)}route delete {path.Describe(route)}",
            () => RouteRequests.Delete(path.Move(route)),
            NetlinkException.Gone
        );

    /// <summary>
    /// Adds IPv6's route for multicast, which the kernel adds by itself only when it notices the carrier, up to a second
    /// later: until then neighbour solicitations would find no route, and neighbours no answer.
    /// </summary>
    public RequestBatch AddMulticastRoute(LinkReference link)
    {
        const uint metric = KernelRoutes.Inet6Metric;
        return Add(
            () => $"ip -6 route append multicast ff00::/8 dev {link.Word} table local proto kernel metric {metric}",
            () => RouteRequests.AddMulticast(link.Index, metric),
            Errno.EEXIST
        );
    }

    private static string Verb(Route route) => route.IsSecond || route.IsInet6 ? "append" : "prepend";

    private static string Family(Route route) => route.IsInet6 ? "-6 " : "";
}
