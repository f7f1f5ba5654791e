using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

public sealed class VifBridgeOnlineSpecs : VifBridgeSpecs
{
    [Fact]
    public async Task Online_puts_the_vif_on_the_bridge_and_says_connected()
    {
        await GivenAGuest();

        (await Online()).ShouldSucceedQuietly();

        var vif = await Host.Link("vif1.0");
        Assert.Equal("eth0", vif.Bridge);
        Assert.True(vif.IsUp);
        Assert.Equal(Link.DummyMac, vif.Mac);
        Assert.Equal(1500, vif.Mtu);
        Assert.Equal(["vif1.0"], await Host.Ports("eth0"));
        Assert.Equal("connected", Status);
        Assert.Null(HotplugError);
    }

    [Fact]
    public async Task Online_as_xend_and_udev_call_it_puts_the_vif_on_the_bridge()
    {
        await GivenAGuest();
        Store.Remove($"{Backend}/bridge");
        Variables.Remove("INTERFACE");

        (await VifBridge("bridge=eth0", "online")).ShouldSucceedQuietly();

        Assert.Equal("eth0", (await Host.Link("vif1.0")).Bridge);
        Assert.Equal("connected", Status);
    }

    [Fact]
    public async Task Frames_pass_between_two_guests_that_are_online()
    {
        var one = await GivenAGuest();
        var two = await Host.AddGuest("vif2.0");
        WriteBackend("eth0", domain: 2);
        await one.Connect("192.0.2.1/24");
        await two.Connect("192.0.2.2/24");

        (await Online()).ShouldSucceed();
        Variables["vif"] = "vif2.0";
        Variables["XENBUS_PATH"] = "backend/vif/2/0";
        (await Online()).ShouldSucceed();

        await one.Shell("ping -c 1 -w 20 192.0.2.2");
    }

    [Fact]
    public async Task Online_flushes_the_vifs_addresses_and_stops_their_generation()
    {
        await GivenAGuest();
        await Host.Shell("ip addr add 192.0.2.5/24 dev vif1.0; ip -6 addr add 2001:db8::5/64 dev vif1.0 nodad");

        (await Online()).ShouldSucceed();

        var vif = await Host.Link("vif1.0");
        Assert.Equal(("", "none"), (vif.Addresses, vif.AddressGeneration));
    }

    [Fact]
    public async Task Online_twice_is_the_same_as_once()
    {
        await GivenAGuest();
        await Online();
        var (links, store) = (await Host.Links(), Store.Snapshot());

        (await Online()).ShouldSucceedQuietly();

        Assert.Equal(links, await Host.Links());
        Assert.Equal(store, Store.Snapshot());
        Assert.Equal("connected", Status);
    }

    [Theory]
    [InlineData("ip link set dev vif1.0 up")]
    [InlineData("ip link set dev vif1.0 address fe:ff:ff:ff:ff:ff")]
    [InlineData("ip link set dev vif1.0 master eth0")]
    [InlineData("ip link set dev vif1.0 master eth0; ip link set dev vif1.0 up")]
    [InlineData("ip link add other type bridge; ip link set dev vif1.0 master other; ip link set dev vif1.0 up")]
    public async Task Online_completes_what_was_half_done(string done)
    {
        await GivenAGuest();
        await Host.Shell(done);

        (await Online()).ShouldSucceedQuietly();

        var vif = await Host.Link("vif1.0");
        Assert.Equal(("eth0", true, Link.DummyMac), (vif.Bridge, vif.IsUp, vif.Mac));
        Assert.Equal("connected", Status);
    }

    [Fact]
    public async Task Online_leaves_the_bridge_its_other_ports_and_the_routes_alone()
    {
        await GivenAGuest();
        await Host.AddGuest("seth0");
        await Host.AddPort("eth0", "seth0");
        await Host.Shell("ip addr add 192.0.2.10/24 dev eth0; ip route add default via 192.0.2.1");
        var before = (await Others(), await Host.Routes());

        (await Online()).ShouldSucceed();

        Assert.Equal("eth0", (await Host.Link("vif1.0")).Bridge);
        Assert.Equal(before, (await Others(), await Host.Routes()));
    }

    [Fact]
    public async Task Online_fails_when_the_vif_does_not_exist()
    {
        await Host.AddBridge("eth0");
        WriteBackend("eth0");

        await OnlineShouldFail("vif1.0");
    }

    [Fact]
    public async Task Online_fails_when_the_bridge_does_not_exist()
    {
        await GivenAGuest();
        Store.Write($"{Backend}/bridge", "eth7");

        await OnlineShouldFail("eth7");
    }

    [Fact]
    public async Task Online_fails_when_the_bridge_is_no_bridge()
    {
        await GivenAGuest();
        await Host.AddGuest("eth7");
        Store.Write($"{Backend}/bridge", "eth7");

        await OnlineShouldFail("eth7", "bridge");
    }

    [Fact]
    public async Task Online_fails_when_the_vif_is_itself_a_bridge()
    {
        await Host.AddBridge("eth0");
        await Host.AddBridge("vif1.0");
        WriteBackend("eth0");

        await OnlineShouldFail("vif1.0", "bridge");
    }

    [Fact]
    public async Task Online_fails_with_the_kernels_reason_when_the_kernel_refuses_the_link()
    {
        await GivenAGuest();
        // Who has a macvlan on it already hands its frames to that, and cannot be a bridge's port too.
        await Host.Shell("ip link add link vif1.0 name macvlan0 type macvlan");
        Store.Write($"{Backend}/vifname", "web");

        await OnlineShouldFail("Device or resource busy");
    }

    [Fact]
    public async Task Online_fails_when_the_vif_is_no_ethernet_link()
    {
        await GivenAGuest();
        await Host.Shell("ip link delete dev vif1.0; ip tuntap add dev vif1.0 mode tun");
        Store.Write($"{Backend}/vifname", "web");

        await OnlineShouldFail("vif1.0", "Ethernet");
    }

    [Fact]
    public async Task Online_without_the_right_to_change_links_fails_and_says_so()
    {
        await GivenAGuest();
        var before = await Host.Links();

        var result = await Host.Start(
            "setpriv",
            ["--bounding-set=-all", Programs.VifBridge, "online", "type_if=vif"],
            Variables
        ).Ended;

        result.ShouldFail("Operation not permitted");
        Assert.Equal(before, await Host.Links());
        Assert.Equal("error", Status);
    }

    [Fact]
    public async Task Online_after_an_error_was_corrected_says_connected()
    {
        await GivenAGuest();
        Store.Write($"{Backend}/bridge", "eth7");
        (await Online()).ShouldFail("eth7");
        Store.Write($"{Backend}/bridge", "eth0");

        (await Online()).ShouldSucceedQuietly();

        Assert.Equal("connected", Status);
    }

    private async Task OnlineShouldFail(params string[] words)
    {
        var before = await Host.Links();

        var result = (await Online()).ShouldFail(words);

        Assert.Equal(before, await Host.Links());
        Assert.Equal("error", Status);
        Assert.Contains(HotplugError!, result.Error, StringComparison.Ordinal);
        foreach (var word in words)
            Assert.Contains(word, HotplugError, StringComparison.Ordinal);
    }

    private async Task<string> Others() => string.Join('\n', (await Host.Links()).Where(link => link.Name != "vif1.0"));
}
