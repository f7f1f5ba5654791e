using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

public sealed class NetworkBridgeAdditionalStartSpecs : NetworkBridgeAdditionalSpecs
{
    [Fact]
    public async Task Start_puts_the_vif_on_the_bridge()
    {
        await Host.AddBridge("eth0");
        await GivenNetloop();

        (await Start("bridge=eth0")).ShouldSucceed();

        var vif = await Host.Link("vif0.0");
        Assert.Equal("eth0", vif.Bridge);
        Assert.True(vif.IsUp);
        Assert.Equal(Link.DummyMac, vif.Mac);
        Assert.Equal(["vif0.0"], await Host.Ports("eth0"));
    }

    [Fact]
    public async Task Start_brings_the_bridge_up()
    {
        await Host.AddBridge("eth0");
        await Host.Ip("link set dev eth0 down");
        await GivenNetloop();

        (await Start("bridge=eth0")).ShouldSucceed();

        Assert.True((await Host.Link("eth0")).IsUp);
    }

    [Fact]
    public async Task Start_brings_the_bridge_up_even_where_there_is_no_netloop()
    {
        await Host.AddBridge("eth0");
        await Host.Ip("link set dev eth0 down");

        (await Start("bridge=eth0")).ShouldSucceed();

        Assert.True((await Host.Link("eth0")).IsUp);
    }

    [Fact]
    public async Task Start_touches_no_address_route_or_uplink_of_the_host()
    {
        await GivenDefaultRoute("eth0");
        await Host.AddGuest("seth0");
        await Host.AddPort("eth0", "seth0");
        await Host.Shell("ip -6 addr add 2001:db8::10/64 dev eth0 nodad; ip addr add 198.51.100.1/24 dev seth0");
        await GivenNetloop();
        var before = await EverythingBut("vif0.0");

        (await Start("bridge=eth0")).ShouldSucceed();

        Assert.Equal("eth0", (await Host.Link("vif0.0")).Bridge);
        Assert.Equal(before, await EverythingBut("vif0.0"));
    }

    [Fact]
    public async Task Start_twice_is_the_same_as_once()
    {
        await Host.AddBridge("eth0");
        await GivenNetloop();
        await Start("bridge=eth0");
        var once = await Host.Links();

        (await Start("bridge=eth0")).ShouldSucceed();

        Assert.Equal(once, await Host.Links());
        Assert.Equal("eth0", (await Host.Link("vif0.0")).Bridge);
    }

    [Theory]
    [InlineData("ip link set dev vif0.0 up")]
    [InlineData("ip link set dev vif0.0 master eth0")]
    [InlineData("ip link set dev vif0.0 address fe:ff:ff:ff:ff:ff")]
    [InlineData("ip link add other type bridge; ip link set dev vif0.0 master other")]
    public async Task Start_completes_what_was_half_done(string done)
    {
        await Host.AddBridge("eth0");
        await GivenNetloop();
        await Host.Shell(done);

        (await Start("bridge=eth0")).ShouldSucceed();

        var vif = await Host.Link("vif0.0");
        Assert.Equal(("eth0", true, Link.DummyMac), (vif.Bridge, vif.IsUp, vif.Mac));
    }

    [Fact]
    public async Task Start_succeeds_with_a_notice_when_there_is_no_vif_and_none_was_named()
    {
        await Host.AddBridge("eth0");
        var before = await Host.Links();

        var result = (await Start("bridge=eth0")).ShouldSucceed();

        Assert.Contains("vif0.0", result.Output + result.Error, StringComparison.Ordinal);
        Assert.Equal(before, await Host.Links());
    }

    [Fact]
    public async Task Start_fails_when_the_vif_that_was_named_is_missing()
    {
        await Host.AddBridge("eth0");

        (await Start("bridge=eth0", "vifnum=3")).ShouldFail("vif0.3");
    }

    [Fact]
    public async Task Start_warns_and_succeeds_when_the_bridge_does_not_exist()
    {
        await GivenNetloop();
        var before = await Host.Links();

        (await Start("bridge=eth0")).ShouldWarn("eth0");

        Assert.Equal(before, await Host.Links());
    }

    [Fact]
    public async Task Start_fails_on_a_link_that_is_no_bridge()
    {
        await Host.AddGuest("eth0");
        await GivenNetloop();
        var before = await Host.Links();

        (await Start("bridge=eth0")).ShouldFail("eth0", "bridge");

        Assert.Equal(before, await Host.Links());
    }

    [Fact]
    public async Task Start_that_the_kernel_refuses_tells_why_and_undoes_what_it_did()
    {
        await Host.AddBridge("eth0");
        await GivenNetloop();
        await Host.Shell("ip link add link vif0.0 name macvlan0 type macvlan; ip link set dev eth0 down");
        var before = await Host.Links();

        (await Start("bridge=eth0")).ShouldFail("vif0.0", "Device or resource busy");

        Assert.Equal(before, await Host.Links());
    }

    [Fact]
    public async Task Start_fails_when_the_vif_is_no_ethernet_link()
    {
        await Host.AddBridge("eth0");
        await Host.Shell("ip tuntap add dev vif0.0 mode tun");
        var before = await Host.Links();

        (await Start("bridge=eth0")).ShouldFail("vif0.0", "Ethernet");

        Assert.Equal(before, await Host.Links());
    }

    [Fact]
    public async Task Start_needs_the_right_to_change_links_and_says_so()
    {
        await Host.AddBridge("eth0");
        await GivenNetloop();
        var before = await Host.Links();

        var result = await Host.Run(
            "setpriv",
            "--bounding-set=-all",
            Programs.NetworkBridgeAdditional,
            "start",
            "bridge=eth0"
        );

        result.ShouldFail("Operation not permitted");
        Assert.Equal(before, await Host.Links());
    }

    private async Task<(string Links, string Routes)> EverythingBut(string name) =>
        (string.Join('\n', (await Host.Links()).Where(link => link.Name != name)), await Host.Routes());
}
