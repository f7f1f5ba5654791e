using System.Net;

namespace Xen.Hotplug.Common.Netlink;

/// <summary>Address families of linux/socket.h.</summary>
internal static class AddressFamily
{
    internal const byte Inet = 2;
    internal const byte Bridge = 7;
    internal const byte Inet6 = 10;

    /// <summary>The family of an IPv4 or IPv6 address.</summary>
    internal static byte Of(IPAddress address) => address.GetAddressBytes().Length == 4 ? Inet : Inet6;
}
