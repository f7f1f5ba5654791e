using System.Globalization;
using Xen.Hotplug.CompareBenchmark;

// CompareBenchmark FOLDER STORE RUNS [BASE]: compares the programs in FOLDER with what else does their work, or with another
// build of them, in BASE; prints it as Markdown.
if (
    args is not [var folder, var store, var runsText, .. { Length: <= 1 } others]
    || !int.TryParse(runsText, CultureInfo.InvariantCulture, out var runs)
    || runs < 1
)
{
    Console.Error.WriteLine(
        "usage: Xen.Hotplug.CompareBenchmark FOLDER STORE RUNS [BASE]; see the script run beside the source"
    );
    return 2;
}

using var syslog = Syslog.Listen();
if (others is [var other])
    return new Builds(Path.Combine(other, "vif-bridge"), Path.Combine(folder, "vif-bridge"), store).Compare(runs)
        ? 0
        : 1;

var rounds = new Rounds(runs);
var machine = Machine.Describe(rounds).ToList();
var programs = new DirectoryInfo(folder)
    .EnumerateFiles()
    .Where(file => file.Extension.Length == 0)
    .OrderBy(file => file.Name, StringComparer.Ordinal)
    .ToList();

using var contest = new Contest(Path.Combine(folder, "vif-bridge"), store, rounds);
contest.Run();
var uplink = Uplink.Measure(Path.Combine(folder, "bridge-shadow"), rounds.Uplink);
Progress.End();

var targets = new Targets(contest, programs);
Console.Write(Report.Write(contest, uplink, machine, programs, targets, rounds));
return targets.AreMet ? 0 : 1;
