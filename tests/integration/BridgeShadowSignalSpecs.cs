using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>A signal while changes are made: a hang-up is ignored, an end is undone.</summary>
public sealed class BridgeShadowSignalSpecs : UplinkSpecs
{
    private string _network = "";
    private string _plain = "";

    [Theory]
    [InlineData("start")]
    [InlineData("stop")]
    public async Task SIGHUP_is_ignored(string command)
    {
        await Prepare(command);

        var result = await AtJournal("SIGHUP", command);

        result.ShouldSucceed();
        Assert.True(await Uplink.IsReachable());
        await (command == "start" ? ShouldBeShadowedAsAsked() : ShouldBePlainAsBefore());
    }

    [Theory]
    [InlineData("start", "SIGTERM", 143)]
    [InlineData("start", "SIGINT", 130)]
    [InlineData("stop", "SIGTERM", 143)]
    [InlineData("stop", "SIGINT", 130)]
    public async Task A_signal_to_end_undoes_the_change_and_sets_the_exit_status(
        string command,
        string signal,
        int status
    )
    {
        await Prepare(command);

        var result = await AtJournal(signal, command);

        Assert.Equal(status, result.ExitCode);
        Assert.Contains("signal", result.Error, StringComparison.Ordinal);
        Assert.True(await Uplink.IsReachable());
        await (command == "start" ? ShouldBePlainAsBefore() : ShouldBeShadowedAsAsked());
    }

    [Theory]
    [InlineData("SIGTERM", 143)]
    [InlineData("SIGINT", 130)]
    public async Task A_signal_to_end_keeps_start_from_the_next_interface(string signal, int status)
    {
        await Plug("eth1");

        var result = await AtJournal(signal, "start", "eth0", "eth1");

        Assert.Equal(status, result.ExitCode);
        Assert.False(await Host.HasLink("seth1"));
    }

    [Fact]
    public async Task A_signal_to_end_is_told_beside_an_earlier_failure()
    {
        await Prepare("start");

        var result = await AtJournal("SIGTERM", "start", "eth7", "eth0");

        Assert.Equal(143, result.ExitCode);
        Assert.Matches(@"^bridge-shadow: eth7: .*\nbridge-shadow: eth0: .*signal 15.*\n$", result.Error);
        await ShouldBePlainAsBefore();
    }

    /// <summary>
    /// Sends the signal while the journal is written, which is the first change, and holds the program before the second
    /// for long enough to take note of it.
    /// </summary>
    private async Task<Result> AtJournal(string signal, params string[] words)
    {
        string[] all = words.Length == 1 ? [.. words, "eth0"] : words;
        var result = await Host.Start(
            "strace",
            [
                "--follow-forks",
                "--quiet=attach",
                "--output=/run/trace",
                "--trace=pwrite64,rename",
                $"--inject=pwrite64:signal={signal}:when=1",
                "--inject=rename:delay_enter=1s:when=1",
                Programs.BridgeShadow,
                .. all,
            ]
        ).Ended;
        Assert.Matches($@"pwrite64\(.*\n.*--- {signal} ", Trace);
        Assert.Contains("(DELAYED)", Trace, StringComparison.Ordinal);
        return result;
    }

    private async Task Prepare(string command)
    {
        await Uplink.ConfigureFully();
        (_network, _plain) = (await Uplink.Network(), await Uplink.Links());
        if (command == "start")
            return;
        (await Start()).ShouldSucceed();
        await ShouldBeShadowedAsAsked();
    }

    private async Task ShouldBePlainAsBefore()
    {
        await ShouldBePlain();
        await Uplink.NetworkShouldBecome(_network);
        await Uplink.LinksShouldBecome(_plain);
    }

    private async Task ShouldBeShadowedAsAsked()
    {
        await ShouldBeShadowed();
        await Uplink.NetworkShouldBecome(_network);
        Assert.Equal("", await Host.Addresses("seth0"));
        Assert.Equal("", await Host.Shell("ls -A /run/bridge-shadow"));
    }
}
