using System.Globalization;
using Xen.Hotplug.TestSupport.Benchmarks;

namespace Xen.Hotplug.CompareBenchmark;

/// <summary>What the figures were taken on, and with.</summary>
internal static class Machine
{
    /// <summary>Lines of a list.</summary>
    public static IEnumerable<string> Describe(Rounds rounds) =>
        [
            $"Command: `make bench` (RUNS={rounds.Alone})",
            $"Machine: {Processor()}, {Environment.ProcessorCount} processors, {Memory():F1} GB of memory",
            $"Kernel: {File.ReadAllText("/proc/sys/kernel/osrelease").Trim()}; load before the run: {Load()}",
            $"Date: {DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}",
            $"Stock scripts: xen-utils-common {Package("xen-utils-common")}; {Tool.Run("iptables", "--version").Trim()};"
                + $" iproute2 {Package("iproute2")}; nftables {Package("nftables")}",
        ];

    private static string Processor() => Field("/proc/cpuinfo", "model name") ?? "a processor without a name";

    private static double Memory() =>
        double.Parse(Field("/proc/meminfo", "MemTotal")!.Split(' ')[0], CultureInfo.InvariantCulture) * 1024 / 1e9;

    private static string Load() => File.ReadAllText("/proc/loadavg").Split(' ')[0];

    private static string? Field(string file, string name) =>
        File.ReadLines(file)
            .FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))
            ?.Split(':', 2)[1]
            .Trim();

    private static string Package(string name)
    {
        try
        {
            return Tool.Run("dpkg-query", "--show", "--showformat=${Version}", name);
        }
        catch (Exception exception)
            when (exception is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return "of a version unknown";
        }
    }
}
