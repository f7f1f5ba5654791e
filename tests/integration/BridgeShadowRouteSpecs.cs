using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>The routes of every table that lead over a live NIC lead over its bridge afterwards, and back after stop.</summary>
public sealed class BridgeShadowRouteSpecs : UplinkSpecs
{
    public static TheoryData<string> Routes =>
        [
            "ip route add 203.0.113.0/24 via 192.0.2.1",
            "ip route add 203.0.113.0/24 dev eth0",
            "ip route add 203.0.113.0/24 via 192.0.2.1 table 77",
            "ip route add 203.0.113.0/24 via 192.0.2.1 table 70000",
            "ip route add default via 192.0.2.1 table 77; ip rule add from 192.0.2.10 table 77",
            "ip route add 203.0.113.0/24 via 192.0.2.1 metric 10; ip route add 203.0.113.0/24 via 192.0.2.2 metric 20",
            "ip route add 203.0.113.0/24 via 192.0.2.1 src 192.0.2.10 proto bird",
            "ip route add 203.0.113.0/24 via 198.51.100.1 dev eth0 onlink",
            // The router's address is local or a broadcast by now.
            "ip route add 203.0.113.0/24 via 198.51.100.1 dev eth0 onlink; ip address add 198.51.100.9/24 dev lo",
            "ip route add 203.0.113.0/24 via 198.51.100.1 dev eth0 onlink; ip route add broadcast 198.51.100.0/24 dev eth0",
            "ip route add 203.0.113.0/24 via 192.0.2.1 dev eth0; ip address add 192.0.2.12/24 dev lo",
            "ip route add 203.0.113.0/24 nexthop via 198.51.100.1 dev eth0 onlink nexthop via 198.51.100.2 dev eth0 onlink; ip address add 198.51.100.9/24 dev lo",
            "ip nexthop add id 7 via 198.51.100.1 dev eth0 onlink; ip address add 198.51.100.9/24 dev lo",
            // Two objects by one router, which was the host's own address for the first.
            "ip rule add pref 1000 not iif eth0 table 77; ip route add local 192.0.2.2 dev eth0 table 77; ip nexthop add id 11 via 192.0.2.2 dev eth0; ip rule add pref 999 suppress_prefixlength 0 table main; ip nexthop add id 14 via 192.0.2.2 dev eth0",
            "ip route add 203.0.113.0/24 via 192.0.2.1 mtu 1300 advmss 1200 window 10000 initcwnd 20",
            "ip route add 203.0.113.0/24 via 192.0.2.1 mtu lock 1300 rtt 100ms quickack 1",
            "ip route add 203.0.113.0/24 via 192.0.2.1 tos 0x10",
            "ip route add 203.0.113.0/24 dev eth0 scope link realm 5",
            "ip route add 203.0.113.0/24 via inet6 2001:db8::1 dev eth0",
            "ip route add multicast 239.1.0.0/16 dev eth0",
            "ip route add 224.0.0.0/4 dev eth0",
            "ip route add local 203.0.113.0/24 dev eth0 table local",
            // Such as the kernel makes for an address, and for none.
            "ip route add local 203.0.113.0/24 dev eth0 proto kernel",
            "ip route add local 203.0.113.7 dev eth0 proto kernel",
            "ip route add broadcast 203.0.113.0/24 dev eth0 proto kernel",
            "ip -6 route add local 2001:db8:9::/64 dev eth0 proto kernel",
            "ip route add 203.0.113.0/24 nexthop via 192.0.2.1 weight 3 nexthop via 192.0.2.2 weight 5",
            "ip route add 203.0.113.0/24 nexthop via 192.0.2.1 dev eth0 weight 3 nexthop dev lo",
            "ip -6 route add 2001:db8:9::/48 via 2001:db8::1",
            "ip -6 route add 2001:db8:9::/48 dev eth0",
            "ip -6 route add 2001:db8:9::/48 via fe80::1 dev eth0",
            "ip -6 route add 2001:db8:9::/48 via 2001:db8::1 table 77",
            "ip -6 route add 2001:db8:9::/48 via 2001:db8::1 metric 10; ip -6 route add 2001:db8:9::/48 via 2001:db8::2 metric 20",
            "ip -6 route add 2001:db8:9::/48 via 2001:db8::1 src 2001:db8::10 proto bird pref high",
            "ip -6 route add 2001:db8:9::/48 via 2001:db8:7::1 dev eth0 onlink",
            "ip -6 route add 2001:db8:9::/48 via 2001:db8::1 mtu 1300 hoplimit 9",
            "ip -6 route add 2001:db8:9::/48 via 2001:db8::1 expires 3600",
            "ip -6 route add 2001:db8:9::/48 nexthop via 2001:db8::1 weight 3 nexthop via 2001:db8::2 weight 5",
            "ip nexthop add id 7 via 192.0.2.1 dev eth0; ip route add 203.0.113.0/24 nhid 7",
            "ip nexthop add id 7 via 2001:db8::1 dev eth0; ip -6 route add 2001:db8:9::/48 nhid 7",
            "ip nexthop add id 7 via 198.51.100.1 dev eth0 onlink proto bird; ip route add 203.0.113.0/24 nhid 7 metric 9",
            "ip nexthop add id 7 dev eth0; ip route add 203.0.113.0/24 nhid 7",
            "ip nexthop add id 7 via 192.0.2.1 dev eth0; ip nexthop add id 8 via 192.0.2.2 dev eth0; ip nexthop add id 9 group 7,3/8,5; ip route add 203.0.113.0/24 nhid 9",
            "ip nexthop add id 7 via 192.0.2.1 dev eth0",
            "ip nexthop add id 7 blackhole; ip route add 203.0.113.0/24 nhid 7",
            // Nothing leads to the router any more, or something else does.
            "ip route del 192.0.2.0/24 dev eth0",
            "ip -6 route del 2001:db8::/64 dev eth0",
            "ip addr add 192.0.2.11/32 dev eth0; ip addr del 192.0.2.10/24 dev eth0; ip addr add 192.0.2.10/32 dev eth0; ip route add 192.0.2.1 dev eth0; ip route add default via 192.0.2.1; ip route del 192.0.2.1 dev eth0",
            "ip addr del 2001:db8::10/64 dev eth0; ip addr add 2001:db8::10/128 dev eth0 nodad",
            "ip route add 203.0.113.0/24 via 192.0.2.1 table 77; ip route del 192.0.2.0/24 dev eth0",
            "ip route add 203.0.113.0/24 nexthop via 192.0.2.1 weight 3 nexthop via 192.0.2.2 weight 5; ip route del 192.0.2.0/24 dev eth0",
            "ip -6 route add 2001:db8:9::/48 nexthop via 2001:db8::1 nexthop via 2001:db8::2; ip -6 route del 2001:db8::/64 dev eth0",
            "ip route add 203.0.113.0/24 via inet6 2001:db8::1 dev eth0; ip -6 route del 2001:db8::/64 dev eth0",
            "ip nexthop add id 7 via 192.0.2.1 dev eth0; ip route add 203.0.113.0/24 nhid 7; ip route del 192.0.2.0/24 dev eth0",
            "ip nexthop add id 7 via 2001:db8::1 dev eth0; ip -6 route add 2001:db8:9::/48 nhid 7; ip -6 route del 2001:db8::/64 dev eth0",
            "ip -6 nexthop add id 19 via 2001:db8::1 dev eth0 onlink; ip -6 route append 2001:db8::/64 nhid 19 metric 10",
            "ip nexthop add id 7 via 192.0.2.1 dev eth0 onlink; ip route add 203.0.113.0/24 nhid 7 proto kernel",
            "ip nexthop add id 7 via 2001:db8::1 dev eth0; ip route add 203.0.113.0/24 nhid 7 proto static",
            "ip -6 nexthop add id 7 via 2001:db8::1 dev eth0; ip -6 route add 2001:db8::/64 via 2001:db8::1 dev eth0 onlink table local",
            "ip -6 route add 2001:db8:9::/48 via 2001:db8::1 dev eth0 table local proto kernel",
            "ip -6 route add anycast 2001:db8:9::/64 via 2001:db8::1 dev eth0 proto kernel",
            "ip route add 203.0.113.0/24 dev eth0 scope global; ip route append 203.0.113.0/24 via 192.0.2.1",
            "ip -6 route add 2001:db8:9::/48 dev eth0; ip -6 route append 2001:db8:9::/48 via 2001:db8::1",
            "ip rule add not iif eth0 unreachable pref 200; ip rule add to 192.0.2.1 lookup main pref 100",
            // Of routes that are alike the first stays the first.
            "ip route append 192.0.2.0/24 via 192.0.2.1 dev eth0",
            "ip route prepend 192.0.2.0/24 via 192.0.2.2 dev eth0",
            "ip route add 203.0.113.0/24 via 192.0.2.2; ip route append 203.0.113.0/24 via 192.0.2.3; ip route prepend 203.0.113.0/24 via 192.0.2.4",
            "ip route add 203.0.113.0/24 via 192.0.2.2; ip route append 203.0.113.0/24 dev eth0; ip route append 203.0.113.0/24 via 192.0.2.3",
            "ip route add 203.0.113.0/24 via 192.0.2.2 table 77; ip route append 203.0.113.0/24 via 192.0.2.3 table 77",
            "ip nexthop add id 7 via 192.0.2.1 dev eth0; ip route append 192.0.2.0/24 nhid 7; ip route append 192.0.2.0/24 via 192.0.2.2 dev eth0",
            "ip nexthop add id 7 dev eth0; ip route del 192.0.2.0/24 dev eth0; ip route add 192.0.2.0/24 via 192.0.2.2 dev eth0 onlink; ip route prepend 192.0.2.0/24 nhid 7",
            "ip nexthop add id 7 via 192.0.2.1 dev eth0; ip route append 203.0.113.0/24 nhid 7; ip route append 203.0.113.0/24 via 192.0.2.2 dev eth0",
            "ip -6 nexthop add id 7 via fe80::1 dev eth0; ip -6 route append 2001:db8:9::/48 nhid 7; ip -6 route append 2001:db8:9::/48 via fe80::2 dev eth0",
            "ip -6 nexthop add id 7 dev eth0; ip -6 route append 2001:db8:9::/48 nhid 7 table 77 metric 9; ip -6 route append 2001:db8:9::/48 dev eth0 table 77 metric 9",
            "ip -6 nexthop add id 7 via fe80::1 dev eth0; ip -6 route append 2001:db8:9::/48 via fe80::2 dev eth0; ip -6 route append 2001:db8:9::/48 nhid 7; ip -6 route append 2001:db8:9::/48 dev eth0",
            "ip -6 nexthop add id 7 via fe80::1 dev eth0; ip -6 route append 2001:db8:9::/48 nhid 7; ip -6 route append 2001:db8:9::/48 nexthop via fe80::2 dev eth0 nexthop via fe80::3 dev eth0",
            // A group of next hops that no route uses.
            "ip nexthop add id 7 via 192.0.2.1 dev eth0; ip nexthop add id 9 group 7",
            "ip route add blackhole 203.0.113.0/24; ip route add unreachable 198.51.100.0/24; ip -6 route add prohibit 2001:db8:9::/48",
        ];

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task A_route_moves_with_all_its_attributes(string commands)
    {
        await Uplink.Configure();
        await Host.Shell(commands);

        await ShouldGoAlong();
    }

