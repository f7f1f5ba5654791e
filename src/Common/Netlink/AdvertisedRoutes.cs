using System.Runtime.InteropServices;
using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Netlink;

/// <summary>
/// Adds routes as the kernel makes them for a router's advertisement: with the mark by which it takes them away when the router
/// says so. Netlink cannot set it, the older ioctl can.
/// </summary>
internal static unsafe class AdvertisedRoutes
{
    private const nuint AddRoute = 0x890b; // SIOCADDRT of linux/sockios.h

    /// <summary>Adds a route with its marks.</summary>
    internal static void Add(Route route, int linkIndex)
    {
        var request = new RouteMessage
        {
            DestinationLength = route.DestinationLength,
            Metric = route.Priority,
            Information = (nuint)route.HundredthsLeft,
            Flags = route.KernelFlags | RouteFlag.Up | (route.HundredthsLeft > 0 ? RouteFlag.Expires : 0),
            LinkIndex = linkIndex,
        };
        Inet6RouteLine.Bytes(route.Destination).CopyTo(new Span<byte>(request.Destination, 16));
        Inet6RouteLine.Bytes(route.Gateway).CopyTo(new Span<byte>(request.Gateway, 16));
        using var socket = new Descriptor(LibC.Socket(LibC.AF_INET6, LibC.SOCK_DGRAM | LibC.SOCK_CLOEXEC, 0));
        if (
            (socket.IsInvalid || LibC.DeviceControl(socket.Number, AddRoute, &request) < 0)
            && LibC.LastError is var error and not Errno.EEXIST
        )
            throw new NetlinkException(error, attempt: "add a route as its router advertised it");
    }

    /// <summary>struct in6_rtmsg of linux/ipv6_route.h. The information is when the route ends, in hundredths of a second.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct RouteMessage
    {
        internal fixed byte Destination[16];
        internal fixed byte Source[16];
        internal fixed byte Gateway[16];
        internal uint Type;
        internal ushort DestinationLength;
        internal ushort SourceLength;
        internal uint Metric;
        internal nuint Information;
        internal uint Flags;
        internal int LinkIndex;
    }
}
