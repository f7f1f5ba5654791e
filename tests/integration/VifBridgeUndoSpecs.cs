using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>An event that fails leaves the kernel as it was.</summary>
public sealed class VifBridgeUndoSpecs : VifBridgeSpecs
{
    [Theory]
    [InlineData(":")]
    [InlineData("ip link set dev vif1.0 up")]
    [InlineData("ip link set dev vif1.0 master eth0")]
    [InlineData("ip addr add 192.0.2.5/24 dev vif1.0; ip -6 addr add 2001:db8::5/64 dev vif1.0 nodad")]
    [InlineData("ip addr add 192.0.2.5/24 dev vif1.0; ip addr add 192.0.2.6/24 dev vif1.0; ip link set dev vif1.0 up")]
    [InlineData("ip link set dev vif1.0 mtu 1300; ip link set dev vif1.0 alias mine")]
    [InlineData("ip link add other type bridge; ip link set dev vif1.0 master other; ip link set dev vif1.0 up")]
    public async Task A_failed_online_leaves_the_links_and_the_guests_keys_as_they_were(string given)
    {
        await GivenAGuest();
        await Host.Shell(given);
        Store.Write($"{Backend}/vifname", "web");
        Store.Write($"{Backend}/mtu", "1400");
        Host.AddHook("10-fail.hook", "ip link show dev web up > /run/seen; exit 1");
        var (links, store) = (await Host.Links(), Store.Snapshot());

        (await Online()).ShouldFail("10-fail.hook");

        Assert.Contains("master eth0", Host.Read("/run/seen"), StringComparison.Ordinal);
        Assert.Equal(links, await Host.Links());
        Assert.Equal("error", Status);
        Store.Remove($"{Backend}/hotplug-status");
        Store.Remove($"{Backend}/hotplug-error");
        Assert.Equal(store, Store.Snapshot());
    }

    [Fact]
    public async Task A_failed_add_leaves_the_tap_as_it_was()
    {
        await GivenAGuest();
        await Host.AddTap("vif1.0-emu");
        Store.Write($"{Backend}/vifname", "web");
        Store.Write($"{Backend}/mtu", "1400");
        Host.AddHook("10-fail.hook", "exit 1");
        var before = await Host.Links();

        (await Add()).ShouldFail("10-fail.hook");

        Assert.Equal(before, await Host.Links());
    }

    [Fact]
    public async Task A_failed_second_online_leaves_the_vif_on_the_bridge()
    {
        await GivenAGuest();
        (await Online()).ShouldSucceed();
        Host.AddHook("10-fail.hook", "exit 1");
        var before = await Host.Links();

        (await Online()).ShouldFail("10-fail.hook");

        Assert.Equal(before, await Host.Links());
        Assert.Equal("eth0", (await Host.Link("vif1.0")).Bridge);
    }

    [Fact]
    public async Task A_vif_that_goes_before_the_undoing_is_no_second_error()
    {
        await GivenAGuest();
        Host.AddHook("10-fail.hook", "ip link delete dev vif1.0; exit 1");

        (await Online()).ShouldFail("10-fail.hook");

        Assert.False(await Host.HasLink("vif1.0"));
        Assert.Equal("error", Status);
    }
}
