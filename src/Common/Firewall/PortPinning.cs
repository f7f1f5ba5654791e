using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Firewall;

/// <summary>
/// Pins a guarded port in its bridge: the bridge itself then drops what comes from any MAC address but the guest's, and learns
/// nothing from the port. No rule is needed for it, so nobody can flush it. A MAC address that two ports have is pinned to neither.
/// </summary>
/// <param name="links">The host's links.</param>
internal sealed class PortPinning(ILinkTable links)
{
    // The bridge has an entry for each VLAN of the port.
    private const int MostVlans = 64;

    /// <summary>Notes what a port is pinned to while it is on the bridge that it was on before.</summary>
    /// <param name="port">The port.</param>
    /// <param name="guard">Its guard by now; null if there is none, or somebody has flushed it.</param>
    internal void Note(LinkPlanner port, PortGuard? guard)
    {
        var link = port.Link;
        if (link.MasterIndex == 0 || !NftablesFirewall.WasGuarded(link) || link.PortOptions.IsLearning)
            return;
        var entry =
            guard == null
                ? links
                    .ListLastingForwarding(link.MasterIndex)
                    .FirstOrDefault(entry => entry.IsPinned && entry.LinkIndex == link.Index)
                : links.FindForwarding(link.MasterIndex, guard.Address);
        if (entry is { IsPinned: true, Address: { } address } && entry.LinkIndex == link.Index)
            port.NotePin(address);
    }

    /// <summary>Plans to pin a port that is on its bridge by then, or to leave that to the rules alone.</summary>
    internal void Plan(LinkPlanner port, PortGuard guard)
    {
        var options = port.Link.PortOptions with
        {
            GroupForwardMask = NftablesFirewall.MaskOfGuarded,
            MulticastRouter = 0,
        };
        // First: it takes the pin of another port with that address away.
        var isShared = !port.IsPinnedTo(guard.Address) && IsShared(port, guard);
        // In a VLAN that it gets by another hand, a locked port could send nothing.
        if (isShared || IsLeftToRules(port.Link) || port.HasVlansOfOthers || port.VlanCount > MostVlans)
            port.Unpin(options with { IsLocked = false, IsLearning = true });
        else
            port.Pin(guard.Address, options with { IsLocked = true, IsLearning = false });
    }

    /// <summary>Plans to let a port that was guarded be as any other.</summary>
    internal static void PlanEnd(LinkPlanner port) => port.Unpin(BridgePortOptions.OfNewPort);

    /// <summary>
    /// Whether an earlier event found another port with its MAC address, or an older version did not look. That port may be silent
    /// now, so nothing would tell of it.
    /// </summary>
    private static bool IsLeftToRules(Link port) =>
        NftablesFirewall.WasGuarded(port) && port.PortOptions is { IsLocked: false, IsLearning: true };

    /// <summary>Whether another port has its MAC address too, or the host. One that is pinned to it is pinned no more then.</summary>
    private bool IsShared(LinkPlanner port, PortGuard guard)
    {
        var link = port.Link;
        // No bridge has an entry for such an address.
        if (guard.Address.IsMulticast || guard.Address == default)
            return true;
        var entry = links.FindForwarding(link.MasterIndex, guard.Address);
        if (entry is { IsLocal: true })
            return true;
        if (entry == null || entry.LinkIndex == link.Index || links.FindLink(entry.LinkIndex) is not { } other)
            return HasOtherCard(guard.Device, link.Name);
        if (entry.IsPinned && NftablesFirewall.WasGuarded(other))
        {
            var twin = port.Beside(other);
            twin.NotePin(guard.Address);
            twin.Unpin(other.PortOptions with { IsLocked = false, IsLearning = true });
            return true;
        }
        // A guarded port sends from an address that it was given; others are what the bridge learned, and may be out of date.
        return entry.IsLasting || NftablesFirewall.WasGuarded(other) || HasOtherCard(guard.Device, link.Name);
    }

    /// <summary>Whether a guest with emulated hardware has a second card with the same MAC address: its vif and its tap are two.</summary>
    private bool HasOtherCard(string device, string name) =>
        VifName.Parse(device) is not { IsTap: false }
        || links.FindLink($"{device}{VifName.TapSuffix}") != null
        || name != device && links.FindLink($"{name}{VifName.TapSuffix}") != null;
}
