using System.Net;

namespace Xen.Hotplug.Common.Netlink;

/// <summary>IN6_ADDR_GEN_MODE_* of linux/if_link.h: how a link makes IPv6 addresses.</summary>
internal static class AddressGeneration
{
    internal const byte Eui64 = 0;
    internal const byte None = 1;

    /// <summary>The link-local address that <see cref="Eui64"/> makes (RFC 4291, appendix A).</summary>
    internal static IPAddress LinkLocal(MacAddress mac)
    {
        var bytes = mac.ToBytes();
        return new IPAddress([
            0xfe,
            0x80,
            0,
            0,
            0,
            0,
            0,
            0,
            (byte)(bytes[0] ^ 2),
            bytes[1],
            bytes[2],
            0xff,
            0xfe,
            bytes[3],
            bytes[4],
            bytes[5],
        ]);
    }

    /// <summary>The mode's name, as <c>ip link</c> takes it.</summary>
    internal static string Name(byte mode) =>
        mode switch
        {
            Eui64 => "eui64",
            None => "none",
            2 => "stable_secret",
            _ => "random",
        };
}
