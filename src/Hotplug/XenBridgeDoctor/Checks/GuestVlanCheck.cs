using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Shadowing;
using Xen.Hotplug.XenBridgeDoctor.Configuration;

namespace Xen.Hotplug.XenBridgeDoctor.Checks;

/// <summary>The VLANs of guests: does each get those that its key asks for, and does somebody else have them?</summary>
internal sealed class GuestVlanCheck : ICheck
{
    public string Name => "guest-vlans";

    public IEnumerable<Finding> Look(Host host)
    {
        foreach (var bridge in host.Bridges)
        {
            var findings = host
                .Vlans.GuestsOf(bridge)
                .SelectMany(guest =>
                    Look(host, bridge, guest)
                        .Select(finding => finding with { Fact = $"{finding.Fact} ({guest.Backend.GuestWords})" })
                );
            // Of VLANs on a bridge without them nothing is said.
            if (bridge.FiltersVlans)
                findings = findings.OrWell(bridge.Name, "keeps VLANs apart, and each guest shares its own with others");
            foreach (var finding in findings)
                yield return finding;
        }
    }

    private static IEnumerable<Finding> Look(Host host, Link bridge, GuestPort guest)
    {
        var wish = VlanWish.Of(guest.Backend);
        if (wish.Fault is { } fault)
            yield return Finding.Wrong(guest.Name, fault, WriteKey(guest));
        if (VlanRequirement.FindObstacle(bridge, wish.Vlans) is { } obstacle)
            yield return Finding.Wrong(
                guest.Name,
                obstacle,
                $"{VlanMends.Filter(host, bridge)}; {Events(guest)} {VlanMends.Lastingly(host, bridge, $"{ShadowFile.FilteringKey}=yes")}; guests that send tags need vlan= from then on"
            );
        var ignoring = wish.Vlans.IsEmpty ? null : FindIgnoringScript(host, guest);
        if (ignoring != null)
            yield return Finding.Wrong(
                guest.Name,
                $"the script {Text.Printable(HotplugScript.PathOf(ignoring))} ignores vlan={wish.Vlans}, and puts the guest into {DescribeDefault(bridge)}",
                $"{Mends.StoreWrite($"{guest.Backend.Path}/script", HotplugScript.WithProgram(ignoring, GuestPort.Program))}; {Events(guest)} # and, for guests to come, xen-vif-script shadow"
            );
        if (!bridge.FiltersVlans)
            yield break;
        if (ignoring == null && !wish.Vlans.IsEmpty)
        {
            foreach (var finding in LookAtPlace(host, bridge, guest, wish.Vlans))
                yield return finding;
        }
        if (guest.Vif is { } vif && vif.MasterIndex == bridge.Index)
        {
            foreach (var finding in LookAtReach(host, bridge, guest, vif))
                yield return finding;
        }
    }

    private static IEnumerable<Finding> LookAtPlace(Host host, Link bridge, GuestPort guest, PortVlans wanted)
    {
        foreach (var (port, cure) in new[] { (guest.Vif, guest.OnlineCommand), (guest.Tap, guest.AddCommand) })
        {
            if (port?.MasterIndex == bridge.Index && host.Vlans.Of(port) is var vlans && !vlans.Equals(wanted))
                yield return Finding.Wrong(
                    port.Name,
                    $"should have vlan={wanted}, and {(vlans.IsEmpty ? "is in no VLAN" : $"has {vlans}")}",
                    cure
                );
        }
    }

    /// <summary>VLANs that lead nowhere, or not out of the host. What a VLAN link keeps from the guest is that link's fault.</summary>
    private static IEnumerable<Finding> LookAtReach(Host host, Link bridge, GuestPort guest, Link vif)
    {
        if (host.Vlans.WantedBy(guest).IsEmpty)
            yield return Finding.Wrong(
                vif.Name,
                $"is in no VLAN of {bridge.Name}, which filters them: nothing of the guest's gets through",
                WriteKey(guest)
            );
        var uplinks = host.Vlans.UplinksOf(bridge);
        var others = host
            .Vlans.MembersOf(bridge)
            .Where(member => member.Index != vif.Index && member.Index != guest.Tap?.Index)
            .ToList();
        var taken = host.Vlans.TakersOf(bridge).Select(entry => entry.Taker.VlanId).ToHashSet();
        var (alone, inside) = (new PortVlans(), new PortVlans());
        foreach (var id in host.Vlans.Of(vif).Ids)
        {
            if (!uplinks.Exists(uplink => host.Vlans.Of(uplink).Contains(id)) && !taken.Contains(id))
                (others.Exists(other => host.Vlans.Of(other).Contains(id)) ? inside : alone).AddTagged(id);
        }
        var uplinkName = uplinks is [var first, ..] ? first.Name : null;
        if (!alone.IsEmpty)
            yield return new Finding(
                // What has tags may be kept for later.
                alone.Contains(host.Vlans.Of(vif).DefaultVlan)
                    ? Verdict.Wrong
                    : Verdict.Doubtful,
                vif.Name,
                $"is alone in {HostVlans.Describe(alone)} of {bridge.Name}, and talks to nobody there: no other port has {(alone.Count == 1 ? "it" : "them")}, nor {(uplinkName == null ? "" : $"the uplink {uplinkName}, nor ")}the bridge itself",
                VlanMends.Carry(host, bridge, alone)
            );
        if (!inside.IsEmpty && uplinkName != null)
            yield return Finding.Doubtful(
                vif.Name,
                $"is in {HostVlans.Describe(inside)}, which the uplink {uplinkName} does not carry: the guest reaches what is on {bridge.Name} there, and nobody else",
                VlanMends.Carry(host, bridge, inside)
            );
    }

    /// <summary>The script that serves a guest and does not read the key vlan; null if the guest has another.</summary>
    private static string? FindIgnoringScript(Host host, GuestPort guest) =>
        guest.Backend.Find("script") is { } script && HotplugScript.IgnoresVlans(host.Files, script) ? script : null;

    // Which VLAN is meant a person knows; without the key the guest might be in one that it was kept out of.
    private static string WriteKey(GuestPort guest) =>
        $"# write the VLAN that is meant, and in the guest's file: {Mends.StoreWrite($"{guest.Backend.Path}/vlan", "10")}, say; {guest.OnlineCommand}";

    private static string DescribeDefault(Link bridge) =>
        !bridge.FiltersVlans ? $"the network without tags of {bridge.Name}"
        : bridge.DefaultPvid == 0 ? $"no VLAN of {bridge.Name}"
        : $"VLAN {bridge.DefaultPvid} of {bridge.Name}";

    private static string Events(GuestPort guest) =>
        guest.Tap == null ? guest.OnlineCommand : $"{guest.OnlineCommand}; {guest.AddCommand}";
}