    [Theory]
    [InlineData("ip route add 203.0.113.0/24 nexthop via 192.0.2.1 weight 3 nexthop via 198.51.100.1 weight 5")]
    [InlineData("ip -6 route add 2001:db8:9::/48 nexthop via 2001:db8::1 weight 3 nexthop via 2001:db8:1::1 weight 5")]
    [InlineData(
        "ip route add default via 198.51.100.1 metric 200; ip -6 route add default via 2001:db8:1::1 metric 200"
    )]
    public async Task A_route_that_also_leads_over_another_link_keeps_its_hops(string commands)
    {
        await using var other = await GivenSecondNic();
        await Host.Shell(commands);

        await ShouldGoAlong();
    }

    [Theory]
    [InlineData("blackhole")]
    [InlineData("via 192.0.2.2 dev eth0")]
    public async Task A_route_by_a_next_hop_object_keeps_its_place(string nextHop)
    {
        await using var other = await GivenSecondNic();
        await Host.Shell(
            $"""
            ip nexthop add id 7 {nextHop}
            ip route append 203.0.113.0/24 via 198.51.100.1 dev eth1
            ip route append 203.0.113.0/24 via 192.0.2.1 dev eth0
            ip route append 203.0.113.0/24 nhid 7
            ip route append 203.0.113.0/24 via 192.0.2.3 dev eth0
            """
        );

        await ShouldGoAlong();
    }

