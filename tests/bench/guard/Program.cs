using System.Globalization;
using Xen.Hotplug.GuardBenchmark;

if (
    args is not [var program, var runsText, .. { Length: <= 1 } bases]
    || !int.TryParse(runsText, CultureInfo.InvariantCulture, out var runs)
    || runs < 1
)
{
    Console.Error.WriteLine(
        "Usage: Xen.Hotplug.GuardBenchmark VIF-BRIDGE RUNS [BASE-VIF-BRIDGE]; see the script run beside the source."
    );
    return 2;
}

var host = new Host(program);
var builds = bases.Select(@base => Builds.Measure(new Host(@base), host)).ToList();
var sizes = new List<Size>();
foreach (var guards in new[] { 1, 100, 1000 })
{
    host.GuardPorts(guards);
    sizes.Add(Size.Measure(host, guards, runs));
    Console.Error.WriteLine($"{guards} guarded ports: measured");
}
return Report.Print(sizes, Departures.Measure(host), runs) & builds.TrueForAll(Report.Print) ? 0 : 1;
