using Xen.Hotplug.Common.Changes;

namespace Xen.Hotplug.Common.Managers;

/// <summary>
/// What one manager needs around a change of places. Every step may be carried out again without harm: after a kill the next
/// start or stop does so.
/// </summary>
/// <param name="managed">The interface.</param>
/// <param name="facts">What the manager noted when the interface was started; empty if it noted nothing.</param>
public sealed class ManagerWork(ManagedInterface managed, IReadOnlyDictionary<string, string> facts)
{
    private readonly Dictionary<string, string> _facts = new(facts);

    /// <summary>The interface.</summary>
    public ManagedInterface Interface => managed;

    /// <summary>Whether a start or stop ended before the manager was told all.</summary>
    public bool IsResumed { get; init; }

    /// <summary>What is done before the links change places.</summary>
    public Plan Before { get; } = new();

    /// <summary>What is done once they have.</summary>
    public Plan After { get; } = new();

    /// <summary>What a stop, or the completion of a killed start, must know: a key of letters and one line each.</summary>
    public IReadOnlyDictionary<string, string> Facts => _facts;

    /// <summary>Whether the manager needs nothing.</summary>
    internal bool IsEmpty => Before.Changes.Count == 0 && After.Changes.Count == 0 && _facts.Count == 0;

    /// <summary>Whether some of <see cref="After"/> failed, so that the next start or stop has to do it again.</summary>
    internal bool IsUnfinished { get; private set; }

    /// <summary><see cref="After"/>, with a look at what fails.</summary>
    internal IEnumerable<Change> WatchedAfter =>
        After.Changes.Select(change => change with { Apply = () => Watch(change) });

    /// <summary>Notes a fact. It is on the disk before the first change.</summary>
    public void Note(string key, string value) => _facts[key] = value;

    private void Watch(Change change)
    {
        try
        {
            change.Apply();
        }
        catch
        {
            IsUnfinished = true;
            throw;
        }
    }
}
