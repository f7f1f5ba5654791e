using Xen.Hotplug.TestSupport.Benchmarks;

namespace Xen.Hotplug.GuardBenchmark;

/// <summary>What was measured of many guests that go without a pause, guarded and not.</summary>
/// <param name="Open">One after the other, unguarded.</param>
/// <param name="Guarded">One after the other, guarded.</param>
internal sealed record Departures(Series Open, Series Guarded)
{
    /// <summary>How many go one after the other.</summary>
    internal const int InARow = 300;

    /// <summary>How many come and go at once.</summary>
    internal const int AtOnce = 64;

    /// <summary>All of those, unguarded.</summary>
    internal required (TimeSpan Online, TimeSpan Offline) OpenTogether { get; init; }

    /// <summary>All of those, guarded.</summary>
    internal required (TimeSpan Online, TimeSpan Offline) GuardedTogether { get; init; }

    internal static Departures Measure(Host host) =>
        new(host.TimeDepartures(InARow, isGuarded: false), host.TimeDepartures(InARow, isGuarded: true))
        {
            OpenTogether = host.TimeTogether(AtOnce, isGuarded: false),
            GuardedTogether = host.TimeTogether(AtOnce, isGuarded: true),
        };
}
