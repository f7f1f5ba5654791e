using static Xen.Hotplug.TestSupport.GuestFrame;
using static Xen.Hotplug.TestSupport.Inet;
using static Xen.Hotplug.TestSupport.Party;

namespace Xen.Hotplug.TestSupport;

public static class InetFrames
{
    private static readonly byte[] s_options = [1, 1, 1, 0];

    public static IReadOnlyList<GuestFrame> All => [.. Sources, .. Dhcp, .. Routers, .. Fragments, .. Malformed];

    private static IEnumerable<GuestFrame> Sources =>
        [
            Always("IPv4 udp from an own address", UdpFrame(Own.Inet)),
            Always("IPv4 tcp from an own address", Connect(Own.Inet)),
            Always("IPv4 echo request from an own address", EchoRequest(Own.Inet)),
            Always("IPv4 padded to 60 bytes", UdpFrame(Own.Inet).Padded()),
            Always("IPv4 with options from an own address", UdpFrame(Own.Inet, options: s_options)),
            Always(
                "IPv4 to a group from an own address",
                UdpFrame(Own.Inet, "224.0.0.251", 5353, 5353).To("01:00:5e:00:00:fb")
            ),
            Always("IGMP report from an own address", Membership(Own.Inet).To("01:00:5e:01:02:03")),
            Always(
                "IPv4 of a protocol that few know, from an own address",
                Packet(Own.Inet, Neighbour.Inet, 253, [1, 2, 3, 4])
            ),
            Always("IPv4 from the first address of an own network", UdpFrame("198.51.100.64")),
            Always("IPv4 from an address in an own network", UdpFrame(InNetwork)),
            Always("IPv4 from the last address of an own network", UdpFrame("198.51.100.127")),
            WithoutIp("IPv4 from the address before an own network", UdpFrame("198.51.100.63")),
            WithoutIp("IPv4 from the address after an own network", UdpFrame("198.51.100.128")),
            WithoutIp("IPv4 udp from the neighbour's address", UdpFrame(Neighbour.Inet)),
            WithoutIp("IPv4 tcp from the neighbour's address", Connect(Neighbour.Inet)),
            WithoutIp("IPv4 echo request from the neighbour's address", EchoRequest(Neighbour.Inet)),
            WithoutIp("IPv4 with options from the neighbour's address", UdpFrame(Neighbour.Inet, options: s_options)),
            WithoutIp("IPv4 from a far address", UdpFrame("203.0.113.9")),
            WithoutIp("IPv4 from the loopback", UdpFrame("127.0.0.1")),
            WithoutIp("IPv4 from a group", UdpFrame("224.0.0.1")),
            WithoutIp("IPv4 from everybody's address", UdpFrame(Everybody)),
            WithoutIp("IGMP report from the neighbour's address", Membership(Neighbour.Inet).To("01:00:5e:01:02:03")),
            WithoutIp("IPv4 udp from 0.0.0.0", UdpFrame("0.0.0.0")),
            WithoutIp("IPv4 echo request from 0.0.0.0", EchoRequest("0.0.0.0")),
            Never("IPv4 from another MAC", UdpFrame(Own.Inet).From(Neighbour.Mac)),
            Never("IPv4 from the MAC of nobody", UdpFrame(Own.Inet).From("00:16:3e:12:34:57")),
            Never("IPv4 all of the neighbour's", UdpFrame(Neighbour.Inet).From(Neighbour.Mac)),
        ];

