namespace Xen.Hotplug.StartupBenchmark;

/// <summary>What is printed in the end.</summary>
internal static class Report
{
    /// <summary>Prints all figures; true if every target is met.</summary>
    public static bool Print(Contender ours, Contender stock, Series floor, int runs)
    {
        Console.WriteLine(
            $"""
            vif-bridge on a bridge with one port, {runs} runs each, interleaved, on {Environment.ProcessorCount} processors
            ours:  {ours.Program}
            stock: {stock.Program}

            milliseconds          median     95 %
            """
        );
        PrintTimes("/bin/true", floor);
        PrintTimes("ours, online", ours.Online.Times);
        PrintTimes("stock, online", stock.Online.Times);
        PrintTimes("ours, offline", ours.Offline.Times);
        PrintTimes("stock, offline", stock.Offline.Times);

        Console.WriteLine($"\n{"", -20}{"ours", 8}{"stock", 9}");
        var met = true;
        foreach (var (our, their, share) in Pairs(ours, stock))
        {
            var times = their.Times.Median / our.Times.Median;
            met &= Row(
                $"{our.Name}, ms",
                $"{our.Times.Median:F1}",
                $"{their.Times.Median:F1}",
                $"under 1/{share}: 1/{times:F1}",
                times > share
            );
            met &= Row(
                $"{our.Name}, memory, MB",
                $"{our.Memory:F1}",
                $"{their.Memory:F1}",
                "under 10",
                our.Memory < 10
            );
            met &= Row($"{our.Name}, processes", $"{our.Processes}", $"{their.Processes}", "1", our.Processes == 1);
            met &= Row($"{our.Name}, programs run", $"{our.Programs}", $"{their.Programs}", "1", our.Programs == 1);
        }
        var size = new FileInfo(ours.Program).Length / 1e6;
        met &= Row("program, MB", $"{size:F1}", "", "under 8", size < 8);
        return met;
    }

    private static IEnumerable<(HotplugEvent Our, HotplugEvent Their, int Share)> Pairs(
        Contender ours,
        Contender stock
    ) => [(ours.Online, stock.Online, 6), (ours.Offline, stock.Offline, 4)];

    private static void PrintTimes(string name, Series times) =>
        Console.WriteLine($"{name, -20}{times.Median, 8:F1}{times.Percentile95, 9:F1}");

    private static bool Row(string name, string ours, string stock, string target, bool isMet)
    {
        Console.WriteLine($"{name, -20}{ours, 8}{stock, 9}   {(isMet ? "met   " : "MISSED")} {target}");
        return isMet;
    }
}
