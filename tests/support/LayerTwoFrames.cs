using static Xen.Hotplug.TestSupport.Frame;
using static Xen.Hotplug.TestSupport.GuestFrame;
using static Xen.Hotplug.TestSupport.Party;

namespace Xen.Hotplug.TestSupport;

/// <summary>Frames under VLAN tags, and frames that are neither IPv4, IPv6 nor ARP.</summary>
public static class LayerTwoFrames
{
    private const int NoTag = 0;
    private static readonly byte[] s_payload = new byte[46];
    private static readonly byte[] s_bpdu = [0x42, 0x42, 3, 0, 0, 0, 0, 0, .. new byte[30]];

    public static IReadOnlyList<GuestFrame> All =>
        [
            .. Tagged,
            .. Types.Select(type => Never($"{type.Name} frame", Ethernet(type.Number, s_payload))),
            .. Lengths,
            .. Groups,
        ];

    private static (string Name, int Outer, int OuterTag, int Inner, int InnerTag)[] Tags =>
        [
            ("an 802.1Q tag", CustomerTag, 5, NoTag, 0),
            ("the tag of VLAN 1", CustomerTag, 1, NoTag, 0),
            ("the last 802.1Q tag", CustomerTag, 0xfff, NoTag, 0),
            ("a priority tag", CustomerTag, 0xe000, NoTag, 0),
            ("a priority tag of priority 0", CustomerTag, 0, NoTag, 0),
            ("an 802.1ad tag", ServiceTag, 5, NoTag, 0),
            ("an 802.1ad priority tag", ServiceTag, 0, NoTag, 0),
            ("two 802.1Q tags", CustomerTag, 5, CustomerTag, 6),
            ("two priority tags", CustomerTag, 0, CustomerTag, 0),
            ("a priority tag over an 802.1Q tag", CustomerTag, 0, CustomerTag, 6),
            ("an 802.1ad over an 802.1Q tag", ServiceTag, 5, CustomerTag, 6),
            ("an 802.1Q over an 802.1ad tag", CustomerTag, 5, ServiceTag, 6),
            ("two 802.1ad tags", ServiceTag, 5, ServiceTag, 6),
            ("an old 802.1QinQ tag", 0x9100, 5, NoTag, 0),
        ];

    /// <summary>What would be legitimate without a tag.</summary>
    private static (string Name, byte[] Bytes)[] Protocols =>
        [
            ("ARP", Arp(1, Own.Mac, Own.Inet, "192.0.2.1")),
            ("IPv4", Inet.UdpFrame(Own.Inet)),
            ("DHCP request", Inet.UdpFrame("0.0.0.0", Inet.Everybody, 68, 67)),
            ("IPv6", Inet6.UdpFrame(Own.Inet6)),
            ("NS", NeighbourDiscovery.Solicit(Own.Inet6, Neighbour.Inet6, NeighbourDiscovery.SourceMac(Own.Mac))),
            ("NA", NeighbourDiscovery.Advertise(Own.Inet6, Own.Inet6, NeighbourDiscovery.TargetMac(Own.Mac))),
            ("RA", NeighbourDiscovery.AdvertiseRouter(Own.LinkLocal)),
            ("MLD", NeighbourDiscovery.Listen2(Own.LinkLocal)),
            ("neighbour's IPv4", Inet.UdpFrame(Neighbour.Inet)),
            ("neighbour's ARP", Arp(2, Own.Mac, Neighbour.Inet, "192.0.2.1")),
        ];

    private static IEnumerable<GuestFrame> Tagged =>
        from tag in Tags
        from protocol in Protocols
        let inside = tag.Inner == NoTag ? protocol.Bytes : protocol.Bytes.Tagged(tag.Inner, tag.InnerTag)
        select Never($"{protocol.Name} under {tag.Name}", inside.Tagged(tag.Outer, tag.OuterTag));

    private static (string Name, int Number)[] Types =>
        [
            ("RARP", 0x8035),
            ("MPLS", 0x8847),
            ("MPLS multicast", 0x8848),
            ("PPPoE discovery", 0x8863),
            ("PPPoE session", 0x8864),
            ("802.1X", 0x888e),
            ("LLDP", 0x88cc),
            ("MACsec", 0x88e5),
            ("802.1ah", 0x88e7),
            ("MRP", 0x88e3),
            ("CFM", 0x8902),
            ("PTP", 0x88f7),
            ("HSR", 0x892f),
            ("TRILL", 0x22f3),
            ("loopback", 0x9000),
            ("wake on LAN", 0x0842),
            ("ATA over Ethernet", 0x88a2),
            ("FCoE", 0x8906),
            ("batman", 0x4305),
            ("experimental", 0x88b5),
            ("IPX", 0x8137),
            ("X.25", 0x0805),
            ("first type", 0x0600),
            ("last type", 0xffff),
        ];

    /// <summary>802.3 frames, which have a length where others have a type.</summary>
    private static IEnumerable<GuestFrame> Lengths =>
        [
            Never("spanning-tree frame to everybody", Ethernet(s_bpdu.Length, s_bpdu)),
            Never("802.3 frame of length 0", Ethernet(0, s_payload)),
            Never("802.3 frame of the longest length", Ethernet(1500, new byte[1500])),
            Never("802.3 frame of Novell's kind", Ethernet(46, [0xff, 0xff, .. s_payload[2..]])),
            Never("802.3 frame with IPv4 in it", Snap(InetType, Inet.UdpFrame(Own.Inet))),
            Never("802.3 frame with ARP in it", Snap(ArpType, Arp(1, Own.Mac, Own.Inet, "192.0.2.1"))),
            Never("802.3 frame with IPv6 in it", Snap(Inet6Type, Inet6.UdpFrame(Own.Inet6))),
        ];

    /// <summary>Those frames to bridges that this bridge forwards; the others go no farther than itself.</summary>
    private static IEnumerable<GuestFrame> Groups =>
        [
            Never(
                "spanning-tree frame to 01:80:c2:00:00:00",
                Ethernet(s_bpdu.Length, s_bpdu, destination: "01:80:c2:00:00:00")
            ),
            Never("IS-IS frame to 01:80:c2:00:00:14", Ethernet(40, s_payload, destination: "01:80:c2:00:00:14")),
            Never("GMRP frame to 01:80:c2:00:00:20", Ethernet(40, s_payload, destination: "01:80:c2:00:00:20")),
            Never("GVRP frame to 01:80:c2:00:00:21", Ethernet(40, s_payload, destination: "01:80:c2:00:00:21")),
            Never("IPv4 from an own address to 01:80:c2:00:00:10", Inet.UdpFrame(Own.Inet).To("01:80:c2:00:00:10")),
            Never(
                "ARP from an own address to 01:80:c2:ff:ff:ff",
                Arp(1, Own.Mac, Own.Inet, "192.0.2.1").To("01:80:c2:ff:ff:ff")
            ),
        ];

    private static byte[] Snap(int type, byte[] frame) =>
        Ethernet(frame.Length - 14 + 8, [0xaa, 0xaa, 3, 0, 0, 0, .. Word(type), .. frame[14..]]);
}
