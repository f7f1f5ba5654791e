using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>A signal while vif-bridge makes changes: a hang-up is ignored, an end is undone.</summary>
public sealed class VifBridgeSignalSpecs : VifBridgeSpecs
{
    [Theory]
    [InlineData("TERM", 143)]
    [InlineData("INT", 130)]
    public async Task A_signal_to_end_undoes_online_and_is_told_in_the_store(string signal, int status)
    {
        await GivenAGuest();
        GivenSignalWhileHookRuns(signal);
        var before = await Host.Links();

        var result = await Online("antispoof=yes");

        Assert.Equal(status, result.ExitCode);
        Assert.Contains("signal", result.Error, StringComparison.Ordinal);
        Assert.Equal(before, await Host.Links());
        Assert.Equal("error", Status);
        Assert.Contains("signal", HotplugError!, StringComparison.Ordinal);
        Assert.DoesNotContain("elements", await Host.Shell("nft list ruleset"), StringComparison.Ordinal);
        Assert.Equal("", await Host.LeftBehind());
    }

    [Fact]
    public async Task SIGHUP_is_ignored()
    {
        await GivenAGuest();
        GivenSignalWhileHookRuns("HUP");

        (await Online()).ShouldSucceedQuietly();

        Assert.Equal("connected", Status);
        (await Offline()).ShouldSucceedQuietly();
        Assert.Null((await Host.Link("vif1.0")).Bridge);
    }

    /// <summary>The hook stays for long enough for its parent to take note of the signal.</summary>
    private void GivenSignalWhileHookRuns(string signal) =>
        Host.AddHook("50-signal.hook", $"kill -{signal} $PPID; sleep 1");
}

/// <summary>The same of network-bridge-additional, which waits for a carrier.</summary>
public sealed class NetworkBridgeAdditionalSignalSpecs : NetworkBridgeAdditionalSpecs
{
    private const string Waiting = "Waiting for vif0.0 to negotiate link.";

    [Theory]
    [InlineData("TERM", 143)]
    [InlineData("INT", 130)]
    public async Task A_signal_to_end_stops_the_wait_and_undoes_start(string signal, int status)
    {
        await Host.AddBridge("eth0");
        await GivenNetloop(carrier: false);
        var before = await Host.Links();
        var start = Begin("start", "bridge=eth0", "antispoof=yes");
        await start.Printed(Waiting);

        await Host.Shell($"kill -{signal} {start.ProcessId}");
        var result = await start.Ended;

        Assert.Equal(status, result.ExitCode);
        Assert.DoesNotContain("isn't in running state", result.Output, StringComparison.Ordinal);
        Assert.Contains("signal", result.Error, StringComparison.Ordinal);
        Assert.Equal(before, await Host.Links());
        Assert.DoesNotContain("elements", await Host.Shell("nft list ruleset"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SIGHUP_is_ignored()
    {
        await Host.AddBridge("eth0");
        var farEnd = await GivenNetloop(carrier: false);
        var start = Begin("start", "bridge=eth0");
        await start.Printed(Waiting);

        await Host.Shell($"kill -HUP {start.ProcessId}");
        await farEnd.Connect();

        (await start.Ended).ShouldSucceed();
        Assert.Equal("eth0", (await Host.Link("vif0.0")).Bridge);
    }
}
