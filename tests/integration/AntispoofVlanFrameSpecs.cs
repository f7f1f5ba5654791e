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

    [Theory]
    [InlineData(Party.Ip)]
    [InlineData(null)]
    public async Task A_guarded_vif_sends_in_its_vlan_what_it_may(string? ip)
    {
        var port = await GivenAVif(ip);

        await Online("yes");

        ShouldBeGuarded(port, withIp: ip != null);
    }

    [Theory]
    [InlineData(Party.Ip)]
    [InlineData(null)]
    public async Task A_guarded_tap_sends_in_its_vlan_what_it_may(string? ip)
    {
        var port = await GivenATap(ip);

        await Add("yes");

        ShouldBeGuarded(port, withIp: ip != null);
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