    private static IEnumerable<GuestFrame> Dhcp =>
        [
            Always("DHCP request from 0.0.0.0", Request("0.0.0.0", Bootp(Own.Mac))),
            Always("DHCP request from an own address", Request(Own.Inet, Bootp(Own.Mac), "192.0.2.1")),
            Always("DHCP request with a client's identifier", Request("0.0.0.0", [.. Bootp(Own.Mac), .. s_client])),
            WithoutIp(
                "DHCP request from the neighbour's address",
                Request(Neighbour.Inet, Bootp(Own.Mac), "192.0.2.1")
            ),
            WithoutIp(
                "DHCP request from 0.0.0.0 out of another port",
                UdpFrame("0.0.0.0", Everybody, 1068, 67, data: Bootp(Own.Mac))
            ),
            Never("DHCP request from another MAC", Request("0.0.0.0", Bootp(Own.Mac)).From(Neighbour.Mac)),
            Never("DHCP request for the neighbour's MAC", Request("0.0.0.0", Bootp(Neighbour.Mac))),
            Never("DHCP request for the MAC of nobody", Request(Own.Inet, Bootp("00:16:3e:12:34:57"), "192.0.2.1")),
            Never(
                "DHCP request for another MAC out of another port",
                UdpFrame(Own.Inet, Everybody, 1068, 67, data: Bootp(Neighbour.Mac))
            ),
            Never(
                "DHCP request for another MAC behind options",
                UdpFrame(Own.Inet, Everybody, 68, 67, s_options, Bootp(Neighbour.Mac))
            ),
            Never("DHCP request for a MAC of another kind", Request(Own.Inet, Bootp(Own.Mac, hardware: 6))),
            Never("DHCP request for a MAC without a length", Request(Own.Inet, Bootp(Own.Mac, length: 0))),
            Never("DHCP request for a MAC that is longer", Request(Own.Inet, Bootp(Own.Mac, length: 16))),
            Never("DHCP request that ends before its MAC", Request(Own.Inet, Bootp(Own.Mac)[..32])),
            Never("DHCP request's first fragment", RequestPart(0, 48, MoreFragments)),
            Never("DHCP request's first fragment, without its MAC", RequestPart(0, 32, MoreFragments)),
            Never("DHCP answer to a relay", Request(Own.Inet, Bootp(Own.Mac, operation: 2), "192.0.2.1")),
            Never("DHCP answer from an own address", UdpFrame(Own.Inet, Everybody, 67, 68)),
            Never("DHCP answer from an own network", UdpFrame(InNetwork, Everybody, 67, 68)),
            Never("DHCP answer from 0.0.0.0", UdpFrame("0.0.0.0", Everybody, 67, 68)),
            Never("DHCP answer from a router's address", UdpFrame("192.0.2.1", Everybody, 67, 68)),
            Never("DHCP answer behind options", UdpFrame(Own.Inet, Everybody, 67, 68, s_options)),
            Never("DHCP answer out of another port", UdpFrame(Own.Inet, Everybody, 1067, 68)),
            Never("DHCP answer out of the client's port", UdpFrame("0.0.0.0", Everybody, 68, 68)),
            Never("DHCP answer without a checksum", WithoutChecksum(UdpFrame(Own.Inet, Everybody, 67, 68))),
            Never("DHCP answer's first fragment", Part(Own.Inet, 67, 68, 0, MoreFragments)),
        ];

    /// <summary>What would make the guest a router of the network's, or the bridge send it all that goes to groups.</summary>
    private static IEnumerable<GuestFrame> Routers =>
        [
            Always("IGMP report of version 1", Igmp(0x12)),
            Always("IGMP report of version 3", Igmp(0x22, 0, 0, 0, 1, 4, 0, 0, 0, 224, 1, 2, 3)),
            Always("IGMP leave", Igmp(0x17, 224, 1, 2, 3)),
            Never(
                "IGMP query of version 1 from an own address",
                Packet(Own.Inet, AllHosts, Inet.Igmp, Message(0x11, 0))
            ),
            Never("IGMP query of version 2 from an own address", Igmp(0x11)),
            Never("IGMP query of version 3 from an own address", Igmp(0x11, 0, 0, 0, 0, 2, 125, 0, 0)),
            Never("IGMP query from 0.0.0.0", Packet("0.0.0.0", AllHosts, Inet.Igmp, Message(0x11, 100))),
            Never("IGMP query without options", Packet(Own.Inet, AllHosts, Inet.Igmp, Message(0x11, 100))),
            Never(
                "IGMP query's first fragment",
                Packet(Own.Inet, AllHosts, Inet.Igmp, Message(0x11, 100), fragment: 0x2000)
            ),
            Never(
                "IGMP query that looks like a later fragment",
                Packet(Own.Inet, AllHosts, Inet.Igmp, Message(0x11, 100), fragment: 1)
            ),
            Never("IGMP of DVMRP", Igmp(0x13)),
            Never("IGMP router advertisement", Igmp(0x30)),
            Never("IGMP router solicitation", Igmp(0x31)),
            Never("IGMP router termination", Igmp(0x32)),
            Never("IGMP cut off before its type", Packet(Own.Inet, AllHosts, Inet.Igmp, [])),
            Never(
                "PIM hello from an own address",
                Packet(Own.Inet, "224.0.0.13", Pim, s_hello).To("01:00:5e:00:00:0d")
            ),
            Never("PIM hello behind options", Packet(Own.Inet, "224.0.0.13", Pim, s_hello, s_options)),
            Never("PIM in a later fragment", Packet(Own.Inet, "224.0.0.13", Pim, s_hello, fragment: 1)),
            Never("ICMP redirect from an own address", Icmp(5, 1)),
            Never("ICMP router advertisement from an own address", Icmp(9, 0)),
            Always("ICMP unreachable from an own address", Icmp(3, 1)),
            Always("IPv4 later fragment that looks like an ICMP redirect", Icmp(5, 1, fragment: 1)),
        ];

