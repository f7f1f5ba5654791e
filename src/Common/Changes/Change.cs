namespace Xen.Hotplug.Common.Changes;

/// <summary>
/// One step from what is to what is wanted. It describes itself as the command that a person would have
/// typed; that one text serves the dry run, the debug log and the error.
/// </summary>
public sealed record Change
{
    private readonly Func<string> _describe;

    /// <summary>A change that one command describes.</summary>
    /// <param name="command">The command that has the same effect; a line each, where it takes several.</param>
    /// <param name="apply">Makes the change; throws a <see cref="HotplugException"/> where it cannot.</param>
    public Change(string command, Action apply)
        : this(() => command, apply) { }

    /// <summary>The same for a change of thousands of lines, which are written when somebody reads them.</summary>
    /// <param name="describe">Returns the command.</param>
    /// <param name="apply">Makes the change.</param>
    public Change(Func<string> describe, Action apply) => (_describe, Apply) = (describe, apply);

    /// <summary>The command that has the same effect; a line each, where it takes several.</summary>
    public string Command => _describe();

    /// <summary>Makes the change; throws a <see cref="HotplugException"/> where it cannot.</summary>
    public Action Apply { get; init; }

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
