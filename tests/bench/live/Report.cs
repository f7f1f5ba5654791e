using Xen.Hotplug.TestSupport.Benchmarks;

namespace Xen.Hotplug.LiveBenchmark;

/// <summary>What is printed in the end.</summary>
internal static class Report
{
    private const int MostLost = 2;
    private const double GapBeyondQuiet = 5;
    private const double StartLimit = 50;

    private static readonly bool[] Families = [false, true];

    /// <summary>Prints all figures, and each target of those series that have one; true if every one is met.</summary>
    internal static bool Print(IReadOnlyList<Series> all, Action start, Action stop)
    {
        Console.WriteLine(
            $"""

            A probe is a datagram that the peer sends each millisecond, and the host's answer; one without an answer within
            1 s is lost. gap: the longest time between two answers. stall: the longest time in which nothing came back over
            the TCP connection, which sends each 5 ms. Milliseconds; "most" is the worst of all runs. Linux {ReadRelease()},
            {Environment.ProcessorCount} processors, load {ReadLoad()}; {Priority(all)}.

            {"", -36}{"command", 12}{"gap", 16}{"lost", 8}{"stall", 8}{"TCP", 8}{"all", 8}
            {"", -34}{"median", 7}{"most", 7}{"median", 9}{"most", 7}{"most", 8}{"most", 8}{"lived", 8}{"back", 8}
            """
        );
        foreach (var filter in all.GroupBy(series => series.ReversePathFilter))
        {
            foreach (var inet6 in Families)
            {
                Console.WriteLine($"{Name(inet6)}, rp_filter {filter.Key}");
                foreach (var series in filter)
                    PrintSeries(series, inet6);
            }
        }
        Console.WriteLine("\nTargets, each in every run:");
        var met = true;
        foreach (var series in all.Where(series => series.Action == start || series.Action == stop))
        {
            var quiet = all.Single(other =>
                other.Action.IsQuiet && other.ReversePathFilter == series.ReversePathFilter
            );
            foreach (var inet6 in Families)
                met &= Judge(series, quiet, inet6);
            met &= JudgeCommand(series, series.Action == start);
        }
        return met;
    }

    private static void PrintSeries(Series series, bool inet6)
    {
        var seen = series.Over(inet6).ToList();
        var runs = series.Runs;
        var times = series.Action.IsQuiet
            ? $"{"-", 7}{"-", 7}"
            : $"{Statistics.Median(runs.Select(run => run.Time)), 7:F1}{runs.Max(run => run.Time), 7:F1}";
        Console.WriteLine(
            $"  {series.Action.Name, -32}{times}{Statistics.Median(seen.Select(one => one.Gap)), 9:F1}{seen.Max(one => one.Gap), 7:F1}"
                + $"{seen.Max(one => one.Lost), 8}{seen.Max(one => one.Stall), 8:F1}"
                + $"{Share(seen.Count(one => one.ConnectionLived), runs.Count), 8}"
                + $"{Share(runs.Count(run => run.Difference.Length == 0), runs.Count), 8}"
        );
    }

    private static bool Judge(Series series, Series quiet, bool inet6)
    {
        var seen = series.Over(inet6).ToList();
        var limit = quiet.Over(inet6).Max(one => one.Gap) + GapBeyondQuiet;
        var name = $"{series.Action.Name}, {Name(inet6)}, rp_filter {series.ReversePathFilter}";
        var met =
            Row($"{name}: at most {MostLost} probes lost", seen.Count(one => one.Lost <= MostLost), seen.Count)
            & Row(
                $"{name}: gap at most {limit:F1} ms ({GapBeyondQuiet} over quiet)",
                seen.Count(one => one.Gap <= limit),
                seen.Count
            )
            & Row($"{name}: TCP lives", seen.Count(one => one.ConnectionLived), seen.Count);
        foreach (var (one, index) in seen.Select((one, index) => (one, index)))
        {
            if (one.Lost > MostLost || one.Gap > limit)
                Console.WriteLine(
                    $"run {index + 1} of {name}: {one.Lost} lost, sent {one.FirstLost:F1} to {one.LastLost:F1} ms after the"
                        + $" command began, which took {series.Runs[index].Time:F1}; gap {one.Gap:F1}, stall {one.Stall:F1}"
                );
        }
        return met;
    }

    private static bool JudgeCommand(Series series, bool isTimed)
    {
        var name = $"{series.Action.Name}, rp_filter {series.ReversePathFilter}";
        var runs = series.Runs;
        var met =
            Row($"{name}: succeeds", runs.Count(run => run.Failure == null), runs.Count)
            & Row($"{name}: every address and route back", runs.Count(run => run.Difference.Length == 0), runs.Count)
            & (!isTimed || Row($"{name}: under {StartLimit} ms", runs.Count(run => run.Time < StartLimit), runs.Count));
        foreach (var (run, index) in runs.Select((run, index) => (run, index)))
        {
            if (run.Failure != null || run.Difference.Length > 0)
                Console.WriteLine($"run {index + 1}: {run.Failure}\n{run.Difference}".Trim());
        }
        return met;
    }

    /// <summary>Prints a target, and in how many runs it was met; true if in all.</summary>
    internal static bool Row(string target, int met, int runs)
    {
        Console.WriteLine($"{(met == runs ? "met   " : "MISSED")} {Share(met, runs), 6}  {target}");
        return met == runs;
    }

    private static string Share(int part, int all) => $"{part}/{all}";

    private static string Name(bool inet6) => inet6 ? "IPv6" : "IPv4";

    private static string Priority(IReadOnlyList<Series> all) =>
        all.All(series => series.Runs.All(run => run.ProbersGoFirst))
            ? "peer and echo run at SCHED_FIFO"
            : "peer and echo run at ordinary priority, so the machine's load shows in every gap";

    private static string ReadRelease() => File.ReadAllText("/proc/sys/kernel/osrelease").Trim();

    private static string ReadLoad() => File.ReadAllText("/proc/loadavg").Split(' ')[0];
}
