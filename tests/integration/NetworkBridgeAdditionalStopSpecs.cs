using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

public sealed class NetworkBridgeAdditionalStopSpecs : NetworkBridgeAdditionalSpecs
{
    [Fact]
    public async Task Stop_takes_the_vif_off_the_bridge_down_and_flushes_its_addresses()
    {
        await GivenAVifOnTheBridge();
        await Host.Shell("ip addr add 192.0.2.5/24 dev vif0.0; ip -6 addr add 2001:db8::5/64 dev vif0.0 nodad");

        (await Stop("bridge=eth0")).ShouldSucceed();

        var vif = await Host.Link("vif0.0");
        Assert.Equal((null, false, ""), (vif.Bridge, vif.IsUp, vif.Addresses));
        Assert.Empty(await Host.Ports("eth0"));
    }

    [Fact]
    public async Task Stop_touches_nothing_but_the_vif()
    {
        await GivenDefaultRoute("eth0");
        await Host.AddGuest("seth0");
        await Host.AddPort("eth0", "seth0");
        await GivenNetloop();
        (await Start("bridge=eth0")).ShouldSucceed();
        Assert.Equal(["seth0", "vif0.0"], await Host.Ports("eth0"));
        var before = ((await Host.Links()).Where(link => link.Name != "vif0.0").ToList(), await Host.Routes());

        (await Stop("bridge=eth0")).ShouldSucceed();

        Assert.Null((await Host.Link("vif0.0")).Bridge);
        Assert.Equal(before.Item1, (await Host.Links()).Where(link => link.Name != "vif0.0"));
        Assert.Equal(before.Item2, await Host.Routes());
    }

    [Fact]
    public async Task Stop_twice_is_the_same_as_once()
    {
        await GivenAVifOnTheBridge();
        await Stop("bridge=eth0");
        var once = await Host.Links();

        (await Stop("bridge=eth0")).ShouldSucceed();

        Assert.Equal(once, await Host.Links());
    }

    [Theory]
    [InlineData("ip link set dev vif0.0 up")]
    [InlineData("ip link set dev vif0.0 master eth0")]
    [InlineData("ip addr add 192.0.2.5/24 dev vif0.0")]
    public async Task Stop_completes_what_was_half_undone(string left)
    {
        await Host.AddBridge("eth0");
        await GivenNetloop();
        await Host.Shell(left);

        (await Stop("bridge=eth0")).ShouldSucceed();

        var vif = await Host.Link("vif0.0");
        Assert.Equal((null, false, ""), (vif.Bridge, vif.IsUp, vif.Addresses));
    }

    [Fact]
    public async Task Stop_takes_the_vif_out_of_whatever_bridge_it_is_in()
    {
        await GivenAVifOnTheBridge();
        await Host.AddBridge("other");
        await Host.Ip("link set dev vif0.0 master other");

        (await Stop("bridge=eth0")).ShouldSucceed();

        Assert.Null((await Host.Link("vif0.0")).Bridge);
    }

    [Fact]
    public async Task Stop_succeeds_when_there_is_no_vif_and_none_was_named()
    {
        await Host.AddBridge("eth0");

        (await Stop("bridge=eth0")).ShouldSucceed();
    }

    [Fact]
    public async Task Stop_warns_and_succeeds_when_the_bridge_does_not_exist()
    {
        await GivenNetloop();
        var before = await Host.Links();

        (await Stop("bridge=eth0")).ShouldWarn("eth0");

        Assert.Equal(before, await Host.Links());
    }

    [Fact]
    public async Task Stop_fails_on_a_link_that_is_no_bridge()
    {
        await Host.AddGuest("eth0");
        await GivenNetloop();
        var before = await Host.Links();

        (await Stop("bridge=eth0")).ShouldFail("eth0", "bridge");

        Assert.Equal(before, await Host.Links());
    }

    private async Task GivenAVifOnTheBridge()
    {
        await Host.AddBridge("eth0");
        await GivenNetloop();
        (await Start("bridge=eth0")).ShouldSucceed();
        Assert.Equal(["vif0.0"], await Host.Ports("eth0"));
    }
}
