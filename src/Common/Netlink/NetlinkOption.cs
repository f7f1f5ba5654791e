namespace Xen.Hotplug.Common.Netlink;

/// <summary>Options and families of linux/netlink.h and linux/socket.h.</summary>
internal static class NetlinkOption
{
    internal const int SolNetlink = 270;
    internal const int CapAcknowledgement = 10;
    internal const int ExtendedAcknowledgement = 11;
    internal const int GetStrictCheck = 12;
    internal const int RouteProtocol = 0;
    internal const uint LinkGroup = 1;

    /// <summary>RTMGRP_IPV6_ROUTE.</summary>
    internal const uint Inet6RouteGroup = 0x400;
}
