using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>Rules of nftables that hold an index when stop or restart is called, and by whom.</summary>
public sealed class IndexHolderStopSpecs : UplinkSpecs
{
    [Fact]
    public async Task Stop_names_rules_with_the_index_of_the_bridge()
    {
        await Uplink.Configure();
        (await Start()).ShouldSucceed();
        await Host.Shell(IndexRules.Script("iif @s accept", "set s { type iface_index; elements = { eth0 }; }"));

        var warning = (await Stop("--dry-run")).ShouldWarn("by its index", "ends with the bridge", "inet fw input");
        await Host.Shell($"PATH=$PATH:{Path.GetDirectoryName(Programs.BridgeShadow)}; {IndexRules.Mend(warning)}");

        await ShouldBePlain();
        Assert.Contains("\"eth0\"", await Host.Shell("nft list set inet fw s"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restart_names_rules_with_the_index_of_the_bridge_once()
    {
        await Uplink.Configure();
        (await Start()).ShouldSucceed();
        await Host.Shell(IndexRules.Script("iif eth0 accept"));

        (await Restart()).ShouldWarn("by its index", "ends with the bridge");
    }

    [Fact]
    public async Task Stop_does_not_name_rules_that_go_on_to_mean_the_nic()
    {
        await Uplink.Configure();
        await Host.Shell(IndexRules.Script("iif eth0 accept"));
        (await Start()).ShouldSucceed();

        Assert.Equal("", (await Stop()).ShouldSucceed().Error);
    }

    [Fact]
    public async Task An_ordinary_user_is_told_that_rules_were_not_read()
    {
        await Uplink.Configure();
        await Host.Shell(IndexRules.Script("iif eth0 accept"));

        var result = await DryRunAsUser();

        result.ShouldWarn("could not read nftables' rules", "run it as root");
    }
}
