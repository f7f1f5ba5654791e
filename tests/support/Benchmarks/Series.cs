namespace Xen.Hotplug.TestSupport.Benchmarks;

/// <summary>Times of the same thing, in milliseconds.</summary>
public sealed class Series
{
    private readonly List<double> _times = [];

    public IReadOnlyList<double> Milliseconds => _times;

    public double Median => Statistics.Median(_times);

    /// <summary>What 95 of 100 runs stay within.</summary>
    public double Percentile95 => Statistics.Percentile(_times, 95);

    public void Add(TimeSpan time) => _times.Add(time.TotalMilliseconds);
}
