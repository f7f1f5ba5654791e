namespace Xen.Hotplug.Common.Changes;

/// <summary>A change of a plan failed; those before it were undone as far as that was possible.</summary>
/// <param name="command">The command of the change that failed, or what it is called.</param>
/// <param name="reason">Why it failed.</param>
/// <param name="undoFailures">What could not be undone, a sentence each.</param>
public sealed class PlanException(string command, Exception reason, IReadOnlyList<string> undoFailures)
    : HotplugException(
        undoFailures.Count == 0
            ? $"{command}: {reason.Message}; what was done before was undone"
            : $"{command}: {reason.Message}; undoing it failed too: {string.Join("; ", undoFailures)}",
        reason
    );
