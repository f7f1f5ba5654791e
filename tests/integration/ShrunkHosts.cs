using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>Made-up hosts on which start or stop went wrong once, as the commands that make them.</summary>
public static class ShrunkHosts
{
    private const string Inet = "ip address add 192.0.2.10/24 brd + dev eth0";
    private const string Inet6 = "ip address add 2001:db8:1::10/64 dev eth0 nodad";
    private const string Default6 = "ip -6 route add default via 2001:db8:1::1 dev eth0";

    public static TheoryData<string, string[]> OfWhatWasDeleted =>
        new()
        {
            { "The link-local address is gone", ["ip -6 address flush dev eth0 scope link"] },
            { "The route to the network is gone", [Inet, "ip route del 192.0.2.0/24 dev eth0"] },
            {
                "The route to a network with a metric is gone",
                ["ip address add 192.0.2.10/24 dev eth0 metric 100", "ip route del 192.0.2.0/24 dev eth0"]
            },
            { "The route to the link-local network is gone", ["ip -6 route del fe80::/64 dev eth0"] },
            { "The MAC address is another", ["ip link set dev eth0 address 02:00:00:00:00:99"] },
            {
                "A peer's route was not made",
                ["ip -6 address add 2001:db8:1::10 peer 2001:db8:1::1/48 scope host dev eth0 nodad metric 256"]
            },
            { "Forwarding came after the address", [Inet6, "echo 1 > /proc/sys/net/ipv6/conf/all/forwarding"] },
            { "Stable addresses came after the link-local one", ["ip link set dev eth0 addrgenmode random"] },
            {
                "A network's route has the lifetime of its second address",
                [
                    Inet6,
                    "ip -6 route del 2001:db8:1::/64 dev eth0",
                    "ip -6 address add 2001:db8:1::12/64 dev eth0 nodad valid_lft 1800 preferred_lft 1800",
                ]
            },
        };

    public static TheoryData<string, string[]> OfTheRest =>
        new()
        {
            {
                "A next hop object's route is beside a blackhole",
                [
                    Inet6,
                    "ip -6 route add blackhole 2001:db8:9:1::/64",
                    "ip -6 nexthop add id 1 via 2001:db8:1::2 dev eth0 onlink",
                    "ip -6 route append 2001:db8:9:1::/64 nhid 1",
                ]
            },
            {
                "Two addresses of a network end at different times",
                [
                    "ip address add 2001:db8:1::10/64 dev eth0 nodad valid_lft 86400 preferred_lft 1800",
                    "ip address add 2001:db8:1::12/64 dev eth0 nodad valid_lft 3600 preferred_lft 3600",
                ]
            },
            {
                "Another route is in the place of the one to a network whose address makes temporary ones",
                [
                    "ip address add 2001:db8:1::10/64 dev eth0 nodad mngtmpaddr valid_lft 86400 preferred_lft 86400",
                    "ip -6 route change 2001:db8:1::/64 encap seg6 mode encap segs 2001:db8:1::5 dev eth0 metric 256 expires 3600",
                ]
            },
            { "A peer has a prefix", ["ip -6 address add 2001:db8:2::10 peer 2001:db8:1::1/96 dev eth0 nodad"] },
            {
                "A group has one next hop",
                [Inet, "ip nexthop add id 18 via 192.0.2.1 dev eth0", "ip nexthop add id 68 group 18"]
            },
            {
                "A resilient group has a route",
                [
                    Inet,
                    "ip nexthop add id 18 via 192.0.2.1 dev eth0",
                    "ip nexthop add id 19 via 192.0.2.2 dev eth0",
                    "ip nexthop add id 68 group 18,3/19,5 type resilient buckets 8 idle_timer 60",
                    "ip route add 203.0.113.0/24 nhid 68",
                ]
            },
            {
                "A neighbour needs no ARP",
                ["ip neigh replace 2001:db8:1::1 lladdr 02:00:00:00:00:77 dev eth0 nud noarp"]
            },
            { "The link has a secret", ["echo 2001:db8::1234 > /proc/sys/net/ipv6/conf/eth0/stable_secret"] },
            { "The link has a group", ["ip link set dev eth0 group 7"] },
            { "The link has an alias", ["ip link set dev eth0 alias 'the uplink'"] },
            { "The link's queue is short", ["ip link set dev eth0 txqueuelen 500"] },
            { "The link's segments are small", ["ip link set dev eth0 gso_max_size 32768"] },
            { "The link listens to all", ["ip link set dev eth0 promisc on"] },
        };

    public static TheoryData<string, string[]> OfOldKernels =>
        new()
        {
            {
                "A group has one next hop",
                ["ip nexthop add id 17 via 192.0.2.1 dev eth0 onlink", "ip nexthop add id 67 group 17"]
            },
            {
                "A route uses a group",
                [
                    "ip -6 nexthop add id 15 dev eth0",
                    "ip nexthop add id 65 group 15",
                    "ip -6 route append 2001:db8:1::/64 nhid 65 table local metric 100",
                ]
            },
        };

    public static TheoryData<string, string[]> OfRefusals =>
        new()
        {
            {
                "nhid",
                [
                    "ip -6 nexthop add id 6 blackhole proto boot",
                    "ip -6 route replace 2001:db8:9::/48 nhid 6",
                    "ip -6 route append 2001:db8:9::/48 via fe80::2 dev eth0",
                ]
            },
        };

    public static TheoryData<string, string[]> OfRefusalsOnOldKernels =>
        new() { { "2001:db8:1::1", [Inet6, Default6, "ip -6 address add 2001:db8:1::1/128 dev eth0 nodad"] } };
}