    [Theory]
    [InlineData("eth0", "eth1", "eth1")]
    [InlineData("eth1", "eth0", "eth1")]
    [InlineData("eth1", "eth1", "eth0")]
    [InlineData("eth0", "eth1", "eth0")]
    public async Task Routes_of_two_links_that_are_alike_keep_their_order(string first, string second, string third)
    {
        await using var other = await GivenSecondNic();
        var routers = new Dictionary<string, string> { ["eth0"] = "192.0.2.", ["eth1"] = "198.51.100." };
        await Host.Ip($"route append 203.0.113.0/24 via {routers[first]}1 dev {first}");
        await Host.Ip($"route append 203.0.113.0/24 via {routers[second]}2 dev {second}");
        await Host.Ip($"route append 203.0.113.0/24 via {routers[third]}3 dev {third}");

        await ShouldGoAlong();
    }

    [Fact]
    public async Task Broadcasts_to_a_subnet_that_two_links_share_take_the_same_one()
    {
        await using var other = await GivenSecondNic();
        await Host.Ip("addr add 192.0.2.20/24 brd + dev eth1");

        await ShouldGoAlong();
    }

    [Fact]
    public async Task Routes_of_another_link_stay_as_they_are()
    {
        await using var other = await GivenSecondNic();
        var before = await OtherLinksRoutes();

        (await Start()).ShouldSucceed();
        Assert.Equal(before, await OtherLinksRoutes());

        (await Stop()).ShouldSucceed();
        Assert.Equal(before, await OtherLinksRoutes());
    }

