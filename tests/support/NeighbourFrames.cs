using static Xen.Hotplug.TestSupport.GuestFrame;
using static Xen.Hotplug.TestSupport.Inet6;
using static Xen.Hotplug.TestSupport.NeighbourDiscovery;
using static Xen.Hotplug.TestSupport.Party;

namespace Xen.Hotplug.TestSupport;

public static class NeighbourFrames
{
    private static readonly byte[] s_mac = SourceMac(Own.Mac);
    private static readonly byte[] s_foreign = SourceMac(Neighbour.Mac);
    private static readonly byte[] s_advertisement = Message(
        Own.LinkLocal,
        AllNodes,
        RouterAdvertisement,
        0,
        RouterBody
    );

    public static IReadOnlyList<GuestFrame> All =>
        [.. Solicitations, .. Advertisements, .. Routers, .. Hidden, .. Listeners];

    private static IEnumerable<GuestFrame> Solicitations =>
        [
            Always("DAD of an own address", Solicit("::", Own.Inet6)),
            Always("DAD of an own address with a nonce", Solicit("::", Own.Inet6, Nonce)),
            Always("DAD of an address in an own network", Solicit("::", InNetwork6)),
            Always("DAD of the link-local address of its MAC", Solicit("::", Own.LinkLocal)),
            WithoutIp("DAD of the neighbour's address", Solicit("::", Neighbour.Inet6)),
            WithoutIp("DAD of the neighbour's link-local address", Solicit("::", Neighbour.LinkLocal)),
            WithoutIp("DAD of an address after an own network", Solicit("::", "2001:db8:1:1::")),
            Never("DAD of an own address from another MAC", Solicit("::", Own.Inet6).From(Neighbour.Mac)),
            Always("NS from an own address with its MAC", Solicit(Own.Inet6, Neighbour.Inet6, s_mac)),
            Always("NS from an own network with its MAC", Solicit(InNetwork6, Neighbour.Inet6, s_mac)),
            Always("NS from its link-local address with its MAC", Solicit(Own.LinkLocal, Neighbour.Inet6, s_mac)),
            Always("NS without a MAC", Solicit(Own.Inet6, Neighbour.Inet6)),
            Always("NS with a nonce", Solicit(Own.Inet6, Neighbour.Inet6, Nonce)),
            Always("NS with its MAC and a nonce", Solicit(Own.Inet6, Neighbour.Inet6, s_mac, Nonce)),
            Always("NS with a nonce and its MAC", Solicit(Own.Inet6, Neighbour.Inet6, Nonce, s_mac)),
            WithoutIp("NS from the neighbour's address with its own MAC", Solicit(Neighbour.Inet6, Own.Inet6, s_mac)),
            WithoutIp(
                "NS from the neighbour's link-local address with its own MAC",
                Solicit(Neighbour.LinkLocal, Own.Inet6, s_mac)
            ),
            Never("NS with the neighbour's MAC", Solicit(Own.Inet6, Neighbour.Inet6, s_foreign)),
            Never("NS all of the neighbour's but for Ethernet", Solicit(Neighbour.Inet6, Own.Inet6, s_foreign)),
            Never("NS with its MAC and then the neighbour's", Solicit(Own.Inet6, Neighbour.Inet6, s_mac, s_foreign)),
            Never("NS with the neighbour's MAC and a nonce", Solicit(Own.Inet6, Neighbour.Inet6, s_foreign, Nonce)),
            Never("NS with a nonce and the neighbour's MAC", Solicit(Own.Inet6, Neighbour.Inet6, Nonce, s_foreign)),
            Never(
                "NS with its MAC, a nonce and the neighbour's MAC",
                Solicit(Own.Inet6, Neighbour.Inet6, s_mac, Nonce, s_foreign)
            ),
            Never("NS with its MAC twice", Solicit(Own.Inet6, Neighbour.Inet6, s_mac, s_mac)),
            Never("NS with a target's MAC", Solicit(Own.Inet6, Neighbour.Inet6, TargetMac(Own.Mac))),
            Never(
                "NS with an option that nobody knows",
                Solicit(Own.Inet6, Neighbour.Inet6, [200, 1, 0, 0, 0, 0, 0, 0])
            ),
            Never("NS with an option of length 0", Solicit(Own.Inet6, Neighbour.Inet6, [1, 0, 0, 0, 0, 0, 0, 0])),
            Never(
                "NS with a MAC of 14 bytes",
                Solicit(Own.Inet6, Neighbour.Inet6, [1, 2, .. s_mac[2..], .. new byte[8]])
            ),
            Never("NS with half a MAC", Solicit(Own.Inet6, Neighbour.Inet6, s_mac[..4])),
            Never("NS without a target", Packet(Solicitation, Own.Inet6, AllNodes, [0, 0, 0, 0])),
            Never("NS of code 1", Packet(Solicitation, Own.Inet6, AllNodes, s_target, code: 1)),
            Never("NS from beyond a router", Packet(Solicitation, Own.Inet6, AllNodes, s_target, hopLimit: 254)),
            Never("NS from another MAC", Solicit(Own.Inet6, Neighbour.Inet6, s_mac).From(Neighbour.Mac)),
        ];

