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
        var values = TryReadAll(out var refusals, paths);
        return refusals is [var first, ..] ? throw first.Reason : values;
    }

    /// <summary>The same; a node that the store does not let this domain read is null, and among what was refused.</summary>
    /// <param name="refusals">What was refused, in the order of <paramref name="paths"/>.</param>
    /// <param name="paths">The nodes.</param>
    public IReadOnlyList<string?> TryReadAll(
        out IReadOnlyList<XenstoreRefusal> refusals,
        params ReadOnlySpan<string> paths
    )
    {
        refusals = [];
        if (paths.IsEmpty)
            return [];
        var requests = new XenstoreRequest[paths.Length];
        for (var i = 0; i < paths.Length; i++)
            requests[i] = new XenstoreRequest(XenstoreMessageType.Read, paths[i]);
        var answers = Exchange(requests);
        var values = new string?[paths.Length];
        for (var i = 0; i < paths.Length; i++)
            values[i] = answers[i].Error is null ? answers[i].Texts[0] : null;
        refusals = FindRefusals(requests, answers);
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
        if (TryWriteAll(nodes) is [var first, ..])
            throw first.Reason;
    }

    /// <summary>The same; gives back what the store refused.</summary>
    public IReadOnlyList<XenstoreRefusal> TryWriteAll(params ReadOnlySpan<(string Path, string Value)> nodes)
    {
        if (nodes.IsEmpty)
            return [];
        var requests = new XenstoreRequest[nodes.Length];
        for (var i = 0; i < nodes.Length; i++)
            requests[i] = new XenstoreRequest(XenstoreMessageType.Write, nodes[i].Path, nodes[i].Value);
        return FindRefusals(requests, Exchange(requests));
    }

    /// <summary>Removes a node and all under it; a node that is not there, with or without its parents, is no error.</summary>
    public void Remove(string path)
    {
        var request = new XenstoreRequest(XenstoreMessageType.Remove, path);
        _ = IsServedOrMissing(request, Exchange(request));
    }

    private protected abstract XenstoreAnswer[] Exchange(ReadOnlySpan<XenstoreRequest> requests);

    internal XenstoreAnswer Exchange(XenstoreRequest request) => Exchange([request])[0];

    private static List<XenstoreRefusal> FindRefusals(XenstoreRequest[] requests, XenstoreAnswer[] answers)
    {
        var refusals = new List<XenstoreRefusal>();
        for (var i = 0; i < requests.Length; i++)
        {
            // To read what is not there is no refusal.
            if (answers[i].Error is { } error && (requests[i].Type != XenstoreMessageType.Read || error != "ENOENT"))
                refusals.Add(new XenstoreRefusal(requests[i].Path, answers[i].Refusal(requests[i])));
        }
        return refusals;
    }

    /// <summary>True if served, false if there is no such node; any other error is thrown.</summary>
    internal static bool IsServedOrMissing(XenstoreRequest request, XenstoreAnswer answer) =>
        answer.Error switch
        {
            null => true,
            "ENOENT" => false,
            _ => throw answer.Refusal(request),
        };
}

/// <summary>A node that the store did not let this domain read or write.</summary>
/// <param name="Path">The node.</param>
/// <param name="Reason">What it answered.</param>
public sealed record XenstoreRefusal(string Path, XenstoreException Reason);
