using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

public sealed class NetworkBridgeAdditionalDryRunSpecs : NetworkBridgeAdditionalSpecs
{
    [Fact]
    public async Task A_dry_start_prints_the_commands_and_changes_nothing()
    {
        await GivenABridgeThatIsDown();
        var before = await Host.Links();

        var result = (await Start("--dry-run", "bridge=eth0")).ShouldSucceed();

        Assert.Contains("ip link set dev eth0 up\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("ip link set dev vif0.0 master eth0\n", result.Output, StringComparison.Ordinal);
        Assert.Equal(before, await Host.Links());
    }

    [Fact]
    public async Task The_commands_of_a_dry_start_do_what_start_does()
    {
        await GivenABridgeThatIsDown();
        var commands = (await Start("--dry-run", "bridge=eth0")).Output;
        await Host.Shell(commands);
        var typed = await Host.Links();

        await using var other = await Host.Boot();
        await other.AddBridge("eth0");
        await (await other.AddGuest("vif0.0")).Connect();
        await other.Start(Programs.NetworkBridgeAdditional, ["start", "bridge=eth0"]).Ended;
        var started = await other.Links();

        Assert.Equal(started.Select(Comparable), typed.Select(Comparable));
    }

    [Fact]
    public async Task A_dry_stop_prints_the_commands_and_changes_nothing()
    {
        await Host.AddBridge("eth0");
        await GivenNetloop();
        await Start("bridge=eth0");
        await Host.Ip("address add 192.0.2.5/24 dev vif0.0");
        var before = await Host.Links();

        var result = (await Stop("--dry-run", "bridge=eth0")).ShouldSucceed();

        Assert.Equal(before, await Host.Links());
        await Host.Shell(result.Output);
        var vif = await Host.Link("vif0.0");
        Assert.Equal((null, false, ""), (vif.Bridge, vif.IsUp, vif.Addresses));
    }

    [Fact]
    public async Task A_dry_start_prints_no_command_when_all_is_so_already()
    {
        await Host.AddBridge("eth0");
        await GivenNetloop();
        (await Start("bridge=eth0")).ShouldSucceed();
        Assert.Equal(["vif0.0"], await Host.Ports("eth0"));

        var result = (await Start("--dry-run", "bridge=eth0")).ShouldSucceed();

        Assert.Equal("", result.Output);
    }

    [Fact]
    public async Task A_dry_start_does_not_wait_for_the_link()
    {
        await Host.AddBridge("eth0");
        await GivenNetloop(carrier: false);

        var result = (await Start("--dry-run", "bridge=eth0")).ShouldSucceed();

        Assert.Contains("ip link set dev vif0.0 master eth0\n", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("running state", result.Output, StringComparison.Ordinal);
    }

    private async Task GivenABridgeThatIsDown()
    {
        await Host.AddBridge("eth0");
        await Host.Ip("link set dev eth0 down");
        await GivenNetloop();
    }

    private static Link Comparable(Link link) => link with { Index = 0 };
}