    private static IEnumerable<GuestFrame> Advertisements =>
        [
            Always("NA of an own address with its MAC", Advertise(Own.Inet6, Own.Inet6, TargetMac(Own.Mac))),
            Always("NA of an own address without a MAC", Advertise(Own.Inet6, Own.Inet6)),
            Always("NA of an address in an own network", Advertise(InNetwork6, InNetwork6, TargetMac(Own.Mac))),
            Always(
                "NA of the link-local address of its MAC",
                Advertise(Own.LinkLocal, Own.LinkLocal, TargetMac(Own.Mac))
            ),
            Always(
                "NA of an own address from its link-local address",
                Advertise(Own.LinkLocal, Own.Inet6, TargetMac(Own.Mac))
            ),
            WithoutIp("NA of the neighbour's address", Advertise(Own.Inet6, Neighbour.Inet6, TargetMac(Own.Mac))),
            WithoutIp("NA of the neighbour's address without a MAC", Advertise(Own.Inet6, Neighbour.Inet6)),
            WithoutIp(
                "NA of the neighbour's link-local address",
                Advertise(Own.LinkLocal, Neighbour.LinkLocal, TargetMac(Own.Mac))
            ),
            WithoutIp(
                "NA of the neighbour's address from it",
                Advertise(Neighbour.Inet6, Neighbour.Inet6, TargetMac(Own.Mac))
            ),
            WithoutIp(
                "NA of an own address from the neighbour's",
                Advertise(Neighbour.Inet6, Own.Inet6, TargetMac(Own.Mac))
            ),
            WithoutIp(
                "NA of an address after an own network",
                Advertise(Own.Inet6, "2001:db8:1:1::", TargetMac(Own.Mac))
            ),
            Never("NA with the neighbour's MAC", Advertise(Own.Inet6, Own.Inet6, TargetMac(Neighbour.Mac))),
            Never(
                "NA all of the neighbour's but for Ethernet",
                Advertise(Neighbour.Inet6, Neighbour.Inet6, TargetMac(Neighbour.Mac))
            ),
            Never("NA with two MACs", Advertise(Own.Inet6, Own.Inet6, TargetMac(Own.Mac), TargetMac(Neighbour.Mac))),
            Never("NA with a source's MAC", Advertise(Own.Inet6, Own.Inet6, SourceMac(Own.Mac))),
            Never("NA with an option that nobody knows", Advertise(Own.Inet6, Own.Inet6, [200, 1, 0, 0, 0, 0, 0, 0])),
            Never("NA without a target", Packet(Advertisement, Own.Inet6, AllNodes, [0, 0, 0, 0])),
            Never("NA of code 1", Packet(Advertisement, Own.Inet6, AllNodes, s_target, code: 1)),
            Never("NA from beyond a router", Packet(Advertisement, Own.Inet6, AllNodes, s_target, hopLimit: 64)),
        ];

