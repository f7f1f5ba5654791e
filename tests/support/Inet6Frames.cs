using static Xen.Hotplug.TestSupport.GuestFrame;
using static Xen.Hotplug.TestSupport.Inet6;
using static Xen.Hotplug.TestSupport.Party;

namespace Xen.Hotplug.TestSupport;

public static class Inet6Frames
{
    private static readonly byte[] s_datagram = Inet.Datagram(Own.Inet6, Neighbour.Inet6, 1024, 4000);

    public static IReadOnlyList<GuestFrame> All => [.. Sources, .. Dhcp, .. Routers, .. Headers, .. Malformed];

    private static IEnumerable<GuestFrame> Sources =>
        [
            Always("IPv6 udp from an own address", UdpFrame(Own.Inet6)),
            Always("IPv6 echo request from an own address", EchoRequest(Own.Inet6)),
            Always("IPv6 of no next header from an own address", Packet(Own.Inet6, Neighbour.Inet6, NoNextHeader, [])),
            Always("IPv6 from the first address of an own network", UdpFrame("2001:db8:1::")),
            Always("IPv6 from an address in an own network", UdpFrame(InNetwork6)),
            Always("IPv6 from the last address of an own network", UdpFrame("2001:db8:1::ffff:ffff:ffff:ffff")),
            Always("IPv6 from the link-local address of its MAC", UdpFrame(Own.LinkLocal, AllNodes)),
            WithoutIp("IPv6 from the address before an own network", UdpFrame("2001:db8:0:ffff:ffff:ffff:ffff:ffff")),
            WithoutIp("IPv6 from the address after an own network", UdpFrame("2001:db8:1:1::")),
            WithoutIp("IPv6 udp from the neighbour's address", UdpFrame(Neighbour.Inet6)),
            WithoutIp("IPv6 echo request from the neighbour's address", EchoRequest(Neighbour.Inet6)),
            WithoutIp("IPv6 from the neighbour's link-local address", UdpFrame(Neighbour.LinkLocal, AllNodes)),
            WithoutIp("IPv6 from a link-local address of nobody", UdpFrame("fe80::1", AllNodes)),
            WithoutIp("IPv6 from the loopback", UdpFrame("::1")),
            WithoutIp("IPv6 from an own address of IPv4", UdpFrame("::ffff:192.0.2.5")),
            WithoutIp("IPv6 udp from ::", UdpFrame("::", AllNodes)),
            WithoutIp("IPv6 echo request from ::", EchoRequest("::", AllNodes)),
            Never("IPv6 from another MAC", UdpFrame(Own.Inet6).From(Neighbour.Mac)),
            Never("IPv6 all of the neighbour's", UdpFrame(Neighbour.Inet6).From(Neighbour.Mac)),
        ];

    private static IEnumerable<GuestFrame> Dhcp =>
        [
            Always("DHCPv6 request from its link-local address", UdpFrame(Own.LinkLocal, AllDhcpServers, 546, 547)),
            WithoutIp(
                "DHCPv6 request from the neighbour's address",
                UdpFrame(Neighbour.LinkLocal, AllDhcpServers, 546, 547)
            ),
            Never("DHCPv6 answer from its link-local address", UdpFrame(Own.LinkLocal, AllNodes, 547, 546)),
            Never("DHCPv6 answer from an own address", UdpFrame(Own.Inet6, AllNodes, 547, 546)),
            Never("DHCPv6 answer from an own network", UdpFrame(InNetwork6, AllNodes, 547, 546)),
            Never("DHCPv6 answer from a router's address", UdpFrame("fe80::1", AllNodes, 547, 546)),
            Never("DHCPv6 answer out of another port", UdpFrame(Own.LinkLocal, AllNodes, 1547, 546)),
            Never("DHCPv6 answer behind a hop-by-hop header", Behind(HopByHopHeader, Options(Inet.Udp), s_answer)),
            Never("DHCPv6 answer behind destination options", Behind(DestinationHeader, Options(Inet.Udp), s_answer)),
            Never("DHCPv6 answer behind a routing header", Behind(RoutingHeader, Options(Inet.Udp), s_answer)),
            Never(
                "DHCPv6 answer in the only fragment",
                Behind(FragmentHeader, Fragment(Inet.Udp, 0, more: false), s_answer)
            ),
            Never(
                "DHCPv6 answer's first fragment",
                Behind(FragmentHeader, Fragment(Inet.Udp, 0, more: true), s_answer[..16])
            ),
            Never(
                "DHCPv6 answer's first fragment with destination options",
                Behind(
                    FragmentHeader,
                    [.. Fragment(DestinationHeader, 0, more: true), .. Options(Inet.Udp)],
                    s_answer[..8]
                )
            ),
            Never(
                "DHCPv6 answer that begins in the second fragment: the first",
                Behind(FragmentHeader, Fragment(DestinationHeader, 0, more: true), Options(Inet.Udp))
            ),
        ];

