using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>Why a bridge's VLANs should stay as they are.</summary>
public static class VlanRefusals
{
    /// <summary>
    /// The guests' ports whose VLANs a bridge would no longer keep apart, as a sentence; null if there are none.
    /// </summary>
    /// <param name="kernel">The kernel's links.</param>
    /// <param name="state">The bridge and its uplink.</param>
    /// <param name="wanted">What the bridge should make of VLANs.</param>
    public static string? FindMixing(ILinkTable kernel, ShadowState state, ShadowVlans wanted)
    {
        if (
            wanted.Filtering != VlanFiltering.Off
            || state is not { Phase: ShadowPhase.Shadowed, Bridge: { FiltersVlans: true } bridge, Nic: { } nic }
        )
            return null;
        var ordinary = PortVlans.OfNewPort(bridge.DefaultPvid);
        var own = new List<string>();
        foreach (var port in kernel.ListPorts(bridge.Index))
        {
            var vlans = kernel.ReadVlans(port.Index);
            if (port.Index != nic.Index && !vlans.Equals(ordinary))
                own.Add($"{port.Name} ({Describe(vlans)})");
        }
        return own.Count == 0
            ? null
            : $"ports have VLANs of their own, which {bridge.Name} would no longer keep apart: {Text.List(own)}";
    }

    /// <summary>
    /// Why the bridge itself and its uplink would not share the VLAN of frames without a tag, so that the host were cut off;
    /// null if they would. The kernel takes the bridge along only from the default VLAN, and into one that it is not in
    /// (__br_vlan_set_default_pvid of net/bridge/br_vlan.c).
    /// </summary>
    /// <param name="kernel">The kernel's links.</param>
    /// <param name="state">The bridge and its uplink.</param>
    /// <param name="wanted">What the bridge should make of VLANs.</param>
    public static string? FindCutOff(ILinkTable kernel, ShadowState state, ShadowVlans wanted)
    {
        if (!wanted.IsFiltering || state is not { Bridge: { } bridge, Nic: { } nic })
            return null;
        var (own, uplink) = (kernel.ReadVlans(bridge.Index), kernel.ReadVlans(nic.Index));
        var pvid = wanted.DefaultPvid(bridge.DefaultPvid);
        var follows = own.DefaultVlan == bridge.DefaultPvid && (pvid == bridge.DefaultPvid || !own.Contains(pvid));
        return follows && wanted.UplinkBeside(uplink).DefaultVlan == pvid
            ? null
            : $"somebody set VLANs of {bridge.Name} itself ({Describe(own)}) or of {nic.Name} ({Describe(uplink)}) by hand, and with those the host would be cut off; give both the bridge's default VLAN, {bridge.DefaultPvid}, as PVID and untagged, and no other (bridge vlan add and del; for the bridge with self)";
    }

    private static string Describe(PortVlans vlans) => vlans.IsEmpty ? "none" : $"{vlans}";
}
