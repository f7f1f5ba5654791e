namespace Xen.Hotplug.GuardBenchmark;

/// <summary>What is printed in the end.</summary>
internal static class Report
{
    private const double MostAddedToOnline = 2;
    private const double MostAddedToOffline = 8;
    private const double MostAddedToMany = 1;
    private const double MostGrowth = 1.2;
    private const double LeastThroughput = 0.95;

    /// <summary>Prints all figures; true if every target is met.</summary>
    public static bool Print(IReadOnlyList<Size> sizes, Departures departures, int runs)
    {
        Console.WriteLine(
            $"""
            vif-bridge with and without the guard, medians of {runs} events each, interleaved, on {Environment.ProcessorCount} processors

            guarded ports        online  guarded   offline  guarded    frames/s  guarded
            """
        );
        foreach (var size in sizes)
            Console.WriteLine(
                $"{size.Guards, 13}{size.Online.Median, 11:F1} ms{size.GuardedOnline.Median, 6:F1} ms{size.Offline.Median, 7:F1} ms{size.GuardedOffline.Median, 6:F1} ms{size.UnguardedPacketsPerSecond, 12:N0}{size.PacketsPerSecond, 9:N0}"
            );
        var (open, guarded) = (departures.OpenTogether, departures.GuardedTogether);
        Console.WriteLine(
            $"""

            {Departures.AtOnce} at once, in ms: online {open.Online.TotalMilliseconds:F0}, guarded {guarded.Online.TotalMilliseconds:F0}; offline {open.Offline.TotalMilliseconds:F0}, guarded {guarded.Offline.TotalMilliseconds:F0}; no failure
            {Departures.InARow} offline in a row, in ms each: {departures.Open.Median:F1}, guarded {departures.Guarded.Median:F1}

            """
        );

        var (first, last) = (sizes[0], sizes[^1]);
        var met = true;
        foreach (var size in sizes)
        {
            met &= Row(
                $"added to online at {size.Guards}, ms",
                size.GuardedOnline.Median - size.Online.Median,
                MostAddedToOnline
            );
            met &= Row(
                $"added to offline at {size.Guards}, ms",
                size.GuardedOffline.Median - size.Offline.Median,
                MostAddedToOffline
            );
        }
        met &= Row(
            "added to each offline in a row, ms",
            departures.Guarded.Median - departures.Open.Median,
            MostAddedToMany
        );
        met &= Row(
            $"added to each of {Departures.AtOnce} offline, ms",
            (guarded.Offline - open.Offline).TotalMilliseconds / Departures.AtOnce,
            MostAddedToMany
        );
        // A bridge with a thousand ports takes longer to take one or let it go, guarded or not: that is the kernel's.
        met &= Growth("online", first, last, size => size.GuardedOnline.Median, size => size.Online.Median);
        met &= Growth("offline", first, last, size => size.GuardedOffline.Median, size => size.Offline.Median);
        // What the machine does meanwhile is in both, so each is taken by what passes without the guard.
        var throughput =
            last.PacketsPerSecond
            / last.UnguardedPacketsPerSecond
            / (first.PacketsPerSecond / first.UnguardedPacketsPerSecond);
        return AtLeast($"frames at {last.Guards} over {first.Guards}", throughput) & met;
    }

    /// <summary>Prints what frames cost beside another build; true if that is not too much.</summary>
    public static bool Print(Builds builds)
    {
        Console.WriteLine(
            $"""

            frames/s of one guarded port, medians of {Builds.Rounds} rounds, interleaved: {builds.Base:N0} with the other build, {builds.Ours:N0} with this one
            """
        );
        return AtLeast("frames beside the other build", builds.Ours / builds.Base);
    }

    private static bool AtLeast(string name, double share)
    {
        var met = share >= LeastThroughput;
        Console.WriteLine($"{name, -35}{share, 6:F2}   at least {LeastThroughput}: {(met ? "met" : "MISSED")}");
        return met;
    }

    private static bool Growth(
        string name,
        Size first,
        Size last,
        Func<Size, double> guarded,
        Func<Size, double> unguarded
    )
    {
        var all = guarded(last) / guarded(first);
        var bridges = unguarded(last) / unguarded(first);
        Console.WriteLine(
            $"{$"{name} at {last.Guards} over {first.Guards}", -35}{all, 6:F2}   without the guard {bridges:F2}"
        );
        return Row("  of which the guard's", all / bridges, MostGrowth);
    }

    private static bool Row(string name, double value, double most)
    {
        Console.WriteLine($"{name, -35}{value, 6:F2}   at most {most}: {(value <= most ? "met" : "MISSED")}");
        return value <= most;
    }
}