    /// <summary>What would have the bridge send the guest all that goes to groups.</summary>
    private static IEnumerable<GuestFrame> Routers =>
        [
            Never("MLD query of version 1", Mld(130, new byte[20])),
            Never("MLD query of version 2", Mld(130, [.. new byte[20], 2, 125, 0, 0])),
            Never("MLD query from an own address", Mld(130, new byte[20], Own.Inet6)),
            Never("MLD query from ::", Mld(130, new byte[20], "::")),
            Never(
                "MLD query without a router alert",
                Packet(Own.LinkLocal, AllNodes, Icmp, Message(Own.LinkLocal, AllNodes, 130, 0, new byte[20]))
            ),
            Never("MLD query's first fragment", Fragmented(130)),
            Never("Multicast router advertisement", Mld(151, new byte[4])),
            Never("Multicast router solicitation", Mld(152, new byte[4])),
            Never("Multicast router termination", Mld(153, new byte[4])),
            Never("PIM hello over IPv6", Packet(Own.LinkLocal, "ff02::d", Pim, [0x20, 0, 0, 0])),
            Never(
                "PIM hello over IPv6 behind a hop-by-hop header",
                Packet(Own.LinkLocal, "ff02::d", HopByHopHeader, [.. Options(Pim), 0x20, 0, 0, 0])
            ),
            Always("MLD report of version 1", Mld(131, new byte[20])),
            Always("MLD leave", Mld(132, new byte[20])),
            Always("MLD report of version 2", Mld(143, [0, 0, 0, 1, 4, 0, 0, 0, .. Frame.Address("ff02::fb")])),
        ];

    private static IEnumerable<GuestFrame> Headers =>
        [
            Always(
                "IPv6 behind destination options from an own address",
                Udp(Own.Inet6, DestinationHeader, Options(Inet.Udp))
            ),
            Always(
                "IPv6 first fragment from an own address",
                Udp(Own.Inet6, FragmentHeader, Fragment(Inet.Udp, 0, more: true))
            ),
            Always(
                "IPv6 later fragment from an own address",
                Udp(Own.Inet6, FragmentHeader, Fragment(Inet.Udp, 9, more: false))
            ),
            Always(
                "IPv6 later fragment from an own network",
                Udp(InNetwork6, FragmentHeader, Fragment(Inet.Udp, 9, more: true))
            ),
            Always("IPv6 later fragment that looks like a DHCPv6 answer", Later(Inet.Udp, s_answer)),
            Always("IPv6 later fragment that looks like an RA", Later(Icmp, [134, 0, .. s_answer])),
            Always("IPv6 later fragment that looks like an NA", Later(Icmp, [136, 0, .. s_answer])),
            WithoutIp(
                "IPv6 behind destination options from the neighbour's address",
                Udp(Neighbour.Inet6, DestinationHeader, Options(Inet.Udp))
            ),
            WithoutIp(
                "IPv6 first fragment from the neighbour's address",
                Udp(Neighbour.Inet6, FragmentHeader, Fragment(Inet.Udp, 0, more: true))
            ),
            WithoutIp(
                "IPv6 later fragment from the neighbour's address",
                Udp(Neighbour.Inet6, FragmentHeader, Fragment(Inet.Udp, 9, more: false))
            ),
        ];

    private static IEnumerable<GuestFrame> Malformed =>
        [
            Never(
                "IPv6 that says it is version 4",
                Packet(Own.Inet6, Neighbour.Inet6, Inet.Udp, s_datagram, version: 4)
            ),
            Never("IPv6 longer than its frame", Packet(Own.Inet6, Neighbour.Inet6, Inet.Udp, s_datagram, length: 400)),
            Never("IPv6 cut off within its addresses", UdpFrame(Own.Inet6)[..40]),
            Never(
                "IPv6 cut off within an extension header",
                Packet(Own.Inet6, Neighbour.Inet6, DestinationHeader, [17, 4, 1])
            ),
            Never("IPv6 without anything", UdpFrame(Own.Inet6)[..14]),
            Never("IPv4 under the type of IPv6", Frame.Ethernet(Frame.Inet6Type, Inet.UdpFrame(Own.Inet)[14..])),
        ];

    private static readonly byte[] s_answer = Inet.Datagram(Own.LinkLocal, AllNodes, 547, 546, new byte[24]);

    private const int Pim = 103;

    private static byte[] Mld(int type, byte[] body, string? source = null) =>
        NeighbourDiscovery.Listener(source ?? Own.LinkLocal, AllNodes, type, body);

    private static byte[] Fragmented(int type) =>
        Packet(
            Own.LinkLocal,
            AllNodes,
            HopByHopHeader,
            [
                FragmentHeader,
                0,
                5,
                2,
                0,
                0,
                1,
                0,
                .. Fragment(Icmp, 0, more: true),
                .. Message(Own.LinkLocal, AllNodes, type, 0, new byte[20]),
            ]
        );

    private static byte[] Behind(int next, byte[] headers, byte[] answer) =>
        Packet(Own.LinkLocal, AllNodes, next, [.. headers, .. answer]);

    private static byte[] Later(int next, byte[] data) =>
        Packet(Own.Inet6, Neighbour.Inet6, FragmentHeader, [.. Fragment(next, 9, more: false), .. data]);

    private static byte[] Udp(string source, int next, byte[] header) =>
        Packet(
            source,
            Neighbour.Inet6,
            next,
            [.. header, .. Inet.Datagram(source, Neighbour.Inet6, 1024, 4000, new byte[16])]
        );
}
