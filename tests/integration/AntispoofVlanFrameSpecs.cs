using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>What each frame of a guarded guest comes to in a VLAN of its own, with everybody else in it.</summary>
[Needs(KernelFeature.BridgeVlanFiltering)]
public sealed class AntispoofVlanFrameSpecs : PinnedPortSpecs
{
    private const int Id = 10;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await FilterVlans();
        await PutOthersIn(Id);
        Store.Write($"{Backend}/vlan", $"{Id}");
    }

    [Fact]
    public async Task A_guarded_vif_sends_in_its_vlan_what_it_may()
    {
        var port = await GivenAVif();

        await Online("yes");

        ShouldBeGuarded(port);
    }

    [Fact]
    public async Task A_guarded_tap_without_ip_sends_in_its_vlan_what_it_may()
    {
        var port = await GivenATap(ip: null);

        await Add("yes");

        ShouldBeGuarded(port, withIp: false);
    }

    [Fact]
    public async Task An_open_vif_sends_in_its_vlan_all_but_tags()
    {
        var port = await GivenAVif();
        await GivenNoSnooping();

        await Online("no");

        ShouldPass(port, GuestFrame.AllThat(May.Always, May.WithoutIp, May.Never).Where(frame => !frame.IsTagged()));
    }
}
