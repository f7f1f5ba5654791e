using System.Globalization;
using System.Text;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Managers.Networkd;

/// <summary>
/// The number (IAID) by which a DHCP server tells the interfaces of one host apart. networkd takes a hash of what udev calls
/// the link by its place or its MAC address; a bridge has no such name, and would be another client.
/// </summary>
internal static class ClientIdentity
{
    // net_get_unique_predictable_data of src/libsystemd/sd-device/device-util.c and src/shared/netif-util.c of systemd.
    private static readonly string[] s_names =
    [
        "ID_NET_NAME_FROM_DATABASE",
        "ID_NET_NAME_ONBOARD",
        "ID_NET_NAME_SLOT",
        "ID_NET_NAME_PATH",
        "ID_NET_NAME_MAC",
    ];

    // HASH_KEY of src/libsystemd-network/dhcp-identifier.c of systemd.
    private static ReadOnlySpan<byte> HashKey =>
        [0x80, 0x11, 0x8c, 0xc2, 0xfe, 0x4a, 0x03, 0xee, 0x3e, 0xd6, 0x0c, 0x6f, 0x36, 0x39, 0x14, 0x09];

    /// <summary>The number in the client ID of a lease, as networkd's file of the lease has it; null if it has none.</summary>
    /// <param name="lease">The file's text.</param>
    internal static uint? OfLease(string lease)
    {
        // A byte ff, four of the number, then the host's own (RFC 4361, 6.1). A MAC address instead begins with 01.
        var id = KeyFile.Parse(lease).GetValueOrDefault("CLIENTID") ?? "";
        return
            id.Length > 10
            && id.StartsWith("ff", StringComparison.OrdinalIgnoreCase)
            && uint.TryParse(
                id.AsSpan(2, 8),
                NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture,
                out var number
            )
            ? number
            : null;
    }

    /// <summary>The number that networkd takes for a link by itself.</summary>
    /// <param name="device">What udev knows of the link: lines E:KEY=VALUE, as in /run/udev/data.</param>
    /// <param name="address">The link's MAC address; null if it has none.</param>
    internal static uint Hash(string device, MacAddress? address)
    {
        var properties = KeyFile.Parse(device);
        foreach (var name in s_names)
        {
            if (properties.GetValueOrDefault($"E:{name}") is { Length: > 0 } value)
                return Fold(Encoding.UTF8.GetBytes(value));
        }
        return Fold(
            address is { } mac ? Convert.FromHexString($"{mac}".Replace(":", "", StringComparison.Ordinal)) : []
        );
    }

    private static uint Fold(byte[] data)
    {
        var hash = SipHash.Compute(HashKey, data);
        return (uint)hash ^ (uint)(hash >> 32);
    }
}
