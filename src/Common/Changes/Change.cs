namespace Xen.Hotplug.Common.Changes;

/// <summary>
/// One step from what is to what is wanted. It describes itself as the command that a person would have
/// typed; that one text serves the dry run, the debug log and the error.
/// </summary>
/// <param name="Command">The command that has the same effect; a line each, where it takes several.</param>
/// <param name="Apply">Makes the change; throws a <see cref="HotplugException"/> where it cannot.</param>
public sealed record Change(string Command, Action Apply)
{
    /// <summary>What the error calls the change; for one whose command has several lines.</summary>
    public string? Summary { get; init; }

    /// <summary>
    /// Whether the plan has reached its goal without it, as with what is only tidied up: its failure is a shortcoming,
    /// and undoes nothing.
    /// </summary>
    public bool IsTidying { get; init; }

    /// <summary>The command that takes the change back; null if there is nothing to take back.</summary>
    public string? UndoCommand { get; init; }

    /// <summary>
    /// Restores what was before. It is called for the change that failed too, which may have been made all the
    /// same, and so must do no harm where nothing was changed.
    /// </summary>
    public Action? Undo { get; init; }
}
