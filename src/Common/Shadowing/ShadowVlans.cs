using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>Whether a shadow bridge keeps VLANs apart.</summary>
public enum VlanFiltering
{
    /// <summary>A new bridge does not; one that is there stays as it is.</summary>
    AsItIs,

    /// <summary>It does not.</summary>
    Off,

    /// <summary>It does.</summary>
    On,
}

/// <summary>What a shadow bridge makes of VLANs, as the host's configuration says it.</summary>
/// <param name="Filtering">Whether it keeps them apart.</param>
/// <param name="Uplink">The uplink's VLANs, of which the PVID is every new port's too; none to leave them as they are.</param>
public sealed record ShadowVlans(VlanFiltering Filtering, PortVlans Uplink)
{
    /// <summary>The VLAN of new ports that the kernel gives a bridge (br_vlan_init of net/bridge/br_vlan.c).</summary>
    internal const int KernelPvid = 1;

    /// <summary>Nothing is said of VLANs.</summary>
    public static ShadowVlans AsTheyAre => new(VlanFiltering.AsItIs, new PortVlans());

    /// <summary>Reads the values of a configuration file.</summary>
    /// <exception cref="HotplugException">One is wrong, or they do not fit each other.</exception>
    public static ShadowVlans Parse(IReadOnlyDictionary<string, string> values, string path) =>
        Parse(
            values.GetValueOrDefault(ShadowFile.FilteringKey),
            values.GetValueOrDefault(ShadowFile.UplinkVlansKey),
            $" in {path}"
        );

    /// <summary>Reads both values.</summary>
    /// <param name="filtering">Yes or no; null or empty if nothing is said.</param>
    /// <param name="uplink">The uplink's VLANs; null or empty if nothing is said.</param>
    /// <param name="source">Where they stand, for the errors: " in FILE", say.</param>
    /// <exception cref="HotplugException">One is wrong, or they do not fit each other.</exception>
    public static ShadowVlans Parse(string? filtering, string? uplink, string source)
    {
        var parsed = filtering switch
        {
            null or "" => VlanFiltering.AsItIs,
            "yes" => VlanFiltering.On,
            "no" => VlanFiltering.Off,
            _ => throw new HotplugException(
                $"{ShadowFile.FilteringKey}={Text.Printable(filtering)}{source} is neither yes nor no"
            ),
        };
        if (string.IsNullOrEmpty(uplink))
            return new ShadowVlans(parsed, new PortVlans());
        if (parsed != VlanFiltering.On)
            throw new HotplugException(
                $"{ShadowFile.UplinkVlansKey}={Text.Printable(uplink)}{source} means nothing to a bridge that filters no VLANs; set {ShadowFile.FilteringKey}=yes (or --vlan-filtering=yes) too, or leave it out"
            );
        return new ShadowVlans(parsed, new VlanKey(ShadowFile.UplinkVlansKey).Read(uplink));
    }

    /// <summary>Whether VLANs should be kept apart.</summary>
    internal bool IsFiltering => Filtering == VlanFiltering.On;

    /// <summary>The VLAN of each new port of a bridge. One that filters needs one: the host's own frames have no tag.</summary>
    /// <param name="present">The one that the bridge has now; 0 for none.</param>
    internal int DefaultPvid(int present) =>
        Filtering == VlanFiltering.Off ? KernelPvid
        : !Uplink.IsEmpty ? Uplink.DefaultVlan
        : present == 0 ? KernelPvid
        : present;

    /// <summary>The uplink's VLANs on a bridge.</summary>
    /// <param name="present">Those that it has there now.</param>
    internal PortVlans UplinkBeside(PortVlans present) =>
        Filtering == VlanFiltering.Off ? PortVlans.OfNewPort(KernelPvid)
        : !Uplink.IsEmpty ? Uplink
        : present.DefaultVlan == 0 ? PortVlans.OfNewPort(KernelPvid)
        : present;
}
