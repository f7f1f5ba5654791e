using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>The key vifname: a vif with a name of the administrator's choice.</summary>
public sealed class VifBridgeVifnameSpecs : VifBridgeSpecs
{
    [Fact]
    public async Task Online_renames_the_vif_and_notes_its_first_name_as_alias()
    {
        await GivenAGuestNamed("web");
        var index = (await Host.Link("vif1.0")).Index;

        (await Online()).ShouldSucceedQuietly();

        var vif = await Host.Link("web");
        Assert.Equal((index, "vif1.0", "eth0", true), (vif.Index, vif.Alias, vif.Bridge, vif.IsUp));
        Assert.False(await Host.HasLink("vif1.0"));
        Assert.Equal("connected", Status);
    }

    [Fact]
    public async Task A_vif_that_keeps_its_name_gets_no_alias()
    {
        await GivenAGuest();

        (await Online()).ShouldSucceed();

        var vif = await Host.Link("vif1.0");
        Assert.Equal(("eth0", null), (vif.Bridge, vif.Alias));
    }

    [Fact]
    public async Task Online_renames_a_vif_that_is_up()
    {
        await GivenAGuestNamed("web");
        await Host.Ip("link set dev vif1.0 up");

        (await Online()).ShouldSucceedQuietly();

        Assert.Equal("eth0", (await Host.Link("web")).Bridge);
    }

    [Fact]
    public async Task Online_twice_is_the_same_as_once()
    {
        await GivenAGuestOnline("web");
        var (links, store) = (await Host.Links(), Store.Snapshot());

        (await Online()).ShouldSucceedQuietly();

        Assert.Equal(links, await Host.Links());
        Assert.Equal(store, Store.Snapshot());
        Assert.Equal("eth0", (await Host.Link("web")).Bridge);
    }

    [Fact]
    public async Task A_vifname_that_is_the_vifs_own_name_changes_no_name()
    {
        await GivenAGuestNamed("vif1.0");

        (await Online()).ShouldSucceedQuietly();

        Assert.Equal("eth0", (await Host.Link("vif1.0")).Bridge);
    }

    [Fact]
    public async Task A_vifname_of_15_bytes_is_the_longest()
    {
        await GivenAGuestNamed("a-15-byte-name.");

        (await Online()).ShouldSucceedQuietly();

        Assert.Equal("eth0", (await Host.Link("a-15-byte-name.")).Bridge);
    }

    [Theory]
    [InlineData("ip link add web type bridge")]
    [InlineData("ip link add web type bridge; ip link set dev web alias vif1.0")]
    [InlineData("ip link add web type bridge; ip link set dev web alias vif1.00")]
    [InlineData("ip link add web type bridge; ip link set dev web up; ip addr add 192.0.2.7/24 dev web")]
    [InlineData("ip link property add dev eth0 altname web")]
    public async Task A_vifname_that_another_link_has_is_an_error_that_leaves_both_untouched(string taken)
    {
        await GivenAGuestNamed("web");
        await Host.Shell(taken);
        var before = await Host.Links();

        (await Online()).ShouldFail("vif1.0", "web");

        Assert.Equal(before, await Host.Links());
        Assert.Equal("error", Status);
    }

    [Fact]
    public async Task A_foreign_link_named_as_the_vifname_is_not_taken_for_the_vif()
    {
        await Host.AddBridge("eth0");
        await Host.AddGuest("web");
        WriteBackend("eth0");
        Store.Write($"{Backend}/vifname", "web");
        var before = await Host.Links();

        (await Online()).ShouldFail("vif1.0");

        Assert.Equal(before, await Host.Links());
    }

    [Fact]
    public async Task Offline_gives_the_vif_its_first_name_back_and_takes_the_alias_away()
    {
        await GivenAGuestOnline("web");

        (await Offline()).ShouldSucceedQuietly();

        await VifShouldBeOffWithItsFirstName();
    }

    [Fact]
    public async Task Offline_twice_is_the_same_as_once()
    {
        await GivenAGuestOnline("web");
        await Offline();
        var once = await Host.Links();

        (await Offline()).ShouldSucceedQuietly();

        Assert.Equal(once, await Host.Links());
    }

    [Fact]
    public async Task Offline_of_a_vif_that_was_not_renamed_yet_takes_it_off()
    {
        await GivenAGuestNamed("web");
        await Host.AddPort("eth0", "vif1.0");

        (await Offline()).ShouldSucceedQuietly();

        await VifShouldBeOffWithItsFirstName();
    }

    [Fact]
    public async Task Offline_leaves_a_foreign_link_named_as_the_vifname_untouched()
    {
        await Host.AddBridge("eth0");
        await Host.AddGuest("web");
        await Host.AddPort("eth0", "web");
        WriteBackend("eth0");
        Store.Write($"{Backend}/vifname", "web");
        var before = await Host.Links();

        (await Offline()).ShouldSucceed();

        Assert.Equal(before, await Host.Links());
    }

    [Fact]
    public async Task Offline_gives_the_vif_its_first_name_back_when_the_backend_is_gone()
    {
        await GivenAGuestOnline("web");
        Store.Remove(Backend);

        (await Offline()).ShouldSucceedQuietly();

        await VifShouldBeOffWithItsFirstName();
    }

    [Fact]
    public async Task Offline_gives_the_vif_its_first_name_back_when_the_store_is_gone()
    {
        await GivenAGuestOnline("web");
        Store.Dispose();

        (await Offline()).ShouldWarn();

        await VifShouldBeOffWithItsFirstName();
    }

    [Fact]
    public async Task Offline_succeeds_when_the_renamed_vif_is_gone()
    {
        await GivenAGuestOnline("web");
        await Host.Ip("link delete dev web");

        (await Offline()).ShouldSucceedQuietly();
    }

    private async Task GivenAGuestNamed(string name)
    {
        await GivenAGuest();
        Store.Write($"{Backend}/vifname", name);
    }

    private async Task VifShouldBeOffWithItsFirstName()
    {
        var vif = await Host.Link("vif1.0");
        Assert.Equal((null, false, null), (vif.Bridge, vif.IsUp, vif.Alias));
    }
}
