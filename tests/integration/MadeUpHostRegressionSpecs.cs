using Xen.Hotplug.TestSupport;
using Xen.Hotplug.TestSupport.MadeUpHosts;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>Made-up hosts on which start or stop went wrong once, shrunk.</summary>
public sealed class MadeUpHostRegressionSpecs : IAsyncLifetime
{
    private const string Inet = "ip address add 192.0.2.10/24 brd + dev eth0";
    private const string Inet6 = "ip address add 2001:db8:1::10/64 dev eth0 nodad";
    private const string Default = "ip route add default via 192.0.2.1 dev eth0";
    private const string Default6 = "ip -6 route add default via 2001:db8:1::1 dev eth0";

    private Namespaces _router = null!;

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

    public async ValueTask InitializeAsync() =>
        _router = await Namespaces.Make(["unshare", "--net"], "ip link set dev lo up");

    public ValueTask DisposeAsync() => _router.DisposeAsync();

    [Theory]
    [MemberData(nameof(OfRouters))]
    [MemberData(nameof(OfWhatWasDeleted))]
    [MemberData(nameof(OfOrder))]
    [MemberData(nameof(OfTheRest))]
    public Task A_host_comes_back_whole(string what, string[] commands) =>
        ShouldPass(what, commands, isOldKernel: false);

    [Theory]
    [MemberData(nameof(OfRouters))]
    [MemberData(nameof(OfOrder))]
    [MemberData(nameof(OfOldKernels))]
    public Task A_host_comes_back_whole_on_an_old_kernel(string what, string[] commands) =>
        ShouldPass(what, commands, isOldKernel: true);

    [Theory]
    [MemberData(nameof(OfRefusals))]
    public Task A_host_that_start_refuses_is_as_it_was(string reason, string[] commands) =>
        ShouldBeRefused(reason, commands, isOldKernel: false);

    [Theory]
    [MemberData(nameof(OfRefusals))]
    [MemberData(nameof(OfRefusalsOnOldKernels))]
    public Task A_host_that_start_refuses_on_an_old_kernel_is_as_it_was(string reason, string[] commands) =>
        ShouldBeRefused(reason, commands, isOldKernel: true);

    private async Task ShouldPass(string what, string[] commands, bool isOldKernel)
    {
        var verdict = await Try(commands, isOldKernel);

        Assert.True(verdict.Differences.Count == 0 && verdict.Refusal == "", $"{what}: {verdict}");
    }

    private async Task ShouldBeRefused(string reason, string[] commands, bool isOldKernel)
    {
        var verdict = await Try(commands, isOldKernel);

        Assert.Contains(reason, verdict.Said, StringComparison.Ordinal);
        Assert.True(verdict.Differences.Count == 0 && verdict.Refusal != "", $"{verdict}");
    }

    private async Task<Verdict> Try(string[] commands, bool isOldKernel)
    {
        string[] all = ["echo 0 > /proc/sys/net/ipv6/conf/eth0/dad_transmits", "ip link set dev eth0 up", .. commands];
        var verdict = await new HostTrial(_router).Try(new MadeUpHost(0, all, isOldKernel));
        Assert.Equal(all, verdict.Host.Commands);
        return verdict;
    }
}
