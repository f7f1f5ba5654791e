using System.Buffers.Binary;
using System.Text;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Shadowing;

namespace Xen.Hotplug.Common.Managers.NetworkManager;

/// <summary>
/// The two profiles that take the place of a card's: the bridge's has all that is about the network, the port's what is about
/// the card.
/// </summary>
/// <param name="name">What the bridge is called.</param>
/// <param name="uplink">What its port is called.</param>
/// <param name="card">The card's profile.</param>
/// <param name="identity">By what others knew the card.</param>
internal sealed class BridgeProfiles(InterfaceName name, string uplink, ConnectionFile card, CardIdentity identity)
{
    private const string Connection = "connection";
    private const string Bridge = "bridge";

    /// <summary>What the bridge should make of VLANs.</summary>
    internal ShadowVlans Vlans { get; init; } = ShadowVlans.AsTheyAre;

    private static string[] HardwareGroups => ["802-1x", "dcb", "ethtool", "link", "sriov", "tc"];

    /// <summary>
    /// The UUID of the bridge's profile. NetworkManager makes IPv6 addresses and DHCP identities from it, so a profile that it
    /// has made up by itself hands its own on. One that somebody wrote keeps it: what he changes in it by nmcli is his.
    /// </summary>
    internal string BridgeUuid => identity.IsMadeUp ? identity.Uuid : Derive(name.Value);

    /// <summary>The UUID of the port's profile.</summary>
    internal string PortUuid => Derive(uplink);

    /// <summary>The bridge's profile.</summary>
    internal string FormatBridge()
    {
        var file = Copy();
        foreach (var group in ConnectionFile.EthernetGroups.Concat(HardwareGroups).Concat(["match", ".nmmeta"]))
            file.RemoveGroup(group);
        if (!identity.IsMadeUp)
            file.Set(Connection, "id", $"{name} (bridge-shadow)");
        file.Set(Connection, "uuid", BridgeUuid)
            .Set(Connection, "type", Bridge)
            .Set(Connection, "interface-name", name.Value)
            // The port comes up with the bridge.
            .Set(Connection, "autoconnect-slaves", "1")
            .Remove(Connection, "timestamp", "multi-connect", "autoconnect-ports");
        // As the bridge is when NetworkManager takes it over.
        file.Set(Bridge, "stp", "false").Set(Bridge, "forward-delay", "0");
        if (Vlans.IsFiltering)
            file.Set(Bridge, "vlan-filtering", "true")
                .Set(Bridge, "vlan-default-pvid", $"{Vlans.DefaultPvid(ShadowVlans.KernelPvid)}");
        foreach (var group in ConnectionFile.EthernetGroups)
        {
            if (card.Find(group, "mtu") is { } mtu)
                file.Set(ConnectionFile.EthernetGroups[0], "mtu", mtu);
        }
        // A bridge's is 425 where nothing is said, and an Ethernet card's 100.
        file.SetDefault("ipv4", "route-metric", identity.RouteMetric)
            .SetDefault("ipv6", "route-metric", identity.RouteMetric)
            .SetDefault("ipv4", "dhcp-client-id", identity.DhcpClientId)
            .SetDefault("ipv6", "dhcp-duid", identity.DhcpDuid);
        if (!identity.IsMadeUp && identity.Token is { } token && HasAddressesByUuid(card))
            file.Set("ipv6", "addr-gen-mode", "eui64").Set("ipv6", "token", token);
        return file.Format();
    }

    /// <summary>The port's profile.</summary>
    internal string FormatPort()
    {
        var file = new ConnectionFile()
            .Set(Connection, "id", $"{uplink} (bridge-shadow)")
            .Set(Connection, "uuid", PortUuid)
            .Set(Connection, "type", "ethernet")
            .Set(Connection, "interface-name", uplink)
            .Set(Connection, "autoconnect-priority", "999")
            .Set(Connection, "master", BridgeUuid)
            .Set(Connection, "slave-type", Bridge);
        foreach (var group in ConnectionFile.EthernetGroups.Concat(HardwareGroups))
            file.Copy(card, group);
        // Without a word on them it would take the port out of all but the bridge's default one.
        if (Vlans.IsFiltering && !Vlans.Uplink.IsEmpty)
            file.Set("bridge-port", "vlans", string.Join(", ", Vlans.Uplink.Terms()));
        return file.Format();
    }

    /// <summary>
    /// Whether NetworkManager makes IPv6 addresses of this profile from its UUID (RFC 7217), as it does where a file names the
    /// way and no other identity. A file without a word on it means EUI-64.
    /// </summary>
    internal static bool HasAddressesByUuid(ConnectionFile card) =>
        card.Find("ipv6", "addr-gen-mode") is "stable-privacy" or "default"
        && card.Find("ipv6", "token") == null
        && card.Find(Connection, "stable-id")?.Contains("${CONNECTION}", StringComparison.Ordinal) != false;

    private ConnectionFile Copy() => ConnectionFile.Parse(card.Format());

    /// <summary>The same UUID each time (RFC 9562, version 8).</summary>
    private string Derive(string link)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, Hash($"bridge {link} {identity.Uuid}"));
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(8), Hash($"shadow {link} {identity.Uuid}"));
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    /// <summary>FNV-1a, whose constants are in draft-eastlake-fnv. The library's hashes need OpenSSL, which our programs do not have.</summary>
    private static ulong Hash(string text)
    {
        var hash = 0xcbf29ce484222325;
        foreach (var each in Encoding.UTF8.GetBytes(text))
            hash = unchecked((hash ^ each) * 0x100000001b3);
        return hash;
    }
}
