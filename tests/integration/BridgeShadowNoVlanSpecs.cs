using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>A bridge that should keep VLANs apart, on a kernel that cannot, or with words that say something else.</summary>
public sealed class BridgeShadowNoVlanSpecs : UplinkSpecs
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Uplink.Configure();
    }

    [Fact]
    public async Task Start_fails_and_is_undone_where_the_kernel_filters_no_vlans()
    {
        Assert.SkipWhen(Kernel.Has(KernelFeature.BridgeVlanFiltering), "this kernel filters VLANs");
        var network = await Uplink.Network();

        (await Start("--vlan-filtering=yes")).ShouldFail("CONFIG_BRIDGE_VLAN_FILTERING");

        await ShouldBePlain();
        await Uplink.NetworkShouldBecome(network);
        Assert.True(await Uplink.IsReachable());
    }

    [Fact]
    public async Task A_running_bridge_stays_as_it_is_where_the_kernel_filters_no_vlans()
    {
        Assert.SkipWhen(Kernel.Has(KernelFeature.BridgeVlanFiltering), "this kernel filters VLANs");
        (await Start()).ShouldSucceed();

        (await Start("--vlan-filtering=yes")).ShouldFail("CONFIG_BRIDGE_VLAN_FILTERING");

        await ShouldBeShadowed();
        Assert.True(await Uplink.IsReachable());
    }

    [Theory]
    [InlineData("--vlan-filtering=maybe", "VLAN_FILTERING=maybe is neither yes nor no")]
    [InlineData("--uplink-vlans=1p/10", "set VLAN_FILTERING=yes (or --vlan-filtering=yes)")]
    public async Task Wrong_words_are_refused_before_anything_changes(string option, string message)
    {
        (await Start(option)).ShouldFail(message);
        await ShouldBePlain();

        (await Start()).ShouldSucceed();
        (await Restart(option)).ShouldFail(message);
        await ShouldBeShadowed();
    }

    [Theory]
    [InlineData("stop")]
    [InlineData("status")]
    [InlineData("enable")]
    [InlineData("confirm")]
    public async Task Options_of_vlans_are_refused_where_they_mean_nothing(string command) =>
        (await BridgeShadow(command, "eth0", "--vlan-filtering=yes")).ShouldFail($"mean nothing to {command}");

    [Fact]
    public async Task A_file_that_is_wrong_keeps_no_stop_from_working()
    {
        (await Start()).ShouldSucceed();
        Host.Write("/run/wrong", "INTERFACES=eth0\nVLAN_FILTERING=maybe\n");

        (await BridgeShadow("restart", "--config=/run/wrong", "eth0")).ShouldFail("VLAN_FILTERING=maybe in /run/wrong");
        await ShouldBeShadowed();
        (await BridgeShadow("stop", "--config=/run/wrong", "eth0")).ShouldSucceed();
        await ShouldBePlain();
    }
}