    private static IEnumerable<GuestFrame> Routers =>
        [
            Always("RS from its link-local address", SolicitRouter(Own.LinkLocal)),
            Always("RS with its MAC", SolicitRouter(Own.LinkLocal, s_mac)),
            WithoutIp("RS from the neighbour's link-local address", SolicitRouter(Neighbour.LinkLocal, s_mac)),
            Never("RS with the neighbour's MAC", SolicitRouter(Own.LinkLocal, s_foreign)),
            Never("RS with two MACs", SolicitRouter(Own.LinkLocal, s_mac, s_foreign)),
            Never("RA from its link-local address", AdvertiseRouter(Own.LinkLocal)),
            Never("RA from an own address", AdvertiseRouter(Own.Inet6)),
            Never("RA from a router's address", AdvertiseRouter("fe80::1")),
            Never("RA of code 1", AdvertiseRouter(Own.LinkLocal, code: 1)),
            Never("RA from beyond a router", AdvertiseRouter(Own.LinkLocal, hopLimit: 64)),
            Never("redirect from its link-local address", RedirectTo(Own.LinkLocal, Own.LinkLocal, "2001:db8::1")),
            Never("redirect from a router's address", RedirectTo("fe80::1", Own.LinkLocal, "2001:db8::1")),
        ];

    /// <summary>Neighbour discovery behind other headers and in fragments.</summary>
    private static IEnumerable<GuestFrame> Hidden =>
        [
            Never("RA behind a hop-by-hop header", Behind(HopByHopHeader, Options(Icmp))),
            Never("RA behind destination options", Behind(DestinationHeader, Options(Icmp))),
            Never("RA behind a routing header", Behind(RoutingHeader, Options(Icmp))),
            Never("RA behind two headers", Behind(HopByHopHeader, [.. Options(DestinationHeader), .. Options(Icmp)])),
            Never("RA in the only fragment", Behind(FragmentHeader, Fragment(Icmp, 0, more: false))),
            Never("RA's first fragment", Behind(FragmentHeader, Fragment(Icmp, 0, more: true))),
            Never(
                "RA's first fragment with destination options",
                Behind(FragmentHeader, [.. Fragment(DestinationHeader, 0, more: true), .. Options(Icmp)])
            ),
            Never(
                "RA that begins in the second fragment: the first",
                Inet6.Packet(
                    Own.LinkLocal,
                    AllNodes,
                    FragmentHeader,
                    [.. Fragment(DestinationHeader, 0, more: true), .. Options(Icmp)],
                    hopLimit: 255
                )
            ),
            Never("NS behind a hop-by-hop header", Behind(HopByHopHeader, Options(Icmp), Solicitation)),
            Never("NS in the only fragment", Behind(FragmentHeader, Fragment(Icmp, 0, more: false), Solicitation)),
            Never("NA behind destination options", Behind(DestinationHeader, Options(Icmp), Advertisement)),
            Never("NA in the only fragment", Behind(FragmentHeader, Fragment(Icmp, 0, more: false), Advertisement)),
        ];

    private static IEnumerable<GuestFrame> Listeners =>
        [
            Always("MLD report from ::", Listen("::")),
            Always("MLD report from its link-local address", Listen(Own.LinkLocal)),
            Always("MLD report of version 2 from ::", Listen2("::")),
            Always("MLD report of version 2 from its link-local address", Listen2(Own.LinkLocal)),
            Always("MLD done from its link-local address", StopListening(Own.LinkLocal)),
            WithoutIp("MLD report from the neighbour's link-local address", Listen(Neighbour.LinkLocal)),
            WithoutIp("MLD report of version 2 from the neighbour's link-local address", Listen2(Neighbour.LinkLocal)),
            Never("MLD report from another MAC", Listen2(Own.LinkLocal).From(Neighbour.Mac)),
        ];

    private static readonly byte[] s_target = [0, 0, 0, 0, .. Frame.Address(Own.Inet6)];

    private static byte[] Behind(int next, byte[] headers) =>
        Inet6.Packet(Own.LinkLocal, AllNodes, next, [.. headers, .. s_advertisement], hopLimit: 255);

    private static byte[] Behind(int next, byte[] headers, int type) =>
        Inet6.Packet(
            Own.LinkLocal,
            AllNodes,
            next,
            [.. headers, .. Message(Own.LinkLocal, AllNodes, type, 0, s_target)],
            hopLimit: 255
        );
}
