using System.Net;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>
/// Waits for IPv6's local routes. The kernel adds an address at once, but its local route from a worker: before that is
/// done, the host would not know the address for its own once another link has lost it.
/// </summary>
internal static class LocalRouteWait
{
    private const int LimitInMilliseconds = 1000;

    /// <summary>Waits for those of IPv6 addresses, a second at most: kernels before 4.18 have these routes on the loopback link, and are not waited for.</summary>
    internal static void Wait(INetworkTable kernel, LinkReference link, IEnumerable<LinkAddress> addresses)
    {
        var wanted = addresses.Select(address => address.Local).ToHashSet();
        var deadline = Environment.TickCount64 + LimitInMilliseconds;
        using var events = new LinkEvents(NetlinkOption.Inet6RouteGroup);
        // Looked at after subscribing: what happened before was not told.
        while (IsOneMissing(kernel, link, wanted) && events.Wait(deadline))
            continue;
    }

    private static bool IsOneMissing(INetworkTable kernel, LinkReference link, HashSet<IPAddress> wanted)
    {
        var present = kernel
            .ListRoutesOver(link.Index)
            .Where(route => route.Table == Route.LocalTable)
            .Select(route => route.Destination)
            .ToHashSet();
        return !wanted.All(present.Contains);
    }
}
