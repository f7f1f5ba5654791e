using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

public sealed class VifBridgeOfflineSpecs : VifBridgeSpecs
{
    [Fact]
    public async Task Offline_takes_the_vif_off_the_bridge_and_down()
    {
        await GivenAGuestOnline();

        (await Offline()).ShouldSucceedQuietly();

        await VifShouldBeOff();
        Assert.Empty(await Host.Ports("eth0"));
    }

    [Fact]
    public async Task Offline_leaves_the_bridge_and_its_other_ports_alone()
    {
        await GivenAGuestOnline();
        await Host.AddGuest("seth0");
        await Host.AddPort("eth0", "seth0");
        await Host.Ip("address add 192.0.2.10/24 dev eth0");
        var before = (await Host.Links()).Where(link => link.Name is not ("vif1.0" or "eth0")).ToList();

        (await Offline()).ShouldSucceed();

        Assert.Equal(before, (await Host.Links()).Where(link => link.Name is not ("vif1.0" or "eth0")));
        Assert.Equal(["seth0"], await Host.Ports("eth0"));
        Assert.True((await Host.Link("eth0")).IsUp);
    }

    [Fact]
    public async Task Offline_twice_is_the_same_as_once()
    {
        await GivenAGuestOnline();
        await Offline();
        var (links, store) = (await Host.Links(), Store.Snapshot());

        (await Offline()).ShouldSucceedQuietly();

        Assert.Equal(links, await Host.Links());
        Assert.Equal(store, Store.Snapshot());
    }

    [Fact]
    public async Task Offline_of_a_vif_that_was_never_online_succeeds()
    {
        await GivenAGuest();

        (await Offline()).ShouldSucceedQuietly();

        await VifShouldBeOff();
    }

    [Fact]
    public async Task Offline_takes_the_vif_off_whatever_bridge_it_is_on()
    {
        await GivenAGuestOnline();
        await Host.AddBridge("other");
        await Host.Ip("link set dev vif1.0 master other");

        (await Offline()).ShouldSucceedQuietly();

        await VifShouldBeOff();
    }

    [Theory]
    [InlineData("ip link set dev vif1.0 nomaster")]
    [InlineData("ip link set dev vif1.0 down")]
    [InlineData("ip link delete dev eth0")]
    [InlineData("ip link add eth1 type bridge; ip link add eth2 type bridge; ip link delete dev eth0")]
    public async Task Offline_undoes_the_rest_when_half_is_gone(string gone)
    {
        await GivenAGuestOnline();
        await Host.Shell(gone);

        (await Offline()).ShouldSucceedQuietly();

        await VifShouldBeOff();
    }

    [Fact]
    public async Task Offline_is_not_kept_from_its_work_by_a_word_that_is_no_firewall()
    {
        await GivenAGuestOnline();

        (await Offline("firewall=ebtables")).ShouldSucceedQuietly();

        await VifShouldBeOff();
    }

    [Fact]
    public async Task Offline_succeeds_when_the_vif_is_gone()
    {
        await GivenAGuestOnline();
        await Host.Ip("link delete dev vif1.0");

        (await Offline()).ShouldSucceedQuietly();
    }

    [Fact]
    public async Task Offline_succeeds_when_the_vif_and_the_bridge_and_the_backend_are_gone()
    {
        Assert.False(Store.Exists(Backend));

        (await Offline()).ShouldSucceedQuietly();
    }

    [Fact]
    public async Task Offline_does_not_need_a_bridge_key_where_there_are_several_bridges()
    {
        await GivenAGuestOnline();
        await Host.AddBridge("eth1");
        Store.Remove($"{Backend}/bridge");

        (await Offline()).ShouldSucceedQuietly();

        await VifShouldBeOff();
    }

    [Fact]
    public async Task Offline_takes_the_vif_off_when_the_backend_directory_is_gone()
    {
        await GivenAGuestOnline();
        Store.Remove(Backend);
        Store.Remove("/local/domain/1");
        var before = Store.Snapshot();

        (await Offline()).ShouldSucceedQuietly();

        await VifShouldBeOff();
        Assert.Equal(before, Store.Snapshot());
    }

    [Fact]
    public async Task A_vif_can_go_online_again_after_offline()
    {
        await GivenAGuestOnline();
        await Offline();

        (await Online()).ShouldSucceedQuietly();

        var vif = await Host.Link("vif1.0");
        Assert.Equal(("eth0", true), (vif.Bridge, vif.IsUp));
        Assert.Equal("connected", Status);
    }

    private async Task VifShouldBeOff()
    {
        var vif = await Host.Link("vif1.0");
        Assert.Equal((null, false), (vif.Bridge, vif.IsUp));
    }
}
