using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>
/// The kernel joins IPv6 routes by routers to one route of several hops, and lists none that stands between them: where one
/// would be lost by that, nothing is changed.
/// </summary>
public sealed class BridgeShadowHiddenRouteSpecs : UplinkSpecs
{
    private const string Network = "2001:db8:9::/48";

    [Theory]
    [InlineData("via fe80::2 dev eth0", "dev eth0", "via fe80::3 dev eth0")]
    [InlineData("via fe80::2 dev eth1", "dev eth0", "via fe80::3 dev eth1")]
    [InlineData("via fe80::2 dev eth0", "dev eth1", "via fe80::3 dev eth0")]
    // The kernel does not list them afterwards: the other link's hop comes first then.
    [InlineData("dev eth0", "via fe80::2 dev eth0", "via fe80::2 dev eth1")]
    [InlineData("dev eth0", "nexthop via fe80::2 dev eth0 nexthop via fe80::2 dev eth1", "dev eth1")]
    [InlineData("via fe80::3 dev eth0", "via fe80::2 dev eth1", "dev eth1")]
    public async Task Start_is_refused_where_a_route_is_hidden_or_would_be(params string[] routes)
    {
        await Uplink.Configure();
        await Plug("eth1");
        await Host.Shell("ip link set dev eth1 addrgenmode none; ip link set dev eth1 up");
        foreach (var route in routes)
            await Host.Ip($"-6 route append {Network} {route}");
        var network = await Uplink.Network();

        var result = await Start();

        Assert.Equal(1, result.ExitCode);
        Assert.Matches("(does not|would) list .*; give one of them another metric\n$", result.Error);

        Assert.Equal(network, await Uplink.Network());
    }

    [Theory]
    [InlineData("dev eth0", "via fe80::2 dev eth0", "via fe80::3 dev eth0")]
    [InlineData("via fe80::2 dev eth0", "via fe80::3 dev eth0", "dev eth0")]
    [InlineData("via fe80::2 dev eth0", "dev eth0", "via fe80::3 dev eth0 metric 9")]
    public async Task Routes_that_hide_none_go_along(params string[] routes)
    {
        await Uplink.Configure();
        foreach (var route in routes)
            await Host.Ip($"-6 route append {Network} {route}");
        var network = await Uplink.Network();

        (await Start()).ShouldSucceed();
        await Uplink.NetworkShouldBecome(network);

        (await Stop()).ShouldSucceed();
        await Uplink.NetworkShouldBecome(network);
    }

    /// <summary>The kernel joins the two routes with a router and lists neither the one between them nor what is of it.</summary>
    [Theory]
    [InlineData("nexthop add id 7 via fe80::1 dev eth1", "eth0", "eth0")]
    [InlineData("nexthop add id 7 via fe80::1 dev eth0", "eth0", "eth0")]
    [InlineData("nexthop add id 7 via fe80::1 dev eth1", "eth0", "eth1")]
    [InlineData("nexthop add id 7 via fe80::1 dev eth0", "eth1", "eth1")]
    public async Task Start_is_refused_where_others_hide_a_route_by_a_next_hop(string hop, string first, string last)
    {
        await Uplink.Configure();
        await Plug("eth1");
        await Host.Shell(
            $"""
            ip link set dev eth1 addrgenmode none
            ip link set dev eth1 up
            ip -6 {hop}
            ip -6 route append {Network} via fe80::2 dev {first}
            ip -6 route append {Network} nhid 7
            ip -6 route append {Network} via fe80::3 dev {last}
            """
        );
        var network = await Uplink.Network();

        (await Start()).ShouldFail("2001:db8:9::/48", "metric");

        Assert.Equal(network, await Uplink.Network());
    }

    [Fact]
    public async Task Stop_is_refused_where_others_hide_a_route_by_a_next_hop()
    {
        await GivenShadowed();
        await Host.Shell(
            $"""
            ip -6 nexthop add id 7 via fe80::1 dev eth0
            ip nexthop add id 8 group 7
            ip -6 route append {Network} via fe80::2 dev eth0
            ip -6 route append {Network} nhid 8
            ip -6 route append {Network} via fe80::3 dev eth0
            """
        );
        var network = await Uplink.Network();

        (await Stop()).ShouldFail("2001:db8:9::/48", "metric");

        await ShouldBeShadowed(atLeast: true);
        Assert.Equal(network, await Uplink.Network());
    }

    [Fact]
    public async Task Routes_of_several_hops_beside_next_hops_go_along_where_they_hide_none()
    {
        await Uplink.Configure();
        await Host.Shell(
            $"""
            ip -6 nexthop add id 7 via fe80::1 dev eth0
            ip -6 route append {Network} via fe80::2 dev eth0
            ip -6 route append {Network} via fe80::3 dev eth0
            ip -6 route append {Network} via fe80::2 dev eth0 table 77
            ip -6 route append {Network} via fe80::3 dev eth0 table 77
            ip -6 route append {Network} nhid 7 table 78
            ip -6 route append {Network} nhid 7 metric 9
            """
        );
        var network = await Uplink.Network();

        (await Start()).ShouldSucceed();
        await Uplink.NetworkShouldBecome(network);

        (await Stop()).ShouldSucceed();
        await Uplink.NetworkShouldBecome(network);
    }
}
