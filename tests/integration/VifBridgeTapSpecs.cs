using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>The emulated NIC of an HVM guest: add and remove, beside the online and offline of its vif.</summary>
public sealed class VifBridgeTapSpecs : VifBridgeSpecs
{
    private const string Tap = "vif1.0-emu";

    [Fact]
    public async Task Add_puts_the_tap_on_the_bridge()
    {
        await GivenAnHvmGuest();

        (await Add()).ShouldSucceedQuietly();

        var tap = await Host.Link(Tap);
        Assert.Equal(("eth0", true, Link.DummyMac, "none"), (tap.Bridge, tap.IsUp, tap.Mac, tap.AddressGeneration));
    }

    [Fact]
    public async Task Add_and_remove_write_nothing_to_the_store()
    {
        await GivenAnHvmGuest();
        Store.Write($"{Backend}/mtu", "1400");
        var before = Store.Snapshot();

        (await Add()).ShouldSucceed();
        Assert.Equal([Tap], await Host.Ports("eth0"));
        (await Remove()).ShouldSucceed();

        Assert.Equal(before, Store.Snapshot());
    }

    [Fact]
    public async Task Add_and_remove_leave_the_vif_alone()
    {
        await GivenAnHvmGuest();
        var before = await Host.Link("vif1.0");

        (await Add()).ShouldSucceed();
        Assert.Equal([Tap], await Host.Ports("eth0"));
        Assert.Equal(before, await Host.Link("vif1.0"));
        (await Remove()).ShouldSucceed();

        Assert.Equal(before, await Host.Link("vif1.0"));
    }

    [Fact]
    public async Task Add_twice_is_the_same_as_once()
    {
        await GivenAnHvmGuest();
        (await Add()).ShouldSucceed();
        var once = await Host.Links();

        (await Add()).ShouldSucceedQuietly();

        Assert.Equal([Tap], await Host.Ports("eth0"));
        Assert.Equal(once, await Host.Links());
    }

    [Fact]
    public async Task The_four_calls_of_libxl_put_both_on_the_bridge_and_take_both_off()
    {
        await GivenAnHvmGuest();

        (await Online()).ShouldSucceedQuietly();
        (await Add()).ShouldSucceedQuietly();
        Assert.Equal(["vif1.0", Tap], await Host.Ports("eth0"));

        (await Offline()).ShouldSucceedQuietly();
        (await Remove()).ShouldSucceedQuietly();
        Assert.Empty(await Host.Ports("eth0"));
        Assert.False((await Host.Link(Tap)).IsUp);
    }

    [Fact]
    public async Task Remove_succeeds_when_the_tap_is_gone()
    {
        await GivenAnHvmGuest();
        await Add();
        await Host.Ip($"link delete dev {Tap}");

        (await Remove()).ShouldSucceedQuietly();
    }

    [Fact]
    public async Task Remove_succeeds_when_the_tap_and_the_bridge_and_the_backend_are_gone() =>
        (await Remove()).ShouldSucceedQuietly();

    [Fact]
    public async Task Remove_takes_the_tap_off_when_the_backend_directory_is_gone()
    {
        await GivenAnHvmGuest();
        (await Add()).ShouldSucceed();
        Assert.Equal([Tap], await Host.Ports("eth0"));
        Store.Remove(Backend);

        (await Remove()).ShouldSucceedQuietly();

        var tap = await Host.Link(Tap);
        Assert.Equal((null, false), (tap.Bridge, tap.IsUp));
        Assert.False(Store.Exists(Backend));
    }

    [Fact]
    public async Task Add_fails_when_the_tap_does_not_exist_and_says_so_in_the_store()
    {
        await GivenAGuest();

        (await Add()).ShouldFail(Tap);

        Assert.Equal("error", Status);
        Assert.Contains(Tap, HotplugError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_tap_of_a_vif_with_a_vifname_gets_that_name_with_emu()
    {
        await GivenAnHvmGuest();
        Store.Write($"{Backend}/vifname", "web");

        (await Online()).ShouldSucceed();
        (await Add()).ShouldSucceed();
        Assert.Equal(["web", "web-emu"], await Host.Ports("eth0"));

        (await Offline()).ShouldSucceed();
        (await Remove()).ShouldSucceed();
        Assert.Empty(await Host.Ports("eth0"));
        Assert.Null((await Host.Link(Tap)).Alias);
    }

    [Fact]
    public async Task A_vifname_too_long_for_the_tap_is_an_error_that_changes_nothing()
    {
        await GivenAnHvmGuest();
        Store.Write($"{Backend}/vifname", "webserver123");
        var before = await Host.Links();

        (await Add()).ShouldFail("webserver123-emu");

        Assert.Equal(before, await Host.Links());
    }

    [Fact]
    public async Task The_tap_gets_the_mtu_key_and_else_the_bridges_mtu()
    {
        await GivenAnHvmGuest();
        await Host.Ip("link set dev eth0 mtu 4000");
        (await Add()).ShouldSucceed();
        Assert.Equal(4000, (await Host.Link(Tap)).Mtu);

        Store.Write($"{Backend}/mtu", "1400");
        (await Add()).ShouldSucceed();

        Assert.Equal(1400, (await Host.Link(Tap)).Mtu);
    }

    [Theory]
    [InlineData("add", "type_if=vif")]
    [InlineData("remove", "type_if=vif")]
    [InlineData("online", "type_if=tap")]
    [InlineData("offline", "type_if=tap")]
    public async Task An_action_of_the_other_type_does_nothing_and_succeeds(string action, string type)
    {
        await GivenAnHvmGuest();
        await Host.AddPort("eth0", "vif1.0");
        await Host.AddPort("eth0", Tap);
        var (links, store) = (await Host.Links(), Store.Snapshot());

        (await VifBridge(action, type)).ShouldSucceedQuietly();

        Assert.Equal(links, await Host.Links());
        Assert.Equal(store, Store.Snapshot());
    }

    [Fact]
    public async Task Add_without_an_INTERFACE_is_an_error_that_names_it()
    {
        await GivenAnHvmGuest();
        Variables.Remove("INTERFACE");

        (await Add()).ShouldFail("INTERFACE");
    }

    private async Task GivenAnHvmGuest()
    {
        await GivenAGuest();
        await Host.AddTap(Tap);
    }
}
