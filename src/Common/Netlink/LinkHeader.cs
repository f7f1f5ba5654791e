using System.Runtime.InteropServices;

namespace Xen.Hotplug.Common.Netlink;

/// <summary>struct ifinfomsg of linux/rtnetlink.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LinkHeader
{
    internal byte Family;
    internal byte Padding;
    internal ushort HardwareType;
    internal int Index;
    internal uint Flags;
    internal uint Change;
}

/// <summary>IFLA_* of linux/if_link.h.</summary>
internal static class LinkAttribute
{
    internal const ushort Address = 1;
    internal const ushort Broadcast = 2;
    internal const ushort Name = 3;
    internal const ushort Mtu = 4;
    internal const ushort Link = 5;
    internal const ushort Master = 10;
    internal const ushort TransmitQueueLength = 13;
    internal const ushort Information = 18;
    internal const ushort Alias = 20;
    internal const ushort AddressFamilies = 26;
    internal const ushort Group = 27;
    internal const ushort ExtendedMask = 29;
    internal const ushort LinkNamespace = 37;
    internal const ushort GsoMaximumSegments = 40;
    internal const ushort GsoMaximumSize = 41;
    internal const ushort Xdp = 43;
    internal const ushort PropertyList = 52;
    internal const ushort AlternativeName = 53;
    internal const ushort PermanentAddress = 54;
    internal const ushort GroMaximumSize = 58;
    internal const ushort GsoInetMaximumSize = 63;
    internal const ushort GroInetMaximumSize = 64;

    internal const ushort InformationKind = 1;
    internal const ushort InformationData = 2;
    internal const ushort InformationSlaveKind = 4;
    internal const ushort InformationSlaveData = 5;

    internal const ushort BridgeForwardDelay = 1;
    internal const ushort BridgeStpState = 5;
    internal const ushort BridgeVlanDefaultPvid = 39;
    internal const ushort BridgePortState = 1;

    internal const ushort VlanId = 1;
    internal const ushort VlanProtocol = 5;

    internal const ushort Inet6Flags = 1;
    internal const ushort Inet6Configuration = 2;
    internal const ushort Inet6Token = 7;
    internal const ushort Inet6AddressGenerationMode = 8;

    /// <summary>DEVCONF_MTU6 of linux/ipv6.h: which number of IFLA_INET6_CONF is the MTU.</summary>
    internal const int Inet6ConfigurationMtu = 2;

    /// <summary>RTEXT_FILTER_SKIP_STATS: the kernel leaves out the counters, which nothing here reads.</summary>
    internal const uint SkipStatistics = 8;
}
