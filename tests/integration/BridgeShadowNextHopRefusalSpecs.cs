using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>
/// Asked to delete an IPv6 route of a link, the kernel takes one by a next hop object in its place: where that one would be
/// lost, nothing is changed.
/// </summary>
public sealed class BridgeShadowNextHopRefusalSpecs : UplinkSpecs
{
    private const string Network = "2001:db8:9::/48";

    [Theory]
    [InlineData($"ip -6 route append {Network} nhid 7; ip -6 route append {Network} via fe80::2 dev eth0")]
    [InlineData($"ip -6 route append {Network} nhid 7 metric 9; ip -6 route append {Network} dev eth0 metric 9")]
    [InlineData($"ip -6 route append {Network} nhid 7 table 77; ip -6 route append {Network} dev eth0 table 77")]
    [InlineData(
        $"ip -6 route append {Network} nhid 7; ip -6 route append {Network} proto static nexthop via fe80::2 dev eth0 nexthop via fe80::3 dev eth0"
    )]
    // The kernel gives the bridge a route to each network.
    [InlineData(
        "ip -6 route del 2001:db8::/64 dev eth0; ip -6 route append 2001:db8::/64 nhid 7 proto kernel metric 256"
    )]
    public async Task Start_is_refused_where_it_would_lose_a_route_by_a_next_hop(string commands)
    {
        await Uplink.Configure();
        await Host.Shell($"ip -6 nexthop add id 7 blackhole; {commands}");
        var network = await Uplink.Network();

        (await Start()).ShouldFail("nhid 7", "metric");

        await ShouldBePlain();
        Assert.Equal(network, await Uplink.Network());
    }

    [Fact]
    public async Task Start_is_refused_beside_a_next_hop_over_another_link()
    {
        await Uplink.Configure();
        await Plug("eth1");
        await Host.Shell(
            $"""
            ip link set dev eth1 addrgenmode none
            ip link set dev eth1 up
            ip -6 nexthop add id 7 via fe80::1 dev eth1
            ip -6 route append {Network} nhid 7
            ip -6 route append {Network} via fe80::2 dev eth0
            """
        );
        var network = await Uplink.Network();

        (await Start()).ShouldFail("nhid 7", "metric");

        Assert.Equal(network, await Uplink.Network());
    }

    [Fact]
    public async Task Start_is_refused_where_the_route_by_a_next_hop_comes_second()
    {
        await Uplink.Configure();
        await Host.Shell(
            $"""
            ip -6 nexthop add id 7 blackhole
            ip -6 route append {Network} via fe80::2 dev eth0
            ip -6 route append {Network} nhid 7
            """
        );
        var network = await Uplink.Network();

        var result = await Start();

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("nhid 7 metric 1024', which stays", result.Error, StringComparison.Ordinal);
        Assert.Equal(network, await Uplink.Network());
    }

    [Fact]
    public async Task A_start_that_fails_loses_no_route_by_a_next_hop_to_a_router()
    {
        await Uplink.Configure();
        await Host.Shell(
            """
            ip -6 nexthop add id 7 blackhole
            ip -6 route add 2001:db8::1 nhid 7 metric 1
            ip -6 route add 2001:db8::1 nhid 7 metric 2
            """
        );
        var network = await Uplink.Network();

        (await Start()).ShouldFail("2001:db8::1", "undone");

        await ShouldBePlain();
        await Uplink.NetworkShouldBecome(network);
    }

    [Theory]
    [InlineData("stop")]
    [InlineData("restart")]
    public async Task Stop_is_refused_where_it_would_lose_a_route_by_a_next_hop(string command)
    {
        await GivenShadowed();
        await Host.Shell(
            $"""
            ip -6 nexthop add id 7 blackhole
            ip -6 route append {Network} nhid 7
            ip -6 route append {Network} via fe80::2 dev eth0
            """
        );
        var network = await Uplink.Network();

        (await BridgeShadow(command, "--force", "eth0")).ShouldFail("nhid 7", "metric");

        await ShouldBeShadowed(atLeast: true);
        Assert.Equal(network, await Uplink.Network());
    }

    [Theory]
    [InlineData($"ip -6 route add {Network} nhid 7 metric 9; ip -6 route add {Network} via fe80::2 dev eth0 metric 10")]
    [InlineData($"ip -6 route add {Network} nhid 7 table 77; ip -6 route add {Network} via fe80::2 dev eth0")]
    [InlineData(
        $"ip -6 route add {Network} nhid 7 proto static; ip -6 route append {Network} via fe80::2 dev eth0 proto bird"
    )]
    [InlineData(
        "ip nexthop add id 8 blackhole; ip route append 203.0.113.0/24 nhid 8; ip route append 203.0.113.0/24 dev eth0"
    )]
    public async Task A_route_by_a_next_hop_stays_where_the_kernel_tells_it_apart(string commands)
    {
        await Uplink.Configure();
        await Host.Shell($"ip -6 nexthop add id 7 blackhole; {commands}");
        var network = await Uplink.Network();

        (await Start()).ShouldSucceed();
        await Uplink.NetworkShouldBecome(network);

        (await Stop()).ShouldSucceed();
        await Uplink.NetworkShouldBecome(network);
    }
}
