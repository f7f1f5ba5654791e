using System.Diagnostics;
using System.Net;

namespace Xen.Hotplug.LiveBenchmark;

/// <summary>Runs one action under the eyes of the peer.</summary>
internal static class Watch
{
    private const long NoCollectionFor = 32 << 20;

    private static TimeSpan Head => TimeSpan.FromSeconds(0.3);

    internal static Run Over(Action action)
    {
        var before = Stage.Describe();
        using var echo4 = new Echo(IPAddress.Any);
        using var echo6 = new Echo(IPAddress.IPv6Any);
        using var prober4 = new Prober(IPAddress.Parse("198.51.100.1"), IPAddress.Parse("192.0.2.10"));
        using var prober6 = new Prober(IPAddress.Parse("2001:db8:ffff::1"), IPAddress.Parse("2001:db8::10"));
        echo4.Start();
        echo6.Start();

        // A collection would stop all threads.
        var collects = !GC.TryStartNoGCRegion(NoCollectionFor);
        prober4.Start();
        prober6.Start();
        Thread.Sleep(Head);
        var start = Stopwatch.GetTimestamp();
        var (time, failure) = action.Run();
        Thread.Sleep(action.Tail);
        var (inet, inet6) = (prober4.Finish(start), prober6.Finish(start));
        if (!collects && System.Runtime.GCSettings.LatencyMode == System.Runtime.GCLatencyMode.NoGCRegion)
            GC.EndNoGCRegion();

        return new Run(
            time.TotalMilliseconds,
            failure,
            inet,
            inet6,
            Stage.Compare(before, Stage.Describe()),
            prober4.GoesFirst && prober6.GoesFirst
        );
    }
}
