namespace Xen.Hotplug.Common.Xenstore;

/// <summary>
/// Reading and writing of nodes, the same in a transaction (<see cref="XenstoreTransaction"/>) and outside of one
/// (<see cref="XenstoreConnection"/>). Paths are absolute, or relative to this domain's /local/domain/DOMID.
/// All methods fail with <see cref="XenstoreException"/>; after a request that is not allowed, or that the store refused,
/// the next call works, after other failures every call fails at once.
/// </summary>
public abstract class XenstoreNodes
{
    private protected XenstoreNodes() { }

    /// <summary>The value of a node.</summary>
    /// <returns>
    /// The value as UTF-8; bytes that are not UTF-8 are U+FFFD, NULs at its end are dropped and others kept. Null
    /// if there is no such node. A node that only has children has the value "".
    /// </returns>
    public string? Read(string path) => ReadAll(path)[0];

    /// <summary>The values of nodes, as <see cref="Read"/> gives them, in the order of <paramref name="paths"/>.</summary>
    public IReadOnlyList<string?> ReadAll(params ReadOnlySpan<string> paths)
    {
        if (paths.IsEmpty)
            return [];
        var requests = new XenstoreRequest[paths.Length];
        for (var i = 0; i < paths.Length; i++)
            requests[i] = new XenstoreRequest(XenstoreMessageType.Read, paths[i]);
        var answers = Exchange(requests);
        var values = new string?[paths.Length];
        for (var i = 0; i < paths.Length; i++)
            values[i] = IsServedOrMissing(requests[i], answers[i]) ? answers[i].Texts[0] : null;
        return values;
    }

    /// <summary>The names of a node's children, without its own path; null if there is no such node.</summary>
    public IReadOnlyList<string>? Directory(string path)
    {
        var request = new XenstoreRequest(XenstoreMessageType.Directory, path);
        var answer = Exchange(request);
        if (answer.Error == "E2BIG")
            return XenstoreLongDirectory.Read(this, path);
        return IsServedOrMissing(request, answer) ? answer.Texts : null;
    }

    /// <summary>Whether there is such a node, with or without a value.</summary>
    public bool Exists(string path) => Read(path) is not null;

    /// <summary>
    /// Writes values as UTF-8, without a NUL, in this order, and makes nodes and their parents where they are missing. All
    /// are asked for at once: a later one is written even where the store refuses an earlier one.
    /// </summary>
    public void WriteAll(params ReadOnlySpan<(string Path, string Value)> nodes)
    {
        if (nodes.IsEmpty)
            return;
        var requests = new XenstoreRequest[nodes.Length];
        for (var i = 0; i < nodes.Length; i++)
            requests[i] = new XenstoreRequest(XenstoreMessageType.Write, nodes[i].Path, nodes[i].Value);
        var answers = Exchange(requests);
        for (var i = 0; i < requests.Length; i++)
            if (answers[i].Error is not null)
                throw answers[i].Refusal(requests[i]);
    }

    /// <summary>Removes a node and all under it; a node that is not there, with or without its parents, is no error.</summary>
    public void Remove(string path)
    {
        var request = new XenstoreRequest(XenstoreMessageType.Remove, path);
        _ = IsServedOrMissing(request, Exchange(request));
    }

    private protected abstract XenstoreAnswer[] Exchange(ReadOnlySpan<XenstoreRequest> requests);

    internal XenstoreAnswer Exchange(XenstoreRequest request) => Exchange([request])[0];

    /// <summary>True if served, false if there is no such node; any other error is thrown.</summary>
    internal static bool IsServedOrMissing(XenstoreRequest request, XenstoreAnswer answer) =>
        answer.Error switch
        {
            null => true,
            "ENOENT" => false,
            _ => throw answer.Refusal(request),
        };
}
