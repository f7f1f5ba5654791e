using System.Text;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>Why a link cannot be shadowed, found before anything is changed.</summary>
public static class ShadowRefusals
{
    private const ushort Ethernet = 1; // ARPHRD_ETHER of linux/if_arp.h
    private static readonly string[] SharedKinds = ["macvlan", "macvtap", "ipvlan", "ipvtap", "macsec"];

    /// <summary>The reason, with all that the kernel says of the host's links; null if there is none.</summary>
    /// <param name="kernel">The kernel's links.</param>
    /// <param name="state">The interface's links.</param>
    public static string? Find(ILinkTable kernel, ShadowState state)
    {
        var isWireless = state.Nic is { IsBridge: false } nic && WirelessQuery.IsWireless(nic.Index);
        return Find(state, kernel.ListLinks(), isWireless)
            ?? (state.Phase == ShadowPhase.Shadowed ? null : FindTakenName(kernel, state));
    }

    /// <summary>The reason, or null.</summary>
    /// <param name="state">The interface's links.</param>
    /// <param name="links">All links.</param>
    /// <param name="isWireless">Whether the link is a wireless one.</param>
    public static string? Find(ShadowState state, IReadOnlyList<Link> links, bool isWireless)
    {
        var name = state.InterfaceName;
        var uplink = ShadowNames.Uplink(name);
        if (Encoding.UTF8.GetByteCount(uplink) > InterfaceName.MaximumLength)
            return $"its uplink would be called {uplink}, which is longer than {InterfaceName.MaximumLength} bytes; give it a shorter name";
        if (state.Nic is not { } nic)
            return $"there is no link {name}";
        if (state.Phase == ShadowPhase.Plain && links.Any(link => link.Name == uplink))
            return $"its uplink would be called {uplink}, and another link has that name";
        if (nic.IsBridge)
            return $"{nic.Name} is a bridge already, and its uplink {uplink} is not there; name a physical link";
        if (nic.Flags.HasFlag(LinkFlags.Loopback))
            return $"{nic.Name} is the loopback link";
        if (isWireless)
            return $"{nic.Name} is wireless, and an access point takes frames from one MAC address alone; use a wired link";
        if (nic.HardwareType != Ethernet || nic.Address == null || nic.Flags.HasFlag(LinkFlags.PointToPoint))
            return $"{nic.Name} is not an Ethernet link, and a bridge carries nothing else";
        // A stop that was killed leaves it in a spare bridge.
        if (nic.MasterIndex != 0 && nic.MasterIndex != state.Bridge?.Index && nic.MasterIndex != state.Spare?.Index)
            return DescribeMaster(nic, links);
        var sharing = links
            .Where(link => link.ParentIndex == nic.Index && !link.HasForeignParent && SharedKinds.Contains(link.Kind))
            .ToList();
        return sharing.Count == 0
            ? null
            : $"{Text.List([.. sharing.Select(link => $"{link.Name} ({link.Kind})")])} on top of {nic.Name} keeps it from being a port of a bridge; delete it first";
    }

    /// <summary>
    /// Why a name that a start or stop gives a link is not to be had, or null. The kernel takes a name for one link alone,
    /// alternative names included.
    /// </summary>
    /// <param name="kernel">The kernel's links.</param>
    /// <param name="state">The interface's links.</param>
    public static string? FindTakenName(ILinkTable kernel, ShadowState state)
    {
        var spare = ShadowNames.Spare(state.Nic!.Index);
        if (kernel.FindLink(spare) is { } other && (other.Name != spare || !other.IsBridge))
            return DescribeTaken("its bridge is called", spare, other);
        var (what, name) =
            state.Phase == ShadowPhase.Plain
                ? ("its uplink would be called", ShadowNames.Uplink(state.InterfaceName))
                : ("one of its links gets the name", state.InterfaceName.Value);
        return kernel.FindLink(name) is { } taker && taker.Name != name ? DescribeTaken(what, name, taker) : null;
    }

    /// <summary>That a name is only another name of an interface, and of which; null if it is no such name.</summary>
    public static string? FindAlternativeName(ILinkTable kernel, InterfaceName name)
    {
        if (kernel.FindLink(name.Value) is not { } link || link.Name == name.Value)
            return null;
        var master = link.MasterIndex == 0 ? null : kernel.FindLink(link.MasterIndex)?.Name;
        var meant = master != null && link.Name == $"{ShadowNames.UplinkPrefix}{master}" ? master : link.Name;
        return $"{name} is another name of {meant}; name that";
    }

    private static string DescribeTaken(string what, string name, Link taker) =>
        taker.Name == name
            ? $"{what} {name}, and another link has that name; rename that link"
            : $"{what} {name}, and that is an alternative name of {taker.Name}; take it away: ip link property del dev {Text.ShellWord(taker.Name)} altname {Text.ShellWord(name)}";

    private static string DescribeMaster(Link nic, IReadOnlyList<Link> links)
    {
        var master = links.FirstOrDefault(link => link.Index == nic.MasterIndex);
        var kind = master?.Kind ?? nic.PortKind ?? "another link";
        return $"{nic.Name} is a port of {master?.Name ?? "a link"} ({kind}) already; shadow that, or take {nic.Name} off it first";
    }
}
