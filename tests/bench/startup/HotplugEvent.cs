namespace Xen.Hotplug.StartupBenchmark;

/// <summary>What happens to a guest's NIC, and what was measured of it.</summary>
/// <param name="Name">The word a hotplug program is called with.</param>
/// <param name="LeavesPort">Whether the vif is on the bridge afterwards.</param>
internal sealed record HotplugEvent(string Name, bool LeavesPort)
{
    public Series Times { get; } = new();

    /// <summary>The most memory that any one process of it has held, in megabytes.</summary>
    public double Memory { get; set; }

    /// <summary>How many processes there were, that of the program called among them.</summary>
    public int Processes { get; set; }

    /// <summary>How many programs they ran.</summary>
    public int Programs { get; set; }
}
