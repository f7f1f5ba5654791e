namespace Xen.Hotplug.TestStore;

/// <summary>Nodes by their absolute paths. The caller holds the server's lock.</summary>
internal interface IStoreNodes
{
    StoreNode? Get(string path);

    /// <summary>Replaces a node, or removes it if <paramref name="node"/> is null.</summary>
    void Set(string path, StoreNode? node);
}

/// <summary>The nodes that all clients see.</summary>
internal sealed class CommittedNodes : IStoreNodes
{
    private readonly SortedDictionary<string, StoreNode> _nodes = new(StringComparer.Ordinal)
    {
        ["/"] = StoreNode.Root,
    };
    private ulong _generation;

    internal IEnumerable<KeyValuePair<string, StoreNode>> All => _nodes;

    public StoreNode? Get(string path) => _nodes.GetValueOrDefault(path);

    public void Set(string path, StoreNode? node)
    {
        if (node is null)
            _nodes.Remove(path);
        else
            _nodes[path] = node with { Generation = ++_generation };
    }
}

/// <summary>
/// The nodes that a transaction sees: each as it was when the transaction first met it, with its own changes. It
/// can be committed while each of them, the missing ones too, is still the same; so does xenstored (since 4.9).
/// </summary>
internal sealed class TransactionNodes(CommittedNodes committed) : IStoreNodes
{
    private readonly Dictionary<string, StoreNode?> _seen = [];
    private readonly Dictionary<string, StoreNode?> _changed = [];

    public StoreNode? Get(string path)
    {
        if (_changed.TryGetValue(path, out var changed))
            return changed;
        if (!_seen.TryGetValue(path, out var node))
            _seen[path] = node = committed.Get(path);
        return node;
    }

    public void Set(string path, StoreNode? node)
    {
        _ = Get(path);
        _changed[path] = node;
    }

    /// <summary>Makes the changes seen by all, or none of them.</summary>
    /// <returns>The paths of the nodes that changed; null if another client was in the way.</returns>
    internal IReadOnlyCollection<string>? TryCommit()
    {
        if (_seen.Any(seen => seen.Value?.Generation != committed.Get(seen.Key)?.Generation))
            return null;
        foreach (var (path, node) in _changed)
            committed.Set(path, node);
        return _changed.Keys;
    }
}
