namespace Xen.Hotplug.LiveBenchmark;

/// <summary>One run of an action.</summary>
/// <param name="Time">What the command took, in milliseconds.</param>
/// <param name="Failure">Why the command failed; null if it did not.</param>
/// <param name="Inet">What the peer saw over IPv4.</param>
/// <param name="Inet6">What the peer saw over IPv6.</param>
/// <param name="Difference">How addresses and routes differ from those before; empty if they do not.</param>
/// <param name="ProbersGoFirst">Whether the peer's threads went before ordinary ones.</param>
internal sealed record Run(
    double Time,
    string? Failure,
    Reception Inet,
    Reception Inet6,
    string Difference,
    bool ProbersGoFirst
);
