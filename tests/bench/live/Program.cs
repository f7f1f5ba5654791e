using System.Globalization;
using Xen.Hotplug.LiveBenchmark;
using Action = Xen.Hotplug.LiveBenchmark.Action;

// LiveBenchmark PROGRAM RUNS: what a peer of the host notices of PROGRAM, on the host that ./run has set up.
if (args is not [var program, var runsText] || !int.TryParse(runsText, CultureInfo.InvariantCulture, out var runs))
{
    Console.Error.WriteLine("usage: Xen.Hotplug.LiveBenchmark PROGRAM RUNS");
    return 1;
}

const int ClassicRuns = 3;
const int RouterRuns = 3;
var tail = TimeSpan.FromSeconds(1.5);
var quiet = new Action("quiet", [], tail);
var start = new Action("bridge-shadow start", [program, "start", "eth0"], tail);
var stop = new Action("bridge-shadow stop", [program, "stop", "eth0"], tail);

// It takes longer until all is well again.
var classic = new Action("classic shell sequence", ["/bin/bash", "tests/bench/live/classic"], 3 * tail);

var all = new List<Series>();
foreach (var filter in (int[])[0, 1])
{
    var round = ((Action[])[quiet, start, stop]).Select(action => new Series(action, filter)).ToList();
    Stage.Build(filter);
    // The first does not count: it brings code and files into memory.
    for (var i = 0; i <= runs; i++)
    {
        Console.Error.Write($"\rrp_filter {filter}: round {i} of {runs} ");
        foreach (var series in round)
        {
            var run = Watch.Over(series.Action);
            if (i > 0)
                series.Runs.Add(run);
            if (run.Failure != null)
                Stage.Build(filter);
        }
    }
    var comparison = new Series(classic, filter);
    for (var i = 0; i < Math.Min(ClassicRuns, runs); i++)
    {
        Stage.Build(filter);
        comparison.Runs.Add(Watch.Over(classic));
    }
    all.AddRange([.. round, comparison]);
}
var router = new Router(program);
for (var i = 0; i < Math.Min(RouterRuns, runs); i++)
{
    Console.Error.Write($"\rrouter: round {i + 1}        ");
    router.Measure();
}
Console.Error.WriteLine();

return Report.Print(all, start, stop) & router.Print() ? 0 : 1;
