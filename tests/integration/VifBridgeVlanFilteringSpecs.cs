using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>A bridge of somebody else's that filters VLANs stays as it was set up, and gives ports what it gives any.</summary>
[Needs(KernelFeature.BridgeVlanFiltering)]
public sealed class VifBridgeVlanFilteringSpecs : VlanFilteringSpecs
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Host.Shell(
            """
            bridge vlan add dev eth0 vid 7 self
            ip addr add 192.0.2.1/24 dev eth0
            """
        );
    }

    [Fact]
    public async Task A_vif_joins_the_bridges_default_vlan_and_reaches_it()
    {
        (await Online()).ShouldSucceed();

        Assert.Equal("1 PVID Egress Untagged\n", await Vlans());
        await Guest.Connect("192.0.2.51/24");
        await Guest.Shell("ping -n -q -c 1 -w 20 192.0.2.1");
    }

    [Fact]
    public async Task A_bridge_without_a_default_vlan_gives_a_vif_none()
    {
        await Host.Ip("link set dev eth0 type bridge vlan_default_pvid 0");

        (await Online()).ShouldSucceed();

        Assert.Equal("", await Vlans());
    }

    [Fact]
    public async Task A_second_online_leaves_the_vlans_that_the_port_was_given()
    {
        (await Online()).ShouldSucceed();
        await Host.Shell("bridge vlan delete dev vif1.0 vid 1; bridge vlan add dev vif1.0 vid 7 pvid untagged");

        (await Online()).ShouldSucceed();

        Assert.Equal("7 PVID Egress Untagged\n", await Vlans());
    }

    [Fact]
    public async Task Nothing_of_the_bridges_vlans_changes_when_a_vif_comes_and_goes()
    {
        await Host.AddGuest("vif2.0");
        await Host.Shell("ip link set dev vif2.0 master eth0; bridge vlan add dev vif2.0 vid 7");
        const string vlans =
            "bridge vlan show; ip -d link show dev eth0 | grep -oE 'vlan_(filtering|protocol|default_pvid) [^ ]*'";
        var before = await Host.Shell(vlans);

        (await Online()).ShouldSucceed();
        (await Offline()).ShouldSucceed();

        Assert.Equal(before, await Host.Shell(vlans));
    }

    [Theory]
    [InlineData("antispoof=yes")]
    [InlineData("antispoof=no")]
    public async Task A_guarded_vif_of_a_tagged_vlan_reaches_it_untagged(string word)
    {
        Store.Write($"{Backend}/ip", "192.0.2.51");
        await Host.Shell(
            """
            ip addr flush dev eth0
            ip link add eth0.7 link eth0 type vlan id 7
            ip addr add 192.0.2.1/24 dev eth0.7
            ip link set dev eth0.7 up
            """
        );
        (await Online(word)).ShouldSucceed();
        await Host.Shell("bridge vlan delete dev vif1.0 vid 1; bridge vlan add dev vif1.0 vid 7 pvid untagged");

        var mac = Store.Read($"{Backend}/mac");
        await Guest.Shell($"ip link set dev eth0 address {mac}");
        await Guest.Connect("192.0.2.51/24");
        await Guest.Shell("ping -n -q -c 1 -w 20 192.0.2.1");
    }
}
