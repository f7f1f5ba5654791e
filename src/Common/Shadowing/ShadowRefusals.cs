using System.Text;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>Why a link cannot be shadowed, found before anything is changed.</summary>
public static class ShadowRefusals
{
    private const ushort Ethernet = 1; // ARPHRD_ETHER of linux/if_arp.h
    private static readonly string[] SharedKinds = ["macvlan", "macvtap", "ipvlan", "ipvtap", "macsec"];

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
        if (nic.MasterIndex != 0 && nic.MasterIndex != state.Bridge?.Index)
            return DescribeMaster(nic, links);
        var sharing = links
            .Where(link => link.ParentIndex == nic.Index && !link.HasForeignParent && SharedKinds.Contains(link.Kind))
            .ToList();
        return sharing.Count == 0
            ? null
            : $"{Text.List([.. sharing.Select(link => $"{link.Name} ({link.Kind})")])} on top of {nic.Name} keeps it from being a port of a bridge; delete it first";
    }

    private static string DescribeMaster(Link nic, IReadOnlyList<Link> links)
    {
        var master = links.FirstOrDefault(link => link.Index == nic.MasterIndex);
        var kind = master?.Kind ?? nic.PortKind ?? "another link";
        return $"{nic.Name} is a port of {master?.Name ?? "a link"} ({kind}) already; shadow that, or take {nic.Name} off it first";
    }
}
