using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Configuration;
using Xen.Hotplug.Common.Firewall;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.VifBridge;

/// <summary>What the port should be: the store's keys, else the caller's, checked.</summary>
/// <param name="BridgeName">The bridge; null for the only one there is.</param>
/// <param name="VifName">A name for the vif; null for its first.</param>
/// <param name="Mtu">In bytes; null for the bridge's.</param>
/// <param name="AllowedAddresses">What the guest may send from; empty where nothing is said.</param>
/// <param name="AllowedText">The same, as it was written.</param>
/// <param name="GuestAddress">The guest's MAC address; null if nothing is said.</param>
/// <param name="FrontendDomain">The guest's domain, from the store alone.</param>
internal sealed record PortSettings(
    InterfaceName? BridgeName,
    InterfaceName? VifName,
    int? Mtu,
    IReadOnlyList<AddressRange> AllowedAddresses,
    string AllowedText,
    MacAddress? GuestAddress,
    int? FrontendDomain
)
{
    // ETH_MIN_MTU of linux/if_ether.h and the largest IPv4 packet.
    private const int SmallestMtu = 68;
    private const int LargestMtu = 65535;

    /// <summary>The port's VLANs; none to leave them to the bridge.</summary>
    internal PortVlans Vlans { get; init; } = new();

    /// <summary>Reads and checks all keys.</summary>
    /// <exception cref="HotplugException">A value does not parse.</exception>
    internal static PortSettings Read(IReadOnlyDictionary<string, string> backend, Settings settings)
    {
        return new PortSettings(
            Find("bridge") is { } bridge ? InterfaceName.Parse(bridge, "bridge") : null,
            Find("vifname") is { } name ? InterfaceName.Parse(name, "vifname") : null,
            Find("mtu") is { } mtu ? ParseMtu(mtu) : null,
            Find("ip") is { } addresses ? AddressRange.ParseList(addresses, "ip") : [],
            Find("ip") ?? "",
            Find("mac") is { } address ? ParseAddress(address) : null,
            backend.TryGetValue("frontend-id", out var frontend) ? ParseDomain(frontend) : null
        )
        {
            Vlans = Find("vlan") is { } vlan ? VlanKey.Parse(vlan) : new PortVlans(),
        };

        string? Find(string key) => backend.GetValueOrDefault(key) ?? settings.Find(key);
    }

    /// <summary>
    /// Reads what a departure needs to know. A value that does not parse counts as not given: it cannot have been used
    /// when the port came, and must not keep it from going.
    /// </summary>
    internal static PortSettings ReadForDeparture(IReadOnlyDictionary<string, string> backend, Settings settings)
    {
        return new PortSettings(TryParse("bridge"), TryParse("vifname"), null, [], CheckedText(), null, null);

        string? Find(string key) => backend.GetValueOrDefault(key) ?? settings.Find(key);

        // Hooks get it, which are shell scripts: what online refuses does not reach them at offline.
        string CheckedText() => Find("ip") is { } addresses && AddressRange.AreValid(addresses) ? addresses : "";

        InterfaceName? TryParse(string key) =>
            Find(key) is { } name && InterfaceName.WhyInvalid(name) == null ? InterfaceName.Parse(name, key) : null;
    }

    private static int ParseMtu(string text) =>
        Text.TryReadNumber(text, out var mtu) && mtu is >= SmallestMtu and <= LargestMtu
            ? mtu
            : throw new HotplugException(
                $"mtu={Text.Printable(text)} is not a number from {SmallestMtu} to {LargestMtu}"
            );

    private static MacAddress ParseAddress(string text) =>
        MacAddress.TryParse(text, out var address) && !address.Value.IsMulticast && address.Value != default(MacAddress)
            ? address.Value
            : throw new HotplugException($"mac={Text.Printable(text)} is not the MAC address of a single NIC");

    private static int ParseDomain(string text) =>
        Text.TryReadNumber(text, out var domain)
            ? domain
            : throw new HotplugException($"frontend-id={Text.Printable(text)} in xenstore is not a domain's number");
}
