using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

public sealed class NetworkBridgeAdditionalWaitSpecs : NetworkBridgeAdditionalSpecs
{
    private const string Waiting = "Waiting for vif0.0 to negotiate link.";

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task Start_gives_up_waiting_after_10_s_and_adds_the_vif_without_a_carrier()
    {
        await Host.AddBridge("eth0");
        await GivenNetloop(carrier: false);

        var result = (await Start("bridge=eth0")).ShouldSucceed();

        Assert.Matches(
            @"\AWaiting for vif0\.0 to negotiate link\.{10,12}\s*\(link isn't in running state\)\n\z",
            result.Output
        );
        Assert.Equal("eth0", (await Host.Link("vif0.0")).Bridge);
    }

    [Fact]
    public async Task The_vif_is_up_and_not_on_the_bridge_while_start_waits_for_it()
    {
        await Host.AddBridge("eth0");
        var farEnd = await GivenNetloop(carrier: false);
        var start = Begin("start", "bridge=eth0");
        await start.Printed(Waiting);

        var meanwhile = await Host.Link("vif0.0");
        await farEnd.Connect();
        (await start.Ended).ShouldSucceed();

        Assert.True(meanwhile.IsUp);
        Assert.Null(meanwhile.Bridge);
        Assert.Equal("eth0", (await Host.Link("vif0.0")).Bridge);
    }

    [Fact]
    public async Task Start_fails_when_the_vif_goes_while_it_waits()
    {
        await Host.AddBridge("eth0");
        await GivenNetloop(carrier: false);
        var start = Begin("start", "bridge=eth0");
        await start.Printed(Waiting);

        await Host.Ip("link delete dev vif0.0");

        (await start.Ended).ShouldFail("vif0.0");
    }
}
