using System.Runtime.InteropServices;

namespace Xen.Hotplug.Common.Netlink;

/// <summary>struct rtmsg of linux/rtnetlink.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RouteHeader
{
    /// <summary>RTM_F_PREFIX: of a dump of IPv6 routes, those to networks that routers advertised.</summary>
    internal const uint OnlyAdvertisedPrefixes = 0x800;

    internal byte Family;
    internal byte DestinationLength;
    internal byte SourceLength;
    internal byte TypeOfService;
    internal byte Table;
    internal byte Protocol;
    internal byte Scope;
    internal byte Type;
    internal uint Flags;
}

/// <summary>RTA_* of linux/rtnetlink.h.</summary>
internal static class RouteAttribute
{
    internal const ushort Destination = 1;
    internal const ushort OutputInterface = 4;
    internal const ushort Gateway = 5;
    internal const ushort Priority = 6;
    internal const ushort PreferredSource = 7;
    internal const ushort Metrics = 8;
    internal const ushort MultiPath = 9;
    internal const ushort CacheInformation = 12;
    internal const ushort Table = 15;
    internal const ushort Via = 18;
    internal const ushort EncapsulationType = 21;
    internal const ushort Encapsulation = 22;
    internal const ushort Expires = 23;
    internal const ushort NextHopId = 30;
}

/// <summary>RTF_* of linux/route.h and linux/ipv6_route.h: what the kernel notes of an IPv6 route.</summary>
internal static class RouteFlag
{
    internal const uint Up = 1;
    internal const uint Default = 0x10000;

    /// <summary>RTF_ADDRCONF: a router advertised it, and may withdraw it.</summary>
    internal const uint Advertised = 0x40000;

    /// <summary>RTF_PREFIX_RT: the router advertised it as a network on the link.</summary>
    internal const uint AdvertisedPrefix = 0x80000;
    internal const uint Expires = 0x400000;
}

/// <summary>RTNH_F_* of linux/rtnetlink.h, of routes and of next hops.</summary>
internal static class HopFlag
{
    internal const uint Pervasive = 2;
    internal const uint OnLink = 4;

    /// <summary>The others are the kernel's to set.</summary>
    internal const uint Settable = Pervasive | OnLink;
}
