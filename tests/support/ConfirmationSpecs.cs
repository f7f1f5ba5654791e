using Xunit;

namespace Xen.Hotplug.TestSupport;

/// <summary>A host whose eth0 is started and stopped with a way back.</summary>
public abstract class ConfirmationSpecs : UplinkSpecs
{
    protected const string Note = "/run/bridge-shadow/eth0:confirm";

    private const int LimitInMilliseconds = 5000;

    protected static string Program => Programs.BridgeShadow;

    /// <summary>A session that was opened after the change, as a login is one.</summary>
    protected Task<Result> ConfirmInNewSession(params string[] words) =>
        Host.Run("setsid", ["--wait", Program, "confirm", .. words]);

    /// <summary>The kernel tells when a session began in hundredths of a second; the next login is in a later one.</summary>
    protected async Task ShouldBeConfirmed()
    {
        var limit = Environment.TickCount64 + LimitInMilliseconds;
        var result = await ConfirmInNewSession("eth0");
        while (result.Error.Contains("was opened before", StringComparison.Ordinal) && Environment.TickCount64 < limit)
            result = await ConfirmInNewSession("eth0");
        Assert.Contains("eth0 stays as it is", result.ShouldSucceed().Output, StringComparison.Ordinal);
    }

    protected Task ShouldBecomePlain() => ShouldBecome("veth");

    protected Task ShouldBecomeShadowed() => ShouldBecome("bridge");

    /// <summary>Nothing is noted, and no process waits.</summary>
    protected async Task NothingShouldBePending()
    {
        await Eventually.ShouldBecome("", WaitingProcesses);
        Assert.False(Host.Has(Note));
    }

    protected async Task<string> WaitingProcesses()
    {
        const string list = """
            for link in /proc/[0-9]*/ns/net; do
                [ "$(readlink $link)" = "$(readlink /proc/self/ns/net)" ] || continue
                tr '\0' ' ' <${link%/ns/net}/cmdline | grep '[ ]revert ' || :
            done 2>/dev/null
            """;
        return await Host.Shell(list);
    }

    /// <summary>A call of the program's own thread, not of what it starts, is met by strace.</summary>
    protected Running BeginWithFault(string systemCall, string fault, params string[] words) =>
        Host.Start(
            "strace",
            [
                "--quiet=attach",
                "--output=/run/trace",
                $"--trace={systemCall}",
                $"--inject={systemCall}:{fault}",
                Program,
                .. words,
            ]
        );

    /// <summary>Gives the host terminals; <see cref="OnTerminal"/> needs them.</summary>
    protected Task GivenTerminals() =>
        Host.Shell(
            "mkdir /dev/pts; mount -t devpts -o newinstance,ptmxmode=666 devpts /dev/pts; ln -s pts/ptmx /dev/ptmx"
        );

    /// <summary>Runs a command on a terminal, whose output is in /run/screen too; <paramref name="typist"/> types what it prints.</summary>
    protected Task<Result> OnTerminal(string command, string typist) =>
        Host.Start(
            "sh",
            [
                "-euc",
                "await() { timeout 5 sh -c 'until grep -q \"$1\" /run/screen; do sleep 0.02; done' sh \"$1\"; }\n"
                    + ": >/run/screen\n"
                    + $"{{ {typist}; }} | setsid --wait script --quiet --return --flush --command '{command}' /run/screen",
            ]
        ).Ended;

    private Task ShouldBecome(string kind) =>
        Eventually.ShouldBecome(
            kind,
            async () => (await Host.Links()).FirstOrDefault(link => link.Name == "eth0")?.Kind ?? "gone"
        );
}
