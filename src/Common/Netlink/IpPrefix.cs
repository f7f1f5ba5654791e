using System.Net;

namespace Xen.Hotplug.Common.Netlink;

/// <summary>The network part of IPv4 and IPv6 addresses.</summary>
internal static class IpPrefix
{
    /// <summary>The address with all bits behind the prefix cleared.</summary>
    internal static IPAddress Mask(IPAddress address, int length)
    {
        var bytes = address.GetAddressBytes();
        for (var place = 0; place < bytes.Length; place++)
        {
            var kept = Math.Clamp(length - place * 8, 0, 8);
            bytes[place] &= (byte)(0xff00 >> kept);
        }
        return new IPAddress(bytes);
    }

    /// <summary>The address with all bits behind the prefix set.</summary>
    internal static IPAddress Fill(IPAddress address, int length)
    {
        var bytes = address.GetAddressBytes();
        for (var place = 0; place < bytes.Length; place++)
        {
            var kept = Math.Clamp(length - place * 8, 0, 8);
            bytes[place] |= (byte)(0xff >> kept);
        }
        return new IPAddress(bytes);
    }
}
