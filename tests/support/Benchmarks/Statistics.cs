namespace Xen.Hotplug.TestSupport.Benchmarks;

/// <summary>Figures about many measurements.</summary>
public static class Statistics
{
    public static double Median(IEnumerable<double> numbers) => Percentile(numbers, 50);

    /// <summary>What so many of a hundred numbers stay within.</summary>
    public static double Percentile(IEnumerable<double> numbers, int percent)
    {
        var sorted = numbers.Order().ToList();
        return sorted[Math.Min(sorted.Count - 1, percent * sorted.Count / 100)];
    }
}
