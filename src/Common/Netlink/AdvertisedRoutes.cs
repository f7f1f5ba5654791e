using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Netlink;

/// <summary>
/// Routes that the kernel made for a router's advertisement. It takes them away when the router says so, by a mark that
/// netlink neither tells nor sets: /proc/net/ipv6_route tells it, and the older ioctl sets it.
/// </summary>
internal static unsafe class AdvertisedRoutes
{
    private const nuint AddRoute = 0x890b; // SIOCADDRT of linux/sockios.h
    private const string Table = "/proc/self/net/ipv6_route";

    /// <summary>The routes over a link, with the marks of those that end: all that are advertised do.</summary>
    internal static List<Route> Mark(List<Route> routes, string link)
    {
        if (!routes.Exists(route => route.HundredthsLeft > 0))
            return routes;
        var marks = new Dictionary<string, uint>(StringComparer.Ordinal);
        foreach (var line in Lines())
        {
            // Destination, its length, source, its length, next hop, metric, references, uses, flags, link.
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 10 && words[9] == link)
                marks[$"{words[0]} {words[1]} {words[4]} {words[5]}"] = uint.Parse(
                    words[8],
                    NumberStyles.HexNumber,
                    CultureInfo.InvariantCulture
                );
        }
        return routes.ConvertAll(route =>
            route.HundredthsLeft > 0 && marks.TryGetValue(LineOf(route), out var mark)
                ? route with
                {
                    KernelFlags = mark,
                }
                : route
        );
    }

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
        Bytes(route.Destination).CopyTo(new Span<byte>(request.Destination, 16));
        Bytes(route.Gateway).CopyTo(new Span<byte>(request.Gateway, 16));
        using var socket = new Descriptor(LibC.Socket(LibC.AF_INET6, LibC.SOCK_DGRAM | LibC.SOCK_CLOEXEC, 0));
        if (
            (socket.IsInvalid || LibC.DeviceControl(socket.Number, AddRoute, &request) < 0)
            && LibC.LastError is var error and not Errno.EEXIST
        )
            throw new NetlinkException(error, attempt: "add a route as its router advertised it");
    }

    private static string[] Lines()
    {
        try
        {
            return File.ReadAllLines(Table);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // There is no IPv6.
            return [];
        }
    }

    private static string LineOf(Route route) =>
        $"{Hexadecimal(route.Destination)} {route.DestinationLength:x2} {Hexadecimal(route.Gateway)} {route.Priority:x8}";

    private static string Hexadecimal(IPAddress? address) => Convert.ToHexStringLower(Bytes(address));

    private static byte[] Bytes(IPAddress? address) => (address ?? IPAddress.IPv6Any).GetAddressBytes();

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
