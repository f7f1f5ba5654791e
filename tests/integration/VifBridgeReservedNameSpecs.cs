using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>A tenant may write his guest's vifname. He takes nothing from others by it.</summary>
public sealed class VifBridgeReservedNameSpecs : VifBridgeSpecs
{
    [Theory]
    [InlineData("vif2.0")]
    [InlineData("vif01.0")]
    [InlineData("vif2.0-emu")]
    [InlineData("vif1.0-emu")]
    [InlineData("web-emu")]
    [InlineData("tap2.0")]
    [InlineData("xenbr0")]
    [InlineData("eth1")]
    [InlineData("eth0.5")]
    [InlineData("seth1")]
    [InlineData("slan0")]
    [InlineData("xsb3")]
    [InlineData("all")]
    [InlineData("default")]
    [InlineData("bonding_masters")]
    [InlineData("7")]
    [InlineData("-j")]
    [InlineData("we;b")]
    [InlineData("w`b`")]
    [InlineData("wéb")]
    public async Task A_vifname_that_others_need_is_an_error_that_changes_nothing(string name)
    {
        await GivenAGuest();
        await Host.AddTap("lan0");
        Store.Write($"{Backend}/vifname", name);
        var before = await Host.Links();

        (await Online()).ShouldFail("vif1.0", "vifname", "choose another");

        Assert.Equal(before, await Host.Links());
        Assert.Equal("error", Status);
    }

    [Fact]
    public async Task A_tap_does_not_take_such_a_name_either()
    {
        await GivenAGuest();
        await Host.AddTap("vif1.0-emu");
        Store.Write($"{Backend}/vifname", "xenbr0");
        var before = await Host.Links();

        (await Add()).ShouldFail("vif1.0-emu", "vifname");

        Assert.Equal(before, await Host.Links());
    }

    [Theory]
    [InlineData("vif2.0")]
    [InlineData("xenbr0")]
    [InlineData("wéb")]
    public async Task Offline_takes_a_vif_off_that_got_such_a_name_earlier(string name)
    {
        await GivenAGuest();
        Store.Write($"{Backend}/vifname", name);
        await Host.Ip($"link set dev vif1.0 name {name} alias vif1.0 master eth0");

        (await Offline()).ShouldSucceedQuietly();

        Assert.Equal((null, null), (await Host.Link("vif1.0") is var vif ? vif.Bridge : "", vif.Alias));
    }

    [Fact]
    public async Task Online_does_not_work_on_another_guests_link_of_that_name()
    {
        await GivenAnotherGuestsLinkAs("vif1.0");
        var before = await Host.Links();

        (await Online()).ShouldFail("vif1.0", "vif7.0");

        Assert.Equal(before, await Host.Links());
        Assert.Equal("error", Status);
    }

    [Fact]
    public async Task Offline_does_not_work_on_another_guests_link_of_that_name()
    {
        await GivenAnotherGuestsLinkAs("vif1.0");
        var before = await Host.Links();

        (await Offline()).ShouldSucceedQuietly();

        Assert.Equal(before, await Host.Links());
    }

    [Fact]
    public async Task Add_does_not_work_on_another_guests_tap_of_that_name()
    {
        await GivenAnotherGuestsLinkAs("vif1.0-emu", alias: "vif7.0-emu");
        var before = await Host.Links();

        (await Add()).ShouldFail("vif1.0-emu", "vif7.0-emu");
        (await Remove()).ShouldSucceedQuietly();

        Assert.Equal(before, await Host.Links());
    }

    /// <summary>udev's events name a link as it is called by then.</summary>
    [Fact]
    public async Task A_caller_may_know_the_vif_by_the_name_it_was_given()
    {
        await GivenAGuestOnline("web");
        Variables["vif"] = "web";
        var before = await Host.Links();

        (await Online()).ShouldSucceedQuietly();
        Assert.Equal(before, await Host.Links());
        (await Offline()).ShouldSucceedQuietly();

        var vif = await Host.Link("vif1.0");
        Assert.Equal((null, false, null), (vif.Bridge, vif.IsUp, vif.Alias));
    }

    [Fact]
    public async Task The_hosts_own_port_is_no_guests_link_of_that_name()
    {
        await GivenAnotherGuestsLinkAs("vif0.0");
        var before = await Host.Links();

        await Host.Run(Programs.NetworkBridgeAdditional, "start", "bridge=eth0");
        await Host.Run(Programs.NetworkBridgeAdditional, "stop", "bridge=eth0");

        Assert.Equal(before.Where(link => link.Name == "vif0.0"), [await Host.Link("vif0.0")]);
    }

    private async Task GivenAnotherGuestsLinkAs(string name, string alias = "vif7.0")
    {
        await Host.AddBridge("eth0");
        WriteBackend("eth0");
        await Host.AddTap(name);
        await Host.Ip($"link set dev {name} alias {alias} master eth0");
    }
}
