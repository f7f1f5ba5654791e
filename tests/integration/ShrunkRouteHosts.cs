using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>Made-up hosts on which start or stop lost a route or its place once, as the commands that make them.</summary>
public static class ShrunkRouteHosts
{
    private const string Inet = "ip address add 192.0.2.10/24 brd + dev eth0";
    private const string Inet6 = "ip address add 2001:db8:1::10/64 dev eth0 nodad";
    private const string Default = "ip route add default via 192.0.2.1 dev eth0";
    private const string Default6 = "ip -6 route add default via 2001:db8:1::1 dev eth0";

    public static TheoryData<string, string[]> OfRouters =>
        new()
        {
            {
                "The router's network leads over a next hop object that came later",
                [
                    Inet6,
                    Default6,
                    "ip -6 nexthop add id 19 via 2001:db8:2::1 dev eth0 onlink",
                    "ip -6 route append 2001:db8:1::/64 nhid 19 metric 10",
                ]
            },
            {
                "A rule that came later hides the router from lookups",
                [Inet, Default, "ip rule add not iif eth0 unreachable pref 200"]
            },
            {
                "A rule that came later hides the link from lookups",
                [Inet, Default, "ip rule add oif eth0 unreachable pref 200"]
            },
            {
                "The router is behind another router that came later",
                [Inet6, Default6, "ip -6 route add 2001:db8:1::1 via fe80::1 dev eth0"]
            },
            {
                "A next hop object's router has a route of its own",
                ["ip -6 route prepend 2001:db8:1::1 dev eth0", "ip -6 nexthop add id 16 via 2001:db8:1::1 dev eth0"]
            },
            {
                "A next hop object's router is behind a default route",
                ["ip route add default dev eth0", "ip nexthop add id 15 via 192.0.2.1 dev eth0"]
            },
            {
                "A next hop object is its own router's router",
                [
                    "ip -6 route add 2001:db8:1::1 via 2001:db8:1::1 dev eth0 onlink metric 1024",
                    "ip -6 nexthop add id 19 via 2001:db8:1::1 dev eth0 onlink",
                ]
            },
            {
                "A next hop object's router became local to the host",
                [
                    "ip address add 192.0.2.10 peer 192.0.2.1 dev eth0",
                    "ip nexthop add id 16 via 192.0.2.1 dev eth0",
                    "ip route add local 192.0.2.1 dev eth0",
                ]
            },
            {
                "A next hop object's router on the link became local to the host",
                [
                    "ip address add 192.0.2.10 peer 192.0.2.1 dev eth0",
                    "ip nexthop add id 16 via 192.0.2.1 dev eth0 onlink",
                    "ip route add local 192.0.2.1 dev eth0",
                ]
            },
            {
                "A next hop object's router became a broadcast address",
                [
                    Inet,
                    "ip nexthop add id 16 via 192.0.2.1 dev eth0",
                    "ip route add broadcast 192.0.2.1 dev eth0 table local",
                ]
            },
            {
                "A next hop object's router has a better route in table local",
                [
                    Inet,
                    "ip nexthop add id 16 via 192.0.2.1 dev eth0",
                    "ip route add unicast 192.0.2.1 dev eth0 table local",
                    "ip route prepend blackhole 192.0.2.1 table local",
                ]
            },
            {
                "A router on the link became an address of the host",
                ["ip route add default via 192.0.2.1 dev eth0 onlink metric 100", "ip address add 192.0.2.1/32 dev lo"]
            },
            {
                "A router on the link became an address of the host, and table 77 leads there",
                [
                    Inet,
                    "ip route add 203.0.113.0/24 via 192.0.2.1 dev eth0 onlink table 77",
                    "ip address add 192.0.2.1/32 dev lo",
                ]
            },
            {
                "A next hop object's router on the link became an address of the host",
                [Inet, "ip nexthop add id 7 via 192.0.2.1 dev eth0 onlink", "ip address add 192.0.2.1/32 dev lo"]
            },
            {
                "A router became local to the host",
                [Inet, "ip route add 203.0.113.0/24 via 192.0.2.1 dev eth0", "ip route add local 192.0.2.1 dev eth0"]
            },
            {
                "The router became an address of the host",
                [
                    Inet,
                    "ip route add 203.0.113.0/24 via 192.0.2.1 dev eth0 table 77",
                    "ip nexthop add id 7 via 192.0.2.1 dev eth0",
                    "ip address add 192.0.2.1/32 dev lo",
                ]
            },
        };

