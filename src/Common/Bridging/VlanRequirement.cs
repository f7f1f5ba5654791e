using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Bridging;

/// <summary>What a port with VLANs of its own requires of its bridge.</summary>
public static class VlanRequirement
{
    /// <summary>Why a port cannot have VLANs on a bridge; null if it can, or asks for none.</summary>
    public static string? FindObstacle(Link bridge, PortVlans vlans) =>
        vlans.IsEmpty || bridge.FiltersVlans
            ? null
            : $"vlan={vlans} cannot be had on the bridge {bridge.Name}, which does not filter VLANs";

    /// <summary>The command that has a bridge filter VLANs.</summary>
    public static string FilterCommand(Link bridge) =>
        $"ip link set dev {Text.ShellWord(bridge.Name)} type bridge vlan_filtering 1";
}
