using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>Guarded ports that are pinned on a bridge that keeps VLANs apart: in each of their VLANs.</summary>
[Needs(KernelFeature.BridgeVlanFiltering)]
public sealed class AntispoofPinVlanSpecs : PinnedPortSpecs
{
    [Fact]
    public async Task A_guest_is_pinned_in_the_vlan_that_its_file_names()
    {
        await FilterVlans();
        await PutOthersIn(10);
        Store.Write($"{Backend}/vlan", "10p/11u");
        var port = await GivenAVif();
        await Online("yes");

        await ShouldHoldWithoutRules(port);
        Assert.Contains("vlan 10 sticky", await Entries(Party.Own.Mac), StringComparison.Ordinal);
        Assert.Contains("vlan 11 sticky", await Entries(Party.Own.Mac), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pinned_guest_that_gets_another_vlan_is_pinned_in_that()
    {
        await FilterVlans();
        Store.Write($"{Backend}/vlan", "10");
        var port = await GivenAVif();
        await Online("yes");
        Store.Write($"{Backend}/vlan", "20");
        await PutOthersIn(20);

        (await Online(["antispoof=yes"])).ShouldSucceedQuietly();

        await ShouldHoldWithoutRules(port);
    }

    [Fact]
    public async Task A_pinned_guest_is_heard_when_its_bridge_begins_to_filter()
    {
        var port = await GivenAVif();
        await Online("yes");

        await FilterVlans();

        ShouldPass(port, FromOwnMac);
        ShouldBeStopped(port, FromNeighboursMac);
    }

    [Fact]
    public async Task A_failed_event_leaves_a_pinned_guest_pinned_in_its_vlan()
    {
        await FilterVlans();
        await PutOthersIn(10);
        Store.Write($"{Backend}/vlan", "10");
        var port = await GivenAVif();
        await Online("yes");
        Host.AddHook("10-fail.hook", "exit 1");

        (await Offline()).ShouldFail("10-fail.hook");

        await Host.PortForwards("vif1.0");
        await ShouldHoldWithoutRules(port);
    }
}
