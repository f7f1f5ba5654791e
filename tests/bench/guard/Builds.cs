using Xen.Hotplug.TestSupport.Benchmarks;

namespace Xen.Hotplug.GuardBenchmark;

/// <summary>How many frames a second pass a guarded port, with another build's guard and with ours.</summary>
internal sealed record Builds(double Base, double Ours)
{
    /// <summary>How often each is measured.</summary>
    internal const int Rounds = 31;

    internal static Builds Measure(Host @base, Host ours)
    {
        var (baseRates, rates) = (new List<double>(), new List<double>());
        // The port is on the bridge, and its carrier is known.
        ours.SetFirstPort(isGuarded: false);
        using var sender = new Sender(Host.SenderLink, "wire");
        for (var round = 0; round < Rounds; round++)
        {
            baseRates.Add(MeasureRate(@base, sender));
            rates.Add(MeasureRate(ours, sender));
        }
        return new Builds(Statistics.Median(baseRates), Statistics.Median(rates));
    }

    private static double MeasureRate(Host host, Sender sender)
    {
        host.SetFirstPort(isGuarded: true);
        var rate = sender.MeasureRate();
        host.ForgetGuard();
        return rate;
    }
}
