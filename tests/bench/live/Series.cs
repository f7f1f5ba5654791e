namespace Xen.Hotplug.LiveBenchmark;

/// <summary>All runs of one action with one setting of rp_filter.</summary>
internal sealed record Series(Action Action, int ReversePathFilter)
{
    internal List<Run> Runs { get; } = [];

    internal IEnumerable<Reception> Over(bool inet6) => Runs.Select(run => inet6 ? run.Inet6 : run.Inet);
}
