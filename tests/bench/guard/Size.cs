using Xen.Hotplug.TestSupport.Benchmarks;

namespace Xen.Hotplug.GuardBenchmark;

/// <summary>What was measured with so many guarded ports on the bridge.</summary>
internal sealed record Size(
    int Guards,
    Series Online,
    Series GuardedOnline,
    Series Offline,
    Series GuardedOffline,
    double PacketsPerSecond,
    double UnguardedPacketsPerSecond
)
{
    private const int Rounds = 15;

    internal static Size Measure(Host host, int guards, int runs)
    {
        var size = new Size(guards, new Series(), new Series(), new Series(), new Series(), 0, 0);
        for (var run = 0; run < runs; run++)
        {
            size.Online.Add(host.TimeOnline(run, isGuarded: false));
            size.Offline.Add(host.TimeOffline(run));
            size.GuardedOnline.Add(host.TimeOnline(run, isGuarded: true));
            size.GuardedOffline.Add(host.TimeOffline(run));
        }
        var (guarded, unguarded) = (new List<double>(), new List<double>());
        using var sender = new Sender(Host.SenderLink, "wire");
        for (var round = 0; round < Rounds; round++)
        {
            host.SetFirstPort(isGuarded: false);
            unguarded.Add(sender.MeasureRate());
            host.SetFirstPort(isGuarded: true);
            guarded.Add(sender.MeasureRate());
        }
        return size with
        {
            PacketsPerSecond = Statistics.Median(guarded),
            UnguardedPacketsPerSecond = Statistics.Median(unguarded),
        };
    }
}
