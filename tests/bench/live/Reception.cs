namespace Xen.Hotplug.LiveBenchmark;

/// <summary>What a peer saw of the host in one run, over IPv4 or over IPv6.</summary>
/// <param name="Gap">The longest time between two answers, in milliseconds.</param>
/// <param name="Lost">How many probes had no answer within a second.</param>
/// <param name="FirstLost">When the first of them was sent, in milliseconds from the command's beginning.</param>
/// <param name="LastLost">When the last of them was sent.</param>
/// <param name="Stall">The longest time in which nothing came over the connection, in milliseconds.</param>
/// <param name="ConnectionLived">Whether all that was sent over it came back, in order.</param>
internal readonly record struct Reception(
    double Gap,
    int Lost,
    double FirstLost,
    double LastLost,
    double Stall,
    bool ConnectionLived
);
