using Xen.Hotplug.Common.Processes;

namespace Xen.Hotplug.XenBridgeDoctor;

/// <summary>A program that runs on this host's network.</summary>
/// <param name="Id">The process's number.</param>
/// <param name="Words">Its command line.</param>
internal sealed record HostProcess(int Id, IReadOnlyList<string> Words)
{
    /// <summary>Whether it works as root.</summary>
    internal bool IsRoots => ProcessTable.IsRoots(Id);

    /// <summary>Looks through /proc. Processes of another network namespace, a container's say, are left out.</summary>
    internal static IReadOnlyList<HostProcess> List()
    {
        var own = ProcessTable.NetworkOf("self");
        var processes = new List<HostProcess>();
        foreach (var id in ProcessTable.List())
        {
            // Another user's namespace cannot be told, and is taken for this one.
            if ((ProcessTable.NetworkOf($"{id}") ?? own) == own && ProcessTable.WordsOf(id) is { Count: > 0 } words)
                processes.Add(new HostProcess(id, words));
        }
        return processes;
    }
}
