namespace Xen.Hotplug.Benchmarks;

/// <summary>Times of the same thing, in milliseconds.</summary>
internal sealed class Series
{
    private readonly List<double> _times = [];

    public double Median => At(0.5);

    /// <summary>What 95 of 100 runs stay within.</summary>
    public double Percentile95 => At(0.95);

    public void Add(TimeSpan time) => _times.Add(time.TotalMilliseconds);

    private double At(double share)
    {
        var sorted = _times.Order().ToList();
        return sorted[Math.Min(sorted.Count - 1, (int)(share * sorted.Count))];
    }
}
