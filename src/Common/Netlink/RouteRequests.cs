using System.Net;

namespace Xen.Hotplug.Common.Netlink;

/// <summary>Requests that add a route or delete it.</summary>
internal static class RouteRequests
{
    // Written by what the record says, which may have moved to another link.
    private static ReadOnlySpan<ushort> Ways =>
        [
            RouteAttribute.CacheInformation,
            RouteAttribute.OutputInterface,
            RouteAttribute.Gateway,
            RouteAttribute.MultiPath,
        ];

    /// <summary>
    /// Adds a route. IPv4 puts it before the one that there is, which it takes over from at once; IPv6 makes them equal,
    /// until the old one is deleted.
    /// </summary>
    internal static MessageWriter Add(Route route)
    {
        var flags = route.IsSecond || route.IsInet6 ? MessageFlags.Append : 0;
        var request = Write(MessageType.NewRoute, route, MessageFlags.Create | flags);
        return route.IsInet6 && route.SecondsLeft > 0
            ? request.Number(RouteAttribute.Expires, route.SecondsLeft)
            : request;
    }

    internal static MessageWriter Delete(Route route)
    {
        // IPv6 joins routes to one with several hops, and tells the protocol of the first for all.
        if (route.IsInet6 && route.Hops.Count > 0)
            route = route with { Header = route.Header with { Protocol = 0 } };
        return Write(MessageType.DeleteRoute, route, 0);
    }

    /// <summary>Adds IPv6's route for multicast to a link, with the metric that the kernel gives it.</summary>
    internal static MessageWriter AddMulticast(int linkIndex, uint metric)
    {
        const byte multicast = 5; // RTN_MULTICAST
        var header = new RouteHeader
        {
            Family = AddressFamily.Inet6,
            DestinationLength = 8,
            Table = (byte)Route.LocalTable,
            Protocol = Route.KernelProtocol,
            Type = multicast,
        };
        return new MessageWriter(
            MessageType.NewRoute,
            MessageFlags.Acknowledge | MessageFlags.Create | MessageFlags.Append
        )
            .Fixed(header)
            .Bytes(RouteAttribute.Destination, IPAddress.Parse("ff00::").GetAddressBytes())
            .Number(RouteAttribute.OutputInterface, linkIndex)
            .Number(RouteAttribute.Priority, metric);
    }

    private static MessageWriter Write(ushort type, Route route, MessageFlags flags)
    {
        var header = route.Header;
        if (route.NextHopId != 0)
        {
            // How it leads there is said by its object, and to say it twice is refused, or makes another route of it.
            header.Flags = 0;
            return Begin(type, flags, header)
                .Raw(
                    AttributeReader.Without(
                        route.Attributes,
                        [.. Ways, RouteAttribute.Via, RouteAttribute.Encapsulation, RouteAttribute.EncapsulationType]
                    )
                );
        }
        header.Flags &= HopFlag.Settable;
        var request = Begin(type, flags, header).Raw(AttributeReader.Without(route.Attributes, Ways));
        if (route.OutputInterface != 0)
            request.Number(RouteAttribute.OutputInterface, route.OutputInterface);
        if (route.Gateway != null)
            request.Bytes(RouteAttribute.Gateway, route.Gateway.GetAddressBytes());
        if (route.Hops.Count > 0)
            request.Bytes(RouteAttribute.MultiPath, RouteHop.WriteAll(route.Hops));
        return request;
    }

    private static MessageWriter Begin(ushort type, MessageFlags flags, RouteHeader header) =>
        new MessageWriter(type, flags | MessageFlags.Acknowledge).Fixed(header);
}
