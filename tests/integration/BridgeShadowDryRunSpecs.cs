using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>--dry-run prints what would be done, and does nothing.</summary>
public sealed class BridgeShadowDryRunSpecs : UplinkSpecs
{
    [Theory]
    [InlineData("start")]
    [InlineData("restart")]
    public async Task A_dry_run_on_an_ordinary_link_changes_nothing(string command)
    {
        await Uplink.Configure();
        await ShouldChangeNothing(command);
    }

    [Theory]
    [InlineData("stop")]
    [InlineData("restart")]
    [InlineData("start")]
    public async Task A_dry_run_on_a_shadowed_link_changes_nothing(string command)
    {
        await Uplink.Configure();
        (await Start()).ShouldSucceed();
        await ShouldChangeNothing(command);
    }

    [Fact]
    public async Task What_a_dry_run_prints_does_what_start_does()
    {
        await Uplink.Configure();
        var network = await Uplink.Network();

        await RunWhatADryRunPrints("start");

        await ShouldBeShadowed();
        Assert.True(await Uplink.IsReachable());
        Assert.Equal(Sorted(network), Sorted(await Uplink.Network()));
    }

    [Fact]
    public async Task What_a_dry_run_prints_does_what_stop_does()
    {
        await Uplink.Configure();
        var network = await Uplink.Network();
        (await Start()).ShouldSucceed();

        await RunWhatADryRunPrints("stop");

        await ShouldBePlain();
        Assert.True(await Uplink.IsReachable());
        Assert.Equal(Sorted(network), Sorted(await Uplink.Network()));
    }

    [Fact]
    public async Task A_dry_run_needs_no_root()
    {
        await Uplink.Configure();

        var result = await DryRunAsUser();

        Assert.Contains("ip link set dev eth0 name seth0", result.ShouldSucceed().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_refuses_what_start_refuses()
    {
        await Host.Ip("link add macvlan0 link eth0 type macvlan mode bridge");

        (await Start("--dry-run")).ShouldFail("macvlan0");
    }

    private async Task RunWhatADryRunPrints(string command)
    {
        var script = (await BridgeShadow(command, "eth0", "--dry-run")).ShouldSucceed().Output;
        await Host.Shell("mkdir -p /run/bridge-shadow; : > /run/bridge-shadow/eth0");

        // Later commands find done what the kernel does by itself. But each names links that are there by then.
        var result = await Host.Start("sh", ["-uc", script]).Ended;
        Assert.DoesNotContain("Cannot find device", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("does not exist", result.Error, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Sorted(string text) => text.Split('\n').Order(StringComparer.Ordinal);

    private async Task ShouldChangeNothing(string command)
    {
        var (links, network) = (await Host.Links(), await Uplink.Network());

        (await BridgeShadow(command, "eth0", "--dry-run")).ShouldSucceed();

        Assert.Equal(network, await Uplink.Network());
        Assert.Equal(links, await Host.Links());
        Assert.Equal("", await Host.Shell("ls -A /run/bridge-shadow 2> /dev/null || :"));
    }
}
