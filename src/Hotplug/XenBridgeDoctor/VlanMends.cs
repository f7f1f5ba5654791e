using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Shadowing;

namespace Xen.Hotplug.XenBridgeDoctor;

/// <summary>Commands that change VLANs. None takes the host out of one that it is in.</summary>
internal static class VlanMends
{
    private const string KernelPvid = "1";

    /// <summary>Has a bridge filter VLANs; the host's own links on the bridge keep theirs.</summary>
    internal static string Filter(Host host, Link bridge)
    {
        // Somebody has set VLANs by hand, and the host's own frames would no longer get out.
        if (
            host.Vlans.UplinksOf(bridge) is { Count: > 0 } uplinks
            && !uplinks.Exists(uplink => host.Vlans.Of(uplink).DefaultVlan == host.Vlans.Of(bridge).DefaultVlan)
        )
            return $"bridge vlan show # first give {Text.ShellWord(bridge.Name)} itself and its uplink the same PVID";
        var commands = new List<string>();
        // Without a default VLAN, frames without a tag would be dropped from then on.
        if (bridge.DefaultPvid == 0)
            commands.Add($"ip link set dev {Text.ShellWord(bridge.Name)} type bridge vlan_default_pvid {KernelPvid}");
        foreach (var link in host.Vlans.ListLinksOn(bridge))
            commands.AddRange(Join(host, bridge, link.VlanId));
        commands.Add(VlanRequirement.FilterCommand(bridge));
        return string.Join("; ", commands);
    }

    /// <summary>Puts the bridge itself in a VLAN, and its uplink where that is not in it.</summary>
    internal static IEnumerable<string> Join(Host host, Link bridge, int id)
    {
        var vlans = new PortVlans();
        vlans.AddTagged(id);
        if (!host.Vlans.Of(bridge).Contains(id))
            yield return $"{Add(bridge, vlans)} self";
        if (host.Vlans.UplinksOf(bridge) is [var uplink, ..] && !host.Vlans.IsCarried(bridge, id))
            yield return Add(uplink, vlans);
    }

    /// <summary>Has an uplink carry VLANs.</summary>
    internal static string Carry(Host host, Link bridge, PortVlans vlans) =>
        host.Vlans.UplinksOf(bridge) is [var uplink, ..]
            ? $"{Add(uplink, vlans)} {Lastingly(host, bridge, ShadowFile.UplinkVlansKey)}; the switch must have it too"
            : "bridge vlan show # and give the guest a VLAN that another port has, or another port this one";

    /// <summary>The comment that says where to write a change, so that it outlives the bridge.</summary>
    internal static string Lastingly(Host host, Link bridge, string setting) =>
        host.Shadowed.Exists(shadow => shadow.Bridge!.Index == bridge.Index)
            ? $"# and {setting} in bridge-shadow's file"
            : "# and in what makes the bridge at boot";

    private static string Add(Link link, PortVlans vlans) =>
        string.Join(
            "; ",
            vlans.Terms().ConvertAll(term => $"bridge vlan add vid {term} dev {Text.ShellWord(link.Name)}")
        );
}
