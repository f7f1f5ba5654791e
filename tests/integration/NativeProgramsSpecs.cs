using System.Globalization;
using System.Text.RegularExpressions;
using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>What the programs are as files: static, small, and on their own.</summary>
public sealed partial class NativeProgramsSpecs : VifBridgeSpecs
{
    public static TheoryData<string> All => [.. Programs.Names];

    // The time of the lock file tells. The first event of a host makes the file, and so takes it for possible.
    private const string NothingWasDeletedOfLate =
        "touch -d '1 minute ago' /run/xen-hotplug/lock; rm -f /run/xen-hotplug/closing";

    private const string Closing = "/run/xen-hotplug/closing";

    private static readonly string[] s_callsOfTheLibraryInAFork =
    [
        "set_robust_list",
        "rseq",
        "rt_sigprocmask",
        "gettid",
    ];

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_program_is_static(string program)
    {
        var result = await Host.Run("ldd", Programs.Find(program));

        Assert.Contains("not a dynamic executable", result.Output + result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_program_runs_where_there_is_no_other_file(string program)
    {
        await Host.Shell($"mkdir /run/empty && cp {Programs.Find(program)} /run/empty/program");

        var result = (await Host.Run("chroot", "/run/empty", "/program", "--version")).ShouldSucceed();

        Assert.StartsWith(program, result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_program_is_under_8_MB(string program) =>
        Assert.InRange(new FileInfo(Programs.Find(program)).Length, 1, 8_000_000);

    [Theory]
    [InlineData("vif-bridge", "online type_if=vif")]
    [InlineData("vif-bridge", "offline type_if=vif")]
    [InlineData("network-bridge-additional", "start bridge=eth0")]
    [InlineData("network-bridge-additional", "status bridge=eth0")]
    public async Task An_event_is_one_process(string program, string words)
    {
        await GivenAGuest();
        await (await Host.AddGuest("vif0.0")).Connect();
        await Host.Shell($"mkdir -p /run/xen-hotplug; {NothingWasDeletedOfLate}");

        var trace = await Trace(program, words);

        Assert.Equal((1, 0), (Executions(trace), Forks(trace)));
    }

    [Theory]
    [InlineData("online type_if=vif antispoof=yes")]
    [InlineData("online type_if=vif antispoof=no")]
    [InlineData("offline type_if=vif")]
    public async Task On_a_host_with_guards_an_event_that_deletes_none_is_one_process(string words)
    {
        await GivenAGuardedHost();

        var trace = await Trace("vif-bridge", words);

        Assert.Equal((1, 0), (Executions(trace), Forks(trace)));
    }

    [Fact]
    public async Task A_guarded_departure_leaves_a_copy_that_only_closes_a_socket()
    {
        await GivenAGuardedHost();
        (await Online("antispoof=yes")).ShouldSucceed();

        var trace = await Trace("vif-bridge", "offline type_if=vif");

        Assert.Equal((1, 1), (Executions(trace), Forks(trace)));
        // It is the last to end.
        var copy = trace[^1].Split(' ')[0];
        Assert.Equal(
            ["close", "prlimit64", "clock_nanosleep", "accept4", "exit_group"],
            CallsOf(copy, trace).Except(s_callsOfTheLibraryInAFork).Distinct()
        );
    }

    [Fact]
    public async Task A_signal_to_that_copy_leaves_no_core_behind()
    {
        await GivenAGuardedHost();
        (await Online("antispoof=yes")).ShouldSucceed();

        var result = await Host.Start(
            "strace",
            [
                "--follow-forks",
                "--output=/run/trace",
                "--inject=clock_nanosleep:signal=SIGTERM",
                Programs.VifBridge,
                "offline",
                "type_if=vif",
            ],
            Variables
        ).Ended;

        result.ShouldSucceed();
        var trace = Host.Read("/run/trace");
        Assert.Contains("clock_nanosleep", trace, StringComparison.Ordinal);
        Assert.DoesNotContain("killed by", trace, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_soon_after_a_guarded_departure_makes_at_most_one_such_copy()
    {
        await GivenAGuardedHost();
        (await Online("antispoof=yes")).ShouldSucceed();
        (await Offline()).ShouldSucceed();

        var trace = await Trace("vif-bridge", "online type_if=vif antispoof=no");

        Assert.Equal(1, Executions(trace));
        Assert.InRange(Forks(trace), 0, 1);
    }

    [Fact]
    public async Task Guarded_departures_one_after_the_other_leave_one_such_copy_in_all()
    {
        await GivenAGuardedHost();
        for (var guest = 1; guest <= 8; guest++)
        {
            (await Online("antispoof=yes")).ShouldSucceed();
            (await Offline()).ShouldSucceed();
        }

        var copies = await Host.Shell(
            "for process in $(pgrep -x vif-bridge); do readlink /proc/$process/ns/net; done | grep -c \"^$(readlink /proc/self/ns/net)$\" || :"
        );

        Assert.InRange(int.Parse(copies, CultureInfo.InvariantCulture), 0, 1);
        Assert.Equal("600 root socket\n", await Host.Shell($"stat -c '%a %U %F' {Closing}"));
    }

    [Theory]
    [InlineData($"touch {Closing}")]
    [InlineData($"rm -f {Closing}; mkdir {Closing}")]
    [InlineData($"rm -f {Closing}; ln -s /nowhere {Closing}")]
    [InlineData(
        "for process in $(pgrep -x vif-bridge); do [ $(readlink /proc/$process/ns/net) != $(readlink /proc/self/ns/net) ] || kill -KILL $process; done"
    )]
    public async Task A_guarded_departure_minds_nothing_in_that_copys_place(string deed)
    {
        await GivenAGuardedHost();
        (await Online("antispoof=yes")).ShouldSucceed();
        (await Offline()).ShouldSucceed();
        (await Online("antispoof=yes")).ShouldSucceed();
        await Host.Shell($"{deed} || :");

        (await Offline()).ShouldSucceedQuietly();

        (await Online("antispoof=yes")).ShouldSucceedQuietly();
        (await Offline()).ShouldSucceedQuietly();
        Assert.Equal("", await Host.LeftBehind());
    }

    /// <summary>The guest's port is off its bridge; the table for guards is there, from which nothing was deleted of late.</summary>
    private async Task GivenAGuardedHost()
    {
        await GivenAGuest();
        (await Online("antispoof=yes")).ShouldSucceed();
        (await Offline()).ShouldSucceed();
        await Host.Shell(NothingWasDeletedOfLate);
    }

    private async Task<string[]> Trace(string program, string words)
    {
        var result = await Host.Start(
            "strace",
            ["-f", "-qq", "-e", "signal=none", "-o", "/run/trace", Programs.Find(program), .. words.Split(' ')],
            Variables
        ).Ended;
        result.ShouldSucceed();
        return Host.Read("/run/trace").TrimEnd().Split('\n');
    }

    private static int Executions(string[] trace) =>
        trace.Count(line => line.Contains(" execve(", StringComparison.Ordinal));

    /// <summary>The calls that make a process, and not a thread.</summary>
    private static int Forks(string[] trace) =>
        trace.Count(line => CreatesTask().IsMatch(line) && !line.Contains("CLONE_THREAD", StringComparison.Ordinal));

    private static IEnumerable<string> CallsOf(string process, string[] trace) =>
        trace
            .Where(line => line.StartsWith($"{process} ", StringComparison.Ordinal))
            .Select(line => line[process.Length..].TrimStart())
            .Where(call => char.IsAsciiLetter(call[0]))
            .Select(call => call.Split('(')[0]);

    [GeneratedRegex(@" (fork|vfork|clone|clone3)\(")]
    private static partial Regex CreatesTask();
}