    private static IEnumerable<GuestFrame> Fragments =>
        [
            Always("IPv4 first fragment from an own address", Part(Own.Inet, 1024, 4000, 0, MoreFragments)),
            Always("IPv4 later fragment from an own address", Part(Own.Inet, 1024, 4000, 8, 1)),
            Always(
                "IPv4 fragment in the middle from an own network",
                Part(InNetwork, 1024, 4000, 8, 1 | MoreFragments)
            ),
            Always("IPv4 later fragment that looks like a DHCP answer", Part(Own.Inet, 67, 68, 0, 1)),
            WithoutIp(
                "IPv4 first fragment from the neighbour's address",
                Part(Neighbour.Inet, 1024, 4000, 0, MoreFragments)
            ),
            WithoutIp("IPv4 later fragment from the neighbour's address", Part(Neighbour.Inet, 1024, 4000, 8, 1)),
            WithoutIp("IPv4 later fragment from 0.0.0.0 that looks like DHCP", Part("0.0.0.0", 68, 67, 0, 1)),
        ];

    private static IEnumerable<GuestFrame> Malformed =>
        [
            Never("IPv4 that says it is version 6", Packet(Own.Inet, Neighbour.Inet, Udp, s_datagram, version: 6)),
            Never("IPv4 that says it is version 0", Packet(Own.Inet, Neighbour.Inet, Udp, s_datagram, version: 0)),
            Never(
                "IPv4 with a header that is too short",
                Packet(Own.Inet, Neighbour.Inet, Udp, s_datagram, headerWords: 4)
            ),
            Never(
                "IPv4 with a header that goes beyond its end",
                Packet(Own.Inet, Neighbour.Inet, Udp, [1, 2], headerWords: 15)
            ),
            Never("IPv4 longer than its frame", Packet(Own.Inet, Neighbour.Inet, Udp, s_datagram, length: 400)),
            Never("IPv4 shorter than its header", Packet(Own.Inet, Neighbour.Inet, Udp, s_datagram, length: 8)),
            Never("IPv4 cut off within its addresses", UdpFrame(Own.Inet)[..30]),
            Never("IPv4 without anything", UdpFrame(Own.Inet)[..14]),
            Never("IPv6 under the type of IPv4", Frame.Ethernet(Frame.InetType, Inet6.UdpFrame(Own.Inet6)[14..])),
        ];

    private static readonly byte[] s_datagram = Datagram(Own.Inet, Neighbour.Inet, 1024, 4000);

    /// <summary>A datagram from its byte <paramref name="start"/> on, at the place that <paramref name="fragment"/> says.</summary>
    private static byte[] Part(string source, int from, int to, int start, int fragment) =>
        Packet(
            source,
            Everybody,
            Udp,
            Datagram(source, Everybody, from, to, new byte[16])[start..],
            fragment: fragment
        );

    private const int Pim = 103;
    private const string AllHosts = "224.0.0.1";
    private static readonly byte[] s_hello = [0x20, 0, 0xdf, 0xff];
    private static readonly byte[] s_routerAlert = [0x94, 4, 0, 0];

    // Option 61: of an Ethernet address that is not the guest's.
    private static readonly byte[] s_client =
    [
        0x63,
        0x82,
        0x53,
        0x63,
        53,
        1,
        1,
        61,
        7,
        1,
        .. Frame.Mac(Neighbour.Mac),
        255,
    ];

    private static byte[] Igmp(byte type, params byte[] rest) =>
        Packet(Own.Inet, AllHosts, Inet.Igmp, Message(type, 100, rest), s_routerAlert).To("01:00:5e:00:00:01");

    private static byte[] Icmp(byte type, byte code, int fragment = 0) =>
        Packet(
            Own.Inet,
            Neighbour.Inet,
            Inet.Icmp,
            Message(type, code, [192, 0, 2, 5, .. new byte[28]]),
            fragment: fragment
        );

    private static byte[] Message(byte type, byte code, params byte[] rest)
    {
        byte[] body = rest.Length == 0 ? new byte[4] : rest;
        var sum = Frame.Checksum([type, code, 0, 0, .. body]);
        return [type, code, .. sum, .. body];
    }

    private static byte[] Request(string source, byte[] message, string destination = Everybody) =>
        UdpFrame(source, destination, 68, 67, data: message);

    /// <summary>A part of a request for the neighbour's MAC address.</summary>
    private static byte[] RequestPart(int start, int end, int fragment) =>
        Packet(
            Own.Inet,
            Everybody,
            Udp,
            Datagram(Own.Inet, Everybody, 68, 67, Bootp(Neighbour.Mac))[start..end],
            fragment: fragment
        );

    private static byte[] WithoutChecksum(byte[] frame) => [.. frame[..40], 0, 0, .. frame[42..]];
}
