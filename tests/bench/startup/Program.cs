using System.Globalization;
using Xen.Hotplug.StartupBenchmark;

// StartupBenchmark PROGRAM RUNS: times PROGRAM beside Debian's vif-bridge, on the host that ./run has set up.
if (args is not [var program, var runsText] || !int.TryParse(runsText, CultureInfo.InvariantCulture, out var runs))
{
    Console.Error.WriteLine("usage: Xen.Hotplug.StartupBenchmark PROGRAM RUNS");
    return 1;
}

using var syslog = Syslog.Listen();

var ours = new Contender(program);
var stock = new Contender("/etc/xen/scripts/vif-bridge");
var floor = new Series();

// The first round does not count: it brings files into memory.
for (var round = 0; round <= runs; round++)
{
    ours.Time(counts: round > 0);
    stock.Time(counts: round > 0);
    var nothing = Child.Run(["/bin/true"], []);
    if (round > 0)
        floor.Add(nothing);
}
ours.Examine();
stock.Examine();

return Report.Print(ours, stock, floor, runs) ? 0 : 1;
