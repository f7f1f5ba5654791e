using System.Diagnostics;
using Xen.Hotplug.TestSupport.Benchmarks;

namespace Xen.Hotplug.CompareBenchmark;

/// <summary>A hotplug program on a host of its own, called as libxl calls it.</summary>
/// <param name="name">What it is called in the report.</param>
/// <param name="world">The host.</param>
/// <param name="program">The program.</param>
/// <param name="words">What it is told besides the event.</param>
internal sealed class Contender(string name, World world, string program, params string[] words)
{
    // What one event leaves to the kernel to do later is over by then.
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(80);

    public string Name => name;

    public World World => world;

    /// <summary>Whether it would take minutes to fill a bridge, so that this is done for it.</summary>
    public bool IsSlow { get; init; }

    /// <summary>What is done in place of starting the program; it returns how long that took.</summary>
    public Func<Happening, Vif, TimeSpan>? Act { get; init; }

    /// <summary>The command that lists the rules it makes for a port; none if it is to make none.</summary>
    public string[] ListsRules { get; init; } = [];

    public Dictionary<(Place Place, Happening Happening), Series> Times { get; } = [];

    public Dictionary<(int Count, Happening Happening), Together> Together { get; } = [];

    public Dictionary<Happening, Examination> Examinations { get; } = [];

    /// <summary>Measures one event that happens alone.</summary>
    public void Measure(Place place, Happening happening, Vif vif, bool counts = true)
    {
        var time = Run(happening, vif);
        if (!counts)
            return;
        if (!Times.TryGetValue((place, happening), out var series))
            Times.Add((place, happening), series = new Series());
        series.Add(time);
    }

    /// <summary>Makes all vifs from one number to another ports that stay.</summary>
    public void Fill(int first, int last)
    {
        var next = first;
        if (!IsSlow)
            while (next <= last)
                Call(Happening.Online, new Vif(next++));
        // Of a slow one the first is the pattern from which the others are copied.
        if (next == 1)
            Call(Happening.Online, new Vif(next++));
        if (next <= last)
            world.Run("tests/bench/compare/host", "fill", $"{next}", $"{last}");
        ConnectFrontends(Happening.Online, first, last);
    }

    /// <summary>Measures the same event of several vifs, all at once: until the last is done.</summary>
    public void MeasureTogether(Happening happening, Vif[] vifs)
    {
        if (happening == Happening.Online)
            world.Run(
                "xenstore-write",
                [.. vifs.SelectMany(vif => (string[])[$"{vif.Backend}/hotplug-status", "none"])]
            );
        if (happening == Happening.Offline)
            ConnectFrontends(happening, vifs[0].Number, vifs[^1].Number);
        Thread.Sleep(s_pause);
        var commands = vifs.Select(vif => (Line: CommandLine(happening), vif.Environment)).ToList();
        var (time, statuses) = world.Do(() =>
        {
            var start = Stopwatch.GetTimestamp();
            var children = commands.ConvertAll(command => Child.Start(command.Line, command.Environment));
            var statuses = children.ConvertAll(Child.Wait);
            return (Stopwatch.GetElapsedTime(start), statuses);
        });
        var failures = vifs.Where((vif, index) => statuses[index] != 0 || !IsDone(happening, vif)).ToHashSet();
        if (happening == Happening.Online)
        {
            failures.UnionWith(Unconnected(vifs));
            ConnectFrontends(happening, vifs[0].Number, vifs[^1].Number);
        }

        if (!Together.TryGetValue((vifs.Length, happening), out var together))
            Together.Add((vifs.Length, happening), together = new Together());
        together.Times.Add(time);
        together.Failures += failures.Count;
    }

    /// <summary>Looks at each event in ways that would slow it down.</summary>
    public void Examine(Vif vif)
    {
        foreach (var happening in Happenings.Both)
        {
            Run(happening, vif);
            CheckRules(happening, vif);
        }
        foreach (var happening in Happenings.Both)
            Examinations.Add(
                happening,
                new Examination(Examination.MeasureMemory(under => RunUnder(under, happening)))
            );
        foreach (var happening in Happenings.Both)
            Examinations[happening].Processes = Examination.CountProcesses(under => RunUnder(under, happening));

        void RunUnder(string[] under, Happening happening) => Run(happening, vif, under);
    }

    /// <summary>Runs one event, and sees to it that it did what it is for.</summary>
    public TimeSpan Run(Happening happening, Vif vif, params string[] under)
    {
        if (happening == Happening.Offline)
            ConnectFrontends(happening, vif.Number, vif.Number);
        Thread.Sleep(s_pause);
        var time = Call(happening, vif, under);
        if (happening == Happening.Online)
            ConnectFrontends(happening, vif.Number, vif.Number);
        return time;
    }

    private TimeSpan Call(Happening happening, Vif vif, params string[] under)
    {
        string[] commandLine = [.. under, .. CommandLine(happening)];
        var time = world.Do(() => Act?.Invoke(happening, vif) ?? Child.Run(commandLine, vif.Environment));
        return IsDone(happening, vif)
            ? time
            : throw new InvalidOperationException(
                $"{name}: {happening.Word()} left {vif.Name} where it should not be."
            );
    }

    /// <summary>
    /// Does what netback does: a vif gets its carrier when its frontend connects, once it is told that the hotplug program
    /// is done, and loses it before libxl calls that again.
    /// </summary>
    private void ConnectFrontends(Happening happening, int first, int last) =>
        world.Run(
            "tests/bench/compare/host",
            "frontends",
            happening == Happening.Online ? "up" : "down",
            $"{first}",
            $"{last}"
        );

    private void CheckRules(Happening happening, Vif vif)
    {
        if (ListsRules is not [var lister, .. var arguments])
            return;
        var isThere = world.Run(lister, arguments).Contains(vif.Name, StringComparison.Ordinal);
        if (isThere != (happening == Happening.Online))
            throw new InvalidOperationException(
                $"{name}: after {happening.Word()}, {vif.Name} has {(isThere ? "" : "no ")}rules."
            );
    }

    private string[] CommandLine(Happening happening) => [program, happening.Word(), "type_if=vif", .. words];

    private bool IsDone(Happening happening, Vif vif) => world.Do(() => vif.IsPort) == (happening == Happening.Online);

    /// <summary>Those whose guests would wait for their NIC for ever.</summary>
    private IEnumerable<Vif> Unconnected(Vif[] vifs)
    {
        var paths = vifs.Select(vif => $"{vif.Backend}/hotplug-status");
        var values = world.Run("xenstore-read", [.. paths]).Split('\n');
        return vifs.Where((_, index) => values[index] != "connected");
    }
}
