using Xen.Hotplug.Common.Managers;
using Xen.Hotplug.Common.Processes;

namespace Xen.Hotplug.Common.Confirmation;

/// <summary>What takes a change back: a systemd timer or a process. While it is being armed, neither may be there yet.</summary>
/// <param name="Unit">The name that timer and service share, without their ends; null for a process.</param>
/// <param name="Process">The process; 0 for none.</param>
/// <param name="Started">When the process began: another one may have its number later.</param>
public sealed record Reverter(string? Unit, int Process, long Started)
{
    /// <summary>A process that was started, and whose number is not known yet.</summary>
    internal static Reverter Unclaimed { get; } = new(null, 0, 0);

    /// <summary>This process.</summary>
    internal static Reverter Self =>
        new(null, Environment.ProcessId, ProcessState.TryRead(Environment.ProcessId)?.Started ?? 0);

    /// <summary>Whether the change will be taken back: the timer runs, or what it started, or the process.</summary>
    public bool IsThere =>
        Unit != null ? Systemd.IsActive($"{Unit}.timer") || Systemd.IsStarted($"{Unit}.service") : IsProcessThere;

    /// <summary>Whether the process is there, and still the same.</summary>
    internal bool IsProcessThere => Process > 0 && ProcessState.TryRead(Process)?.Started == Started;

    /// <summary>Ends it, unless it is this program.</summary>
    internal void End()
    {
        try
        {
            if (Unit != null)
                _ = HostCommand.Ask("systemctl", "--quiet", "stop", $"{Unit}.timer");
            else if (IsProcessThere && Process != Environment.ProcessId)
                ProcessEnd.Kill([Process]);
        }
        catch (HotplugException)
        {
            // It finds nothing to take back, and ends by itself.
        }
    }

    /// <summary>The words for it in a sentence.</summary>
    public string Describe() =>
        Unit != null ? $"the unit {Unit}.timer"
        : Process > 0 ? $"process {Process}"
        : "a process";
}