    public static TheoryData<string, string[]> OfOrder =>
        new()
        {
            {
                "A device's route comes after a router's",
                ["ip -6 route add default via fe80::1 dev eth0", "ip -6 route append default dev eth0"]
            },
            {
                "Two routes differ by protocol",
                [
                    Inet,
                    "ip route add 10.0.0.0/8 via 192.0.2.1 dev eth0 metric 100",
                    "ip route append 10.0.0.0/8 via 192.0.2.1 dev eth0 metric 100 proto static",
                ]
            },
            {
                "A local address is on two links",
                ["ip address add 192.0.2.10 peer 192.0.2.1 dev eth0", "ip address add 192.0.2.10/32 dev lo metric 100"]
            },
            {
                "Broadcasts may go over two NICs",
                ["ip link set dev eth1 up", Inet, "ip address add 192.0.2.20/24 dev eth1"]
            },
            {
                "Routes of two NICs that differ by protocol are joined",
                [
                    "ip link set dev eth1 up",
                    "ip -6 route add 2001:db8:2::/64 via fe80::1 dev eth0 onlink proto 99",
                    "ip -6 route append 2001:db8:2::/64 via fe80::1 dev eth1",
                ]
            },
            {
                "Routes of two NICs are joined, and one ends",
                [
                    "ip link set dev eth1 up",
                    "ip -6 route add 2001:db8:2::/64 via fe80::1 dev eth0 onlink",
                    "ip -6 route append 2001:db8:2::/64 via fe80::1 dev eth1 expires 3600",
                ]
            },
            { "The route to the network is there twice", [Inet, "ip route append 192.0.2.0/24 dev eth0 proto kernel"] },
            {
                "Another NIC's router is said to be on the link, and is not",
                [
                    "ip link set dev eth1 up",
                    "ip route add 192.0.2.1 via inet6 fe80::1 dev eth1 onlink",
                    "ip route append 192.0.2.1 dev eth0",
                    "ip route append 192.0.2.1 via inet6 fe80::1 dev eth1",
                ]
            },
            {
                "Another NIC's routes differ in what is on the link before and behind two",
                [
                    "ip link set dev eth1 up",
                    "ip route add 203.0.113.0/24 via 192.0.2.9 dev eth1 onlink",
                    "ip route append 203.0.113.0/24 dev eth0",
                    "ip route append 203.0.113.0/24 via inet6 fe80::1 dev eth1",
                    "ip route append 203.0.113.0/24 dev eth0 proto static",
                    "ip route append 203.0.113.0/24 via inet6 fe80::1 dev eth1 onlink",
                    "ip route append 203.0.113.0/24 dev eth1",
                ]
            },
            {
                "Routes of both NICs differ in what is on the link",
                [
                    "ip link set dev eth1 up",
                    "ip route add 203.0.113.0/24 via inet6 fe80::1 dev eth0",
                    "ip route append 203.0.113.0/24 via inet6 fe80::1 dev eth1",
                    "ip route append 203.0.113.0/24 via inet6 fe80::1 dev eth0 onlink",
                    "ip route append 203.0.113.0/24 via inet6 fe80::1 dev eth1 onlink",
                ]
            },
            {
                "Routes over two of another NIC's routers differ in their weights",
                [
                    "ip link set dev eth1 up",
                    "ip address add 198.51.100.1/24 dev eth1",
                    "ip route add 203.0.113.0/24 nexthop via 198.51.100.2 weight 1 nexthop via 198.51.100.3 weight 2",
                    "ip route append 203.0.113.0/24 dev eth0",
                    "ip route append 203.0.113.0/24 nexthop via 198.51.100.2 weight 3 nexthop via 198.51.100.3 weight 4",
                ]
            },
            {
                "A router's route comes behind the one to a network whose address makes temporary ones",
                [
                    "ip -6 address add 2001:db8:1::11/64 dev eth0 nodad mngtmpaddr",
                    "ip -6 route add 2001:db8:1::/64 dev eth0 metric 100",
                    "ip -6 route append 2001:db8:1::/64 via 2001:db8:1::1 dev eth0 onlink metric 100 proto static",
                ]
            },
            {
                "A router's route comes behind the kernel's to a network whose address makes temporary ones",
                [
                    "ip -6 address add 2001:db8:1::11/64 dev eth0 nodad mngtmpaddr",
                    "ip -6 route append 2001:db8:1::/64 via 2001:db8:1::1 dev eth0 metric 256",
                ]
            },
            {
                "Routes of two routers come behind the one to a network whose address makes temporary ones",
                [
                    "ip -6 address add 2001:db8:1::11/64 dev eth0 nodad mngtmpaddr",
                    "ip -6 route add 2001:db8:1::/64 dev eth0 metric 100",
                    "ip -6 route append 2001:db8:1::/64 via 2001:db8:1::1 dev eth0 metric 100 expires 3600",
                    "ip -6 route append 2001:db8:1::/64 via fe80::2 dev eth0 metric 100",
                ]
            },
        };

    public static TheoryData<string, string[]> OfSeemingKernelRoutes =>
        new()
        {
            {
                "A hand-made anycast route says that it is the kernel's",
                [Inet6, "ip -6 route add anycast 2001:db8:1::1 dev eth0 proto kernel src 2001:db8:1::10"]
            },
            {
                "A hand-made route to the host's own address says that it is the kernel's",
                [Inet6, "ip -6 route append local 2001:db8:1::10 dev eth0 table local proto kernel metric 7"]
            },
            {
                "A hand-made route for multicast says that it is the kernel's",
                ["ip -6 route add multicast ff05::/16 dev eth0 table local proto kernel"]
            },
            {
                "A hand-made route for all multicast says that it is the kernel's",
                ["ip -6 route append multicast ff00::/8 dev eth0 table local proto kernel metric 77"]
            },
            {
                "A hand-made broadcast route says that it is the kernel's",
                [Inet, "ip route add broadcast 192.0.2.77 dev eth0 table local proto kernel src 192.0.2.10"]
            },
            {
                "A hand-made broadcast route to another network says that it is the kernel's",
                [Inet, "ip route add broadcast 198.51.100.255 dev eth0 table local proto kernel"]
            },
            {
                "The kernel has left a broadcast route when an address went",
                [
                    "ip address add 192.0.2.10/24 brd + dev eth0 metric 100",
                    "ip address change 192.0.2.11/24 brd - dev eth0 metric 50",
                    "ip address del 192.0.2.11/24 dev eth0",
                ]
            },
            {
                "A hand-made broadcast route to a network says that it is the kernel's",
                [Inet, "ip route add broadcast 192.0.2.0 dev eth0 table local proto kernel src 192.0.2.10"]
            },
            {
                "A hand-made local route says that it is the kernel's",
                [Inet, "ip route add local 198.51.100.7 dev eth0 table local proto kernel"]
            },
            {
                "A hand-made local route to a network says that it is the kernel's",
                [Inet, "ip route add local 198.51.100.0/24 dev eth0 table local proto kernel"]
            },
        };
}
