using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>start waits for the carrier of all uplinks together, and not for ever.</summary>
public sealed class BridgeShadowCarrierSpecs : UplinkSpecs
{
    [Fact]
    public async Task Start_without_a_carrier_warns_and_succeeds()
    {
        await Plug("eth1", carrier: false);

        (await BridgeShadow("start", "eth1")).ShouldWarn("seth1", "carrier");

        Assert.Equal("eth1", (await Host.Link("seth1")).Bridge);
    }

    [Fact]
    public async Task The_wait_ends_with_the_carrier()
    {
        var uplink = await Plug("eth1", carrier: false);
        var start = Begin("start", "eth1");
        await start.Printed("eth1 is a bridge over seth1");

        await uplink.Connect();

        Assert.Equal("", (await start.Ended).ShouldSucceed().Error);
    }

    [Fact]
    public async Task Start_waits_once_for_all_interfaces_when_all_are_converted()
    {
        var (one, two) = (await Plug("eth1", carrier: false), await Plug("eth2", carrier: false));
        var start = Begin("start", "eth1", "eth2");
        await start.Printed("eth2 is a bridge over seth2");
        Assert.False(start.Ended.IsCompleted);

        await one.Connect();
        await two.Connect();

        Assert.Equal("", (await start.Ended).ShouldSucceed().Error);
    }

    [Fact]
    public async Task Each_uplink_without_carrier_is_named()
    {
        await Plug("eth1", carrier: false);
        await Plug("eth2", carrier: false);

        var result = (await BridgeShadow("start", "eth1", "eth0", "eth2")).ShouldSucceed();

        Assert.Contains("seth1", result.Error, StringComparison.Ordinal);
        Assert.Contains("seth2", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("seth0", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Addresses_and_routes_of_a_live_nic_move_without_a_carrier()
    {
        var uplink = await Plug("eth1", carrier: false);
        await Host.Shell(
            """
            ip link set dev eth1 up
            ip addr add 198.51.100.7/24 dev eth1
            ip route add 203.0.113.0/24 via 198.51.100.1
            """
        );
        var before = await uplink.Network();

        (await BridgeShadow("start", "eth1")).ShouldWarn("seth1");
        await uplink.NetworkShouldBecome(before);

        (await BridgeShadow("stop", "eth1")).ShouldSucceed();
        await uplink.NetworkShouldBecome(before);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Next_hops_that_the_kernel_refuses_are_added_with_the_carrier(bool isOldKernel)
    {
        var network = await GivenNextHopOverDormantNic(isOldKernel);
        var start = await BeginWithoutCarrier();

        await Host.Shell("ip link set dev seth0 state UP");

        (await start.Ended).ShouldSucceed();
        await Uplink.NetworkShouldBecome(network);
    }

    [Theory]
    [InlineData(false, "start")]
    [InlineData(false, "stop")]
    [InlineData(true, "start")]
    [InlineData(true, "stop")]
    public async Task Next_hops_are_added_after_the_wait_for_a_carrier_was_killed(bool isOldKernel, string next)
    {
        var network = await GivenNextHopOverDormantNic(isOldKernel);
        await (await BeginWithoutCarrier()).Kill();
        await Host.Shell("ip link set dev seth0 mode default state UP");

        (await BridgeShadow(next, "eth0")).ShouldSucceed();

        await Uplink.NetworkShouldBecome(network);
        Assert.Equal("", await Host.Shell("ls -A /run/bridge-shadow"));
    }

    /// <summary>As with 802.1X: the NIC has its carrier, but its bridge gets none before somebody says that it may.</summary>
    private async Task<string> GivenNextHopOverDormantNic(bool isOldKernel)
    {
        if (isOldKernel)
            await GivenOldKernel();
        await Uplink.Configure();
        await Host.Shell("ip nexthop add id 7 via 192.0.2.1 dev eth0; ip route add 203.0.113.0/25 nhid 7");
        var network = await Uplink.Network();
        await Host.Shell("ip link set dev eth0 mode dormant state DORMANT");
        return network;
    }

    /// <summary>Begins a start that has all but the next hops in place, and waits.</summary>
    private async Task<Running> BeginWithoutCarrier()
    {
        var start = Begin("start", "eth0");
        await Host.Shell(
            "timeout 30 sh -c 'until ip link show dev seth0 2> /dev/null | grep -q \"master eth0\"; do :; done'"
        );
        Assert.False(start.Ended.IsCompleted);
        return start;
    }
}
