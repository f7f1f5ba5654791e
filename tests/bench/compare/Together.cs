using Xen.Hotplug.TestSupport.Benchmarks;

namespace Xen.Hotplug.CompareBenchmark;

/// <summary>What was measured of several events at once.</summary>
internal sealed class Together
{
    /// <summary>Until the last was done.</summary>
    public Series Times { get; } = new();

    /// <summary>Events that failed, or succeeded and left something undone, in all runs.</summary>
    public int Failures { get; set; }
}
