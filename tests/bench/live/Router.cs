using Xen.Hotplug.TestSupport.Benchmarks;

namespace Xen.Hotplug.LiveBenchmark;

/// <summary>What start and stop take on a router, as ./router makes it.</summary>
internal sealed class Router(string program)
{
    private const double TimeLimit = 2000;
    private const double MemoryLimit = 250;
    private const string Notes = "/run/router";

    private static readonly string[] s_commands = ["start", "stop"];

    private readonly Dictionary<string, List<RouterRun>> _runs = s_commands.ToDictionary(
        command => command,
        _ => new List<RouterRun>()
    );

    /// <summary>Starts and stops once.</summary>
    internal void Measure()
    {
        Tool.Run("tests/bench/live/router");
        File.Delete(Notes);
        Tool.Run("tests/bench/live/differences", Notes);
        foreach (var command in s_commands)
            _runs[command].Add(Run(command));
    }

    /// <summary>Prints all figures, and each target; true if every one is met.</summary>
    internal bool Print()
    {
        Console.WriteLine(
            $"""

            A router: 50,000 routes, 1,000 addresses, 500 next hop objects, 4,000 neighbours, half of each of IPv6. Milliseconds,
            and the most memory that was resident, in MB.

            {"", -36}{"median", 8}{"most", 8}{"memory", 8}
            """
        );
        foreach (var (command, runs) in _runs)
            Console.WriteLine(
                $"  {Name(command), -34}{Statistics.Median(runs.Select(run => run.Time)), 8:F0}{runs.Max(run => run.Time), 8:F0}{runs.Max(run => run.Memory), 8:F0}"
            );
        Console.WriteLine("\nTargets, each in every run:");
        var met = true;
        foreach (var (command, runs) in _runs)
            met &= Judge(Name(command), runs);
        return met;
    }

    private static bool Judge(string name, List<RouterRun> runs)
    {
        var met =
            Report.Row($"{name}: succeeds", runs.Count(run => run.Failure == null), runs.Count)
            & Report.Row($"{name}: everything back", runs.Count(run => run.Difference.Length == 0), runs.Count)
            & Report.Row($"{name}: under {TimeLimit} ms", runs.Count(run => run.Time < TimeLimit), runs.Count)
            & Report.Row($"{name}: under {MemoryLimit} MB", runs.Count(run => run.Memory < MemoryLimit), runs.Count);
        foreach (var run in runs.Where(run => run.Failure != null || run.Difference.Length > 0))
            Console.WriteLine($"{run.Failure}\n{run.Difference}".Trim());
        return met;
    }

    private RouterRun Run(string command)
    {
        var end = Child.RunToEnd([program, command, "eth0"], ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"]);
        return new RouterRun(
            end.Time.TotalMilliseconds,
            end.PeakMemory / 1e6,
            end.Status == 0 ? null : $"{Name(command)} ended with wait status {end.Status}",
            Tool.Run("tests/bench/live/differences", Notes)
        );
    }

    private static string Name(string command) => $"router, bridge-shadow {command}";
}

/// <summary>One start or stop on the router.</summary>
/// <param name="Time">What it took, in milliseconds.</param>
/// <param name="Memory">The most memory that it had, in megabytes.</param>
/// <param name="Failure">Why it failed; null if it did not.</param>
/// <param name="Difference">What is not as it was before; empty if all is.</param>
internal sealed record RouterRun(double Time, double Memory, string? Failure, string Difference);
