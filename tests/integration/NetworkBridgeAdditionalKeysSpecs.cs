using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>Which vif and which bridge: vifnum, bridge, their defaults, and who wins.</summary>
public sealed class NetworkBridgeAdditionalKeysSpecs : NetworkBridgeAdditionalSpecs
{
    [Theory]
    [InlineData("eth0", "vif0.0")]
    [InlineData("bond1", "vif0.1")]
    [InlineData("enp3s12", "vif0.12")]
    [InlineData("lan", "vif0.0")]
    public async Task The_number_is_by_default_that_of_the_default_routes_device(string device, string vif)
    {
        await GivenDefaultRoute(device);
        await GivenNetloop(vif);

        (await Start($"bridge={device}")).ShouldSucceed();

        Assert.Equal(device, (await Host.Link(vif)).Bridge);
    }

    [Fact]
    public async Task The_number_is_0_when_there_is_no_default_route()
    {
        await Host.AddBridge("lan");
        await GivenNetloop("vif0.0");

        (await Start("bridge=lan")).ShouldSucceed();

        Assert.Equal("lan", (await Host.Link("vif0.0")).Bridge);
    }

    [Fact]
    public async Task The_default_route_with_the_lowest_metric_gives_the_number()
    {
        await Host.AddBridge("eth1");
        await Host.AddBridge("eth2");
        await Host.Shell(
            """
            ip addr add 192.0.2.10/24 dev eth1
            ip addr add 198.51.100.10/24 dev eth2
            ip route add default via 192.0.2.1 metric 200
            ip route add default via 198.51.100.1 metric 100
            """
        );
        await GivenNetloop("vif0.2");

        (await Start()).ShouldSucceed();

        Assert.Equal("eth2", (await Host.Link("vif0.2")).Bridge);
    }

    [Fact]
    public async Task A_number_given_wins_over_the_default_routes_device()
    {
        await GivenDefaultRoute("eth0");
        await GivenNetloop("vif0.0");
        await GivenNetloop("vif0.7");

        (await Start("bridge=eth0", "vifnum=7")).ShouldSucceed();

        Assert.Equal(["vif0.7"], await Host.Ports("eth0"));
    }

    [Fact]
    public async Task The_bridge_is_by_default_the_xenbr_of_that_number()
    {
        await Host.AddBridge("xenbr2");
        await Host.AddBridge("eth2");
        await GivenNetloop("vif0.2");

        (await Start("vifnum=2")).ShouldSucceed();

        Assert.Equal("xenbr2", (await Host.Link("vif0.2")).Bridge);
    }

    [Fact]
    public async Task A_missing_xenbr_means_the_bridge_eth_of_that_number()
    {
        await Host.AddBridge("eth2");
        await GivenNetloop("vif0.2");

        (await Start("vifnum=2", "bridge=xenbr2")).ShouldSucceed();

        Assert.Equal("eth2", (await Host.Link("vif0.2")).Bridge);
    }

    [Fact]
    public async Task A_missing_xenbr_means_no_eth_that_is_not_a_bridge()
    {
        await Host.AddGuest("eth2");
        await GivenNetloop("vif0.2");
        var before = await Host.Links();

        (await Start("vifnum=2", "bridge=xenbr2")).ShouldWarn("xenbr2");

        Assert.Equal(before, await Host.Links());
    }

    [Theory]
    [InlineData("start")]
    [InlineData("stop")]
    public async Task The_bridge_null_means_to_do_nothing_and_succeed(string command)
    {
        await Host.AddBridge("eth0");
        await GivenNetloop();
        if (command == "stop")
            (await Start("bridge=eth0")).ShouldSucceed();
        var before = await Host.Links();

        (await NetworkBridgeAdditional(command, "bridge=null")).ShouldSucceed();

        Assert.Equal(before, await Host.Links());
    }

    [Fact]
    public async Task An_argument_wins_over_the_environment_and_both_over_the_file()
    {
        await Host.AddBridge("fromfile");
        await Host.AddBridge("fromenv");
        await Host.AddBridge("fromarg");
        await GivenNetloop();

        Host.Write("/etc/xen/xen-hotplug.conf", "bridge=fromfile\n");
        (await Start()).ShouldSucceed();
        Assert.Equal("fromfile", (await Host.Link("vif0.0")).Bridge);

        Variables["bridge"] = "fromenv";
        (await Start()).ShouldSucceed();
        Assert.Equal("fromenv", (await Host.Link("vif0.0")).Bridge);

        (await Start("bridge=fromarg")).ShouldSucceed();
        Assert.Equal("fromarg", (await Host.Link("vif0.0")).Bridge);
    }

    [Fact]
    public async Task Words_may_stand_in_any_order_and_an_unknown_key_is_ignored()
    {
        await Host.AddBridge("eth0");
        await GivenNetloop();

        (await NetworkBridgeAdditional("bridge=eth0", "netdev=eth5", "start", "vifnum=0")).ShouldSucceed();

        Assert.Equal("eth0", (await Host.Link("vif0.0")).Bridge);
    }

    [Fact]
    public async Task The_last_of_two_words_of_one_key_counts()
    {
        await Host.AddBridge("eth0");
        await Host.AddBridge("eth1");
        await GivenNetloop();

        (await Start("bridge=eth1", "bridge=eth0")).ShouldSucceed();

        Assert.Equal("eth0", (await Host.Link("vif0.0")).Bridge);
    }

    [Fact]
    public async Task Antispoof_no_is_the_default_spelled_out()
    {
        await Host.AddBridge("eth0");
        await GivenNetloop();

        (await Start("bridge=eth0", "antispoof=no")).ShouldSucceed();

        Assert.Equal("eth0", (await Host.Link("vif0.0")).Bridge);
    }
}
