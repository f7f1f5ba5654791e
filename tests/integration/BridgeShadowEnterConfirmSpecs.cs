using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>start --confirm at a terminal waits for Enter.</summary>
public sealed class BridgeShadowEnterConfirmSpecs : ConfirmationSpecs
{
    [Fact]
    public async Task Enter_after_the_change_keeps_it()
    {
        await GivenTerminals();

        (
            await OnTerminal($"{Program} start --confirm=30 eth0", "await 'Press Enter'; echo; await 'stays as it is'")
        ).ShouldSucceed();

        await NothingShouldBePending();
        await ShouldBeShadowed();
    }

    [Fact]
    public async Task Words_before_Enter_confirm_nothing()
    {
        await GivenTerminals();

        var result = await OnTerminal(
            $"{Program} start --confirm=1 eth0",
            "await 'Press Enter'; echo no; await 'taken back now'"
        );

        Assert.NotEqual(0, result.ExitCode);
        await ShouldBecomePlain();
        await NothingShouldBePending();
    }

    [Fact]
    public async Task Enter_that_was_typed_before_the_change_confirms_nothing()
    {
        await GivenTerminals();
        await Host.Shell("mkfifo /run/go");

        await OnTerminal(
            $"read go </run/go; exec {Program} start --confirm=1 eth0",
            "printf 'ahead\\n\\n'; await ahead; echo >/run/go; await 'taken back now'"
        );

        await ShouldBecomePlain();
        await NothingShouldBePending();
    }

    [Fact]
    public async Task The_end_of_a_terminal_confirms_nothing()
    {
        await GivenTerminals();

        (await OnTerminal($"{Program} start --confirm=1 eth0", "await 'Press Enter'")).ShouldSucceed();

        await ShouldBecomePlain();
        await NothingShouldBePending();
    }

    [Fact]
    public async Task A_terminal_within_a_session_is_as_old_as_the_session()
    {
        await GivenTerminals();
        var inner = $"script --quiet --return --command \"{Program} confirm eth0\" /dev/null";

        await OnTerminal($"{Program} start --confirm=60 eth0 </dev/null; {inner}", "await 'was opened before'");

        Assert.Contains("was opened before", Host.Read("/run/screen"), StringComparison.Ordinal);
        Assert.True(Host.Has(Note));
    }
}
