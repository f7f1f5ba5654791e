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
                own.Add($"{port.Name} ({(vlans.IsEmpty ? "none" : vlans)})");
        }
        return own.Count == 0
            ? null
            : $"ports have VLANs of their own, which {bridge.Name} would no longer keep apart: {Text.List(own)}";
    }
}
