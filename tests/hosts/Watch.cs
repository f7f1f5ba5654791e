using System.Globalization;

namespace Xen.Hotplug.Hosts;

/// <summary>
/// A host as it was before, somebody's session on it and pings to it; and whether it is still the same after something was
/// done to it.
/// </summary>
internal sealed class Watch : IAsyncDisposable
{
    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(10);

    // A manager that finds another address does so within seconds.
    private static readonly TimeSpan s_settling = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(100);

    private readonly Machine _machine;
    private readonly Report _report;
    private readonly HostState _before;
    private readonly Pings _pings;
    private Session _session;
    private string _quiet = "";
    private bool _isLockedOut;

    private Watch(Machine machine, Report report, HostState before, (Pings, Session) traffic)
    {
        _machine = machine;
        _report = report;
        _before = before;
        (_pings, _session) = traffic;
    }

    /// <summary>Begins to watch, and measures how long the gaps of a host are to which nothing is done.</summary>
    internal static async Task<Watch> Begin(Machine machine, Report report)
    {
        var before = await HostState.Read(machine);
        report.Note(string.Join('\n', before.Addresses.Concat(before.DefaultRoutes).Concat(before.Dns)));
        var pings = new Pings(machine.Lan, await machine.ReadAddresses());
        var watch = new Watch(machine, report, before, (pings, await Session.Open(machine)));
        var since = DateTime.UtcNow;
        await Task.Delay(s_quiet);
        watch._quiet = watch.DescribeGaps(since);
        return watch;
    }

    /// <summary>Runs a command in the session, and checks the host some time after.</summary>
    /// <param name="what">What is done, for the report.</param>
    /// <param name="command">The command of the shell.</param>
    /// <param name="cut">How long nothing may come back.</param>
    internal Task Do(string what, string command, TimeSpan cut) =>
        _isLockedOut ? DoFromAside(what, command, cut) : Do(what, () => _session.Run(command, s_limit), cut);

    /// <summary>The same by the lab's port: for commands that end the session's network.</summary>
    internal Task DoFromAside(string what, string command, TimeSpan cut) =>
        Do(what, () => _machine.Control.Run(command, s_limit), cut);

    /// <summary>Checks the host after nothing was done to it for some time.</summary>
    internal async Task WaitFor(string what, Func<Task> wait)
    {
        var since = DateTime.UtcNow;
        await wait();
        await Judge(what, since, Deed.NoCut);
    }

    public async ValueTask DisposeAsync()
    {
        await _pings.DisposeAsync();
        await _session.DisposeAsync();
    }

    private async Task Do(string what, Func<Task<Answer>> act, TimeSpan cut)
    {
        var since = DateTime.UtcNow;
        var answer = await act();
        _report.Note($"{what}: {answer}");
        _report.Check($"{what} succeeds", answer.Status == 0 ? "" : $"status {answer.Status}, {answer.Output.Trim()}");
        await Task.Delay(s_settling);
        await Judge(what, since, cut);
    }

    /// <summary>Checks session, gaps and state.</summary>
    private async Task Judge(string after, DateTime since, TimeSpan cut)
    {
        var lives = await _session.IsAlive();
        _report.Check($"{after}: the session lives", lives ? "" : "no data comes");
        var isShort = Gaps(since).All(gap => gap.Gap <= cut);
        var gaps = $"{DescribeGaps(since)} (quiet host: {_quiet})";
        _report.Check($"{after}: no gap over {cut.TotalSeconds} s", isShort ? "" : gaps, gaps);
        var now = await HostState.Read(_machine);
        _report.Check($"{after}: addresses", Compare(_before.Addresses, now.Addresses));
        _report.Check($"{after}: default routes", Compare(_before.DefaultRoutes, now.DefaultRoutes));
        _report.Check($"{after}: DNS", Compare(_before.Dns, now.Dns));
        var why = await Reopen(lives);
        _report.Check($"{after}: a new session", why);
        _isLockedOut = !lives && why != "";
    }

    /// <summary>Opens another session, which takes the place of one that is dead; says why none can be opened.</summary>
    private async Task<string> Reopen(bool lives)
    {
        try
        {
            var session = await Session.Open(_machine);
            await (lives ? session : _session).DisposeAsync();
            _session = lives ? _session : session;
            return "";
        }
        catch (TimeoutException exception)
        {
            return exception.Message;
        }
    }

    private IEnumerable<(string What, TimeSpan Gap)> Gaps(DateTime since) =>
        _pings.LongestGaps(since).Prepend(("session", _session.Ticks.LongestGap(since)));

    private string DescribeGaps(DateTime since) =>
        string.Join(
            ", ",
            Gaps(since)
                .Select(gap =>
                    string.Create(CultureInfo.InvariantCulture, $"{gap.What} {gap.Gap.TotalMilliseconds:F0} ms")
                )
        );

    /// <summary>Says what is gone and what is new, if anything is.</summary>
    internal static string Compare(IReadOnlyList<string> before, IReadOnlyList<string> now)
    {
        if (before.SequenceEqual(now))
            return "";
        string[] gone = [.. before.Except(now)];
        string[] added = [.. now.Except(before)];
        return gone.Length + added.Length > 0
            ? $"gone: {Join(gone)}; new: {Join(added)}"
            : $"in another order: {Join(now)}";
    }

    private static string Join(IEnumerable<string> lines) => string.Join(", ", lines.DefaultIfEmpty("nothing"));
}
