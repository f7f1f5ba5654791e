namespace Xen.Hotplug.Common.Changes;

/// <summary>A change of a plan failed; those before it were undone as far as that was possible.</summary>
public sealed class PlanException : HotplugException
{
    /// <param name="command">The command of the change that failed, or what it is called.</param>
    /// <param name="reason">Why it failed.</param>
    /// <param name="undoFailures">What could not be undone.</param>
    public PlanException(string command, Exception reason, IReadOnlyList<string> undoFailures)
        : base(Say(command, reason, undoFailures), reason) => UndoFailures = undoFailures;

    /// <summary>What could not be undone, a sentence each; empty where everything is as before.</summary>
    public IReadOnlyList<string> UndoFailures { get; }

    private static string Say(string command, Exception reason, IReadOnlyList<string> undoFailures) =>
        undoFailures.Count == 0
            ? $"{command}: {reason.Message}; what was done before was undone"
            : $"{command}: {reason.Message}; undoing it failed too: {string.Join("; ", undoFailures)}";
}
