namespace Xen.Hotplug.Common.Changes;

/// <summary>A list of changes that are made in order, or not at all.</summary>
public sealed class Plan
{
    private readonly List<Change> _changes = [];
    private readonly List<string> _shortcomings = [];
    private int _begun;

    /// <summary>The changes, in the order in which they are made. What is already so is not among them.</summary>
    public IReadOnlyList<Change> Changes => _changes;

    /// <summary>The commands of all changes.</summary>
    public IEnumerable<string> Commands => _changes.SelectMany(LinesOf);

    /// <summary>What failed without undoing the plan, a sentence each.</summary>
    public IReadOnlyList<string> Shortcomings => _shortcomings;

    /// <summary>Appends a change.</summary>
    public void Add(Change change) => _changes.Add(change);

    /// <summary>Appends all changes of another plan.</summary>
    public void AddAll(Plan plan) => _changes.AddRange(plan.Changes);

    /// <summary>Makes the changes in order. Where one fails, all are undone in reverse.</summary>
    /// <param name="trace">Told each change's commands before it is made; those that it does not look at are not written.</param>
    /// <param name="whyStop">Asked before each change; its sentence, if it has one, ends the plan as a failure would.</param>
    /// <exception cref="PlanException">One change failed, and what became of the others.</exception>
    public void Apply(Action<IEnumerable<string>> trace, Func<string?>? whyStop = null)
    {
        foreach (var change in _changes)
        {
            try
            {
                if (whyStop?.Invoke() is { } reason)
                    throw new HotplugException(reason);
                trace(LinesOf(change));
                _begun++;
                change.Apply();
            }
            catch (HotplugException exception) when (change.IsTidying)
            {
                _shortcomings.Add($"'{change.Summary ?? change.Command}' failed: {exception.Message}");
            }
            catch (Exception exception)
            {
                // Whatever it was: the host is not left half-way.
                throw new PlanException(change.Summary ?? change.Command, exception, Undo(trace));
            }
        }
    }

    /// <summary>Takes back all that was begun, in reverse. Every step is tried, whatever became of the others.</summary>
    /// <returns>What could not be taken back, a sentence each.</returns>
    public IReadOnlyList<string> Undo(Action<IEnumerable<string>> trace)
    {
        var failures = new List<string>();
        while (_begun > 0)
        {
            var change = _changes[--_begun];
            if (change.Undo == null)
                continue;
#pragma warning disable CA1031 // Whatever one step fails with, the others are tried.
            try
            {
                trace(UndoLinesOf(change));
                change.Undo();
            }
            catch (Exception exception)
            {
                failures.Add($"'{string.Join("; ", Lines(change.UndoCommand ?? ""))}' failed: {exception.Message}");
            }
#pragma warning restore CA1031
        }
        return failures;
    }

    // Iterators: a command of thousands of lines is written once somebody asks for the first.
    private static IEnumerable<string> LinesOf(Change change)
    {
        foreach (var line in Lines(change.Command))
            yield return line;
    }

    private static IEnumerable<string> UndoLinesOf(Change change)
    {
        foreach (var line in Lines(change.UndoCommand ?? ""))
            yield return $"undo: {line}";
    }

    private static string[] Lines(string command) => command.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
