using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.XenBridgeDoctor;

/// <summary>The VLANs that bridges, their ports and guests are in, or should be.</summary>
/// <param name="kernel">The kernel's links.</param>
/// <param name="host">The host.</param>
internal sealed class HostVlans(ILinkTable kernel, Host host)
{
    private readonly Dictionary<int, PortVlans> _known = [];

    /// <summary>Those of a bridge's port, or of a bridge itself, each asked for once.</summary>
    internal PortVlans Of(Link link)
    {
        if (!_known.TryGetValue(link.Index, out var vlans))
            _known[link.Index] = vlans = kernel.ReadVlans(link.Index);
        return vlans;
    }

    /// <summary>Those that a guest should be in: what its key asks for, else what its port is in.</summary>
    internal PortVlans WantedBy(GuestPort guest) =>
        VlanWish.Of(guest.Backend).Vlans is { IsEmpty: false } wanted ? wanted
        : guest.Vif is { MasterIndex: > 0 } vif ? Of(vif)
        : new PortVlans();

    /// <summary>The guests' NICs that should be on a bridge.</summary>
    internal List<GuestPort> GuestsOf(Link bridge) =>
        host.GuestPorts.FindAll(guest =>
            (guest.Backend.Find("bridge") is { } name ? host.FindBridge(name)?.Index : guest.Vif?.MasterIndex)
            == bridge.Index
        );

    /// <summary>The ports by which a bridge leads elsewhere; bridge-shadow's has one. A NIC comes before what is made of links.</summary>
    internal List<Link> UplinksOf(Link bridge) =>
        host.Shadowed.Find(shadow => shadow.Bridge!.Index == bridge.Index) is { } shadow
            ? [shadow.Nic!]
            :
            [
                .. host.PortsOf(bridge)
                    .Where(port => VifName.Of(port) == null)
                    .OrderBy(port => port.Kind == null ? 0 : 1),
            ];

    /// <summary>The bridge itself and all its ports, another script's too.</summary>
    internal IEnumerable<Link> MembersOf(Link bridge) =>
        host.Links.Where(link => link.Index == bridge.Index || link.MasterIndex == bridge.Index);

    /// <summary>Whether a VLAN leads out of a bridge.</summary>
    internal bool IsCarried(Link bridge, int id) => UplinksOf(bridge).Exists(uplink => Of(uplink).Contains(id));

    /// <summary>The VLAN links of 802.1Q on a link.</summary>
    internal IEnumerable<Link> ListLinksOn(Link parent) =>
        host.Links.Where(link => link is { VlanId: > 0, HasForeignParent: false } && link.ParentIndex == parent.Index);

    /// <summary>
    /// The VLAN links that take frames before a bridge sees them, each with the uplink that it is on. The one of the VLAN
    /// that the uplink has without a tag takes none of the bridge's.
    /// </summary>
    internal IEnumerable<(Link Taker, Link Uplink)> TakersOf(Link bridge)
    {
        foreach (var uplink in UplinksOf(bridge))
        foreach (var link in ListLinksOn(uplink))
        {
            if (link.VlanId != Of(uplink).DefaultVlan)
                yield return (link, uplink);
        }
    }

    /// <summary>VLANs in a sentence.</summary>
    internal static string Describe(PortVlans vlans) =>
        $"{(vlans.Count == 1 ? "VLAN" : "the VLANs")} {Text.List(vlans.Terms())}";
}
