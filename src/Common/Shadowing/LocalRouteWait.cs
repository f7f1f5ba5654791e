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
        var missing = addresses.Select(address => address.Local).ToHashSet();
        var deadline = Environment.TickCount64 + LimitInMilliseconds;
        using var events = new LinkEvents(NetlinkOption.Inet6RouteGroup);
        // Looked at after subscribing: what happened before was not told. Once only: to look after each message would take as
        // long as there are addresses, times all routes.
        Look();
        while (missing.Count > 0 && events.Wait(deadline, Note, Look))
            continue;

        void Look()
        {
            foreach (var route in kernel.ListRoutesOver(link.Index))
                Strike(route);
        }

        void Note(ushort type, ReadOnlySpan<byte> payload)
        {
            if (type == MessageType.NewRoute && Route.Read(payload) is { } route && route.LeadsOver(link.Index))
                Strike(route);
        }

        void Strike(Route route)
        {
            if (route is { Table: Route.LocalTable, Destination: { } local })
                missing.Remove(local);
        }
    }
}