    [Theory]
    [InlineData("eth0", "eth1")]
    [InlineData("eth1", "eth0")]
    public async Task An_ipv4_subnet_that_two_links_share_is_reached_over_the_same_one(string first, string second)
    {
        await using var other = await GivenSecondNic();
        await Host.Shell(
            $"""
            for link in {first} {second}; do
                ip addr add 203.0.113.1${"{"}link#eth{"}"}/24 dev $link
            done
            """
        );
        var before = await Ways();

        (await Start()).ShouldSucceed();
        Assert.Equal(before, await Ways());

        (await Stop()).ShouldSucceed();
        Assert.Equal(before, await Ways());
    }

    [Theory]
    [InlineData(500)]
    [InlineData(5000)]
    public async Task Thousands_of_routes_move_to_the_bridge_and_back(int count)
    {
        await Uplink.Configure();
        await Host.Shell(
            $"""
            seq {count} | awk '{"{"} printf "route add 10.%d.%d.0/24 via 192.0.2.1\n", $1 / 256, $1 % 256 {"}"}' | ip -batch -
            seq {count} | awk '{"{"} printf "route add 2001:db8:9:%x::/64 via 2001:db8::1\n", $1 {"}"}' | ip -6 -batch -
            """
        );

        await ShouldGoAlong();
    }

    [Fact]
    public async Task A_route_that_a_router_advertised_keeps_its_time()
    {
        await Uplink.Configure();
        await Host.Ip("-6 route add 2001:db8:9::/48 via 2001:db8::1 proto ra expires 1800");

        (await Start()).ShouldSucceed();

        var left = await Host.Shell("ip -6 route show 2001:db8:9::/48 | sed -E 's/.*expires ([0-9]+)sec.*/\\1/'");
        Assert.InRange(int.Parse(left, System.Globalization.CultureInfo.InvariantCulture), 1700, 1800);
    }

    private async Task ShouldGoAlong()
    {
        var (links, network) = (await Uplink.Links(), await Uplink.Network());
        var isReachable = await Uplink.IsReachable();

        Assert.Equal("", (await Start()).ShouldSucceed().Error);

        await ShouldBeShadowed(atLeast: true);
        await Uplink.NetworkShouldBecome(network);
        Assert.Equal(isReachable, await Uplink.IsReachable());

        Assert.Equal("", (await Stop()).ShouldSucceed().Error);

        await Uplink.NetworkShouldBecome(network);
        await Uplink.LinksShouldBecome(links);
        Assert.Equal(isReachable, await Uplink.IsReachable());
    }

    private Task<string> Ways() => Host.Shell("ip route get 203.0.113.9 | head -1");

    private Task<string> OtherLinksRoutes() =>
        Host.Shell("ip -4 route show table all dev eth1; ip -6 route show table all dev eth1");

    private async Task<Uplink> GivenSecondNic()
    {
        await Uplink.Configure();
        var other = await Uplink.Plug(Host, "eth1");
        await Host.Shell(
            """
            echo 0 > /proc/sys/net/ipv6/conf/eth1/dad_transmits
            ip link set dev eth1 up
            ip addr add 198.51.100.10/24 dev eth1
            ip -6 addr add 2001:db8:1::10/64 dev eth1 nodad
            """
        );
        await Host.LinkLocalAddressComes("eth1");
        return other;
    }
}
