using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Shadowing;

namespace Xen.Hotplug.XenBridgeDoctor.Checks;

/// <summary>The host's own VLAN links: does one keep a VLAN from the guests, or does the bridge keep it from the host?</summary>
internal sealed class VlanLinkCheck : ICheck
{
    public string Name => "vlan-links";

    public IEnumerable<Finding> Look(Host host) =>
        host.Bridges.SelectMany(bridge => LookAtTakers(host, bridge).Concat(LookAtOwn(host, bridge)));

    private static IEnumerable<Finding> LookAtTakers(Host host, Link bridge)
    {
        var vlans = host.Vlans;
        foreach (var (taker, uplink) in vlans.TakersOf(bridge))
        {
            var id = taker.VlanId;
            var fact =
                $"takes the frames of VLAN {id} on the uplink {uplink.Name} before the bridge {bridge.Name} sees them";
            var guests = vlans.GuestsOf(bridge).FindAll(guest => vlans.WantedBy(guest).Contains(id));
            var members = vlans.MembersOf(bridge).Where(member => member.Index != uplink.Index);
            if (guests.Count > 0)
                yield return Finding.Wrong(
                    taker.Name,
                    $"{fact}, and a guest should get them: {Text.List(guests.ConvertAll(Describe))}",
                    Move(taker, bridge)
                );
            else if (bridge.FiltersVlans && vlans.Of(uplink).Contains(id))
                yield return Finding.Doubtful(
                    taker.Name,
                    $"{fact}, and the uplink has that VLAN for guests",
                    members.Any(member => vlans.Of(member).Contains(id))
                        ? Move(taker, bridge)
                        : $"bridge vlan del vid {id} dev {Text.ShellWord(uplink.Name)} {VlanMends.Lastingly(host, bridge, ShadowFile.UplinkVlansKey)}"
                );
            else if (bridge.FiltersVlans)
                yield return Finding.Well(taker.Name, $"{fact}: no guest gets them");
        }
    }

    private static IEnumerable<Finding> LookAtOwn(Host host, Link bridge)
    {
        if (!bridge.FiltersVlans)
            yield break;
        foreach (var link in host.Vlans.ListLinksOn(bridge))
        {
            var id = link.VlanId;
            var cure = string.Join("; ", VlanMends.Join(host, bridge, id));
            if (!host.Vlans.Of(bridge).Contains(id))
                yield return Finding.Wrong(
                    link.Name,
                    $"is in VLAN {id} over the bridge {bridge.Name}, which filters VLANs and is not in that one itself: the link gets and sends nothing",
                    cure
                );
            else if (cure.Length > 0)
                yield return Finding.Doubtful(
                    link.Name,
                    $"is in VLAN {id} over the bridge {bridge.Name}, whose uplink does not carry that: the host reaches guests there, and nobody else",
                    cure
                );
        }
    }

    private static string Describe(GuestPort guest) => $"{guest.Name} ({guest.Backend.GuestWords})";

    // No command: the link's addresses, and what else the host has in that VLAN, would be lost on the way.
    private static string Move(Link taker, Link bridge) =>
        $"# give guests another VLAN; or make {Text.ShellWord(taker.Name)} on {Text.ShellWord(bridge.Name)} in place of the uplink, and: bridge vlan add vid {taker.VlanId} dev {Text.ShellWord(bridge.Name)} self";
}
