using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>start --confirm that is killed is taken back, and one that fails leaves nothing armed.</summary>
public sealed class BridgeShadowFailedConfirmSpecs : ConfirmationSpecs
{
    // Files are renamed into place: first the note of what is pending, then the journal, then the note once more.
    private const int Journal = 2;
    private const int Moment = 3;

    [Theory]
    [InlineData(Journal)]
    [InlineData(Moment)]
    public async Task A_start_that_is_killed_is_taken_back(int file)
    {
        await Uplink.Configure();
        var (links, network) = (await Uplink.Links(), await Uplink.Network());

        await BeginWithFault("rename", $"signal=SIGKILL:when={file}", "start", "--confirm=2", "eth0").Ended;

        Assert.Contains("+++ killed by SIGKILL +++", Trace, StringComparison.Ordinal);
        (await ConfirmInNewSession("eth0")).ShouldFail("the change is not complete");
        await NothingShouldBePending();
        await ShouldBePlain();
        // The draft of the file at which it was killed; the next one is written over it.
        await Host.Shell("rm -f /run/bridge-shadow/*.new");
        await Uplink.NetworkShouldBecome(network);
        await Uplink.LinksShouldBecome(links);
    }

    [Fact]
    public async Task A_killed_start_that_is_completed_can_be_confirmed()
    {
        await BeginWithFault("rename", $"signal=SIGKILL:when={Moment}", "start", "--confirm=60", "eth0").Ended;

        (await Start()).ShouldSucceed();

        await ShouldBeConfirmed();
        await ShouldBeShadowed();
    }

    [Theory]
    [InlineData(Journal)]
    [InlineData(Moment)]
    public async Task A_start_that_fails_leaves_nothing_armed(int file)
    {
        var result = await BeginWithFault("rename", $"error=ENOSPC:when={file}", "start", "--confirm=60", "eth0").Ended;

        result.ShouldFail("eth0: ");
        await NothingShouldBePending();
        await ShouldBePlain();
    }

    [Fact]
    public async Task A_stop_whose_moment_cannot_be_noted_is_taken_back_in_time()
    {
        (await Start()).ShouldSucceed();

        var result = await BeginWithFault("rename", $"error=ENOSPC:when={Moment}", "stop", "--confirm=2", "eth0").Ended;

        result.ShouldSucceed();
        Assert.Contains("No space left", result.Error, StringComparison.Ordinal);
        (await ConfirmInNewSession("eth0")).ShouldFail("the change is not complete");
        await ShouldBecomeShadowed();
        await NothingShouldBePending();
    }

    [Fact]
    public async Task A_start_that_is_refused_arms_nothing()
    {
        (await BridgeShadow("start", "--confirm", "eth7")).ShouldFail("eth7");

        await NothingShouldBePending();
        Assert.Equal("", await Host.Shell("ls -A /run/bridge-shadow 2>/dev/null || :"));
    }

    [Fact]
    public async Task A_start_changes_nothing_when_its_way_back_cannot_be_armed()
    {
        await Host.Shell("mount --bind /dev/null /usr/bin/setsid");

        (await Start("--confirm")).ShouldFail("eth0: ");

        await NothingShouldBePending();
        await ShouldBePlain();
    }
}
