namespace Xen.Hotplug.TestStore;

/// <summary>What can be done to nodes, with the errors of xenstored (docs/misc/xenstore.txt of Xen).</summary>
internal static class StoreTree
{
    private const int LongestPath = 3072;
    private const string Home = "/local/domain/0";

    /// <summary>The absolute path for one that a client sent, which is checked.</summary>
    internal static string Resolve(string path)
    {
        var absolute = path.StartsWith('/') ? path : $"{Home}/{path}";
        var isValid =
            path.Length > 0
            // Such names are for watches only.
            && path[0] != '@'
            && absolute.Length <= LongestPath
            && absolute.All(c => char.IsAsciiLetterOrDigit(c) || "-/_@".Contains(c, StringComparison.Ordinal))
            && !absolute.Contains("//", StringComparison.Ordinal)
            && (absolute == "/" || !absolute.EndsWith('/'));
        return isValid ? absolute : throw new StoreErrorException("EINVAL");
    }

    internal static StoreNode Find(IStoreNodes nodes, string path) =>
        nodes.Get(path) ?? throw new StoreErrorException("ENOENT");

    internal static void Write(IStoreNodes nodes, string path, byte[] value) =>
        nodes.Set(path, Make(nodes, path) with { Value = value });

    internal static void SetPermissions(IStoreNodes nodes, string path, IReadOnlyList<string> permissions) =>
        nodes.Set(path, Find(nodes, path) with { Permissions = permissions });

    /// <summary>The node, made with its parents where they are missing. A new one inherits the permissions.</summary>
    internal static StoreNode Make(IStoreNodes nodes, string path)
    {
        if (nodes.Get(path) is { } present)
            return present;
        var parent = Make(nodes, ParentOf(path));
        nodes.Set(ParentOf(path), parent with { Children = [.. parent.Children, NameOf(path)] });
        var node = new StoreNode([], [], parent.Permissions, 0);
        nodes.Set(path, node);
        return node;
    }

    /// <summary>Removes a node and all under it.</summary>
    /// <returns>The paths of all nodes that were removed, the deepest first.</returns>
    internal static IReadOnlyList<string> Remove(IStoreNodes nodes, string path)
    {
        if (path == "/")
            throw new StoreErrorException("EINVAL");
        var parent = Find(nodes, ParentOf(path));
        if (nodes.Get(path) is not { } node)
            return [];
        var removed = new List<string>();
        RemoveAll(nodes, path, node, removed);
        nodes.Set(
            ParentOf(path),
            parent with
            {
                Children = [.. parent.Children.Where(child => child != NameOf(path))],
            }
        );
        return removed;
    }

    private static void RemoveAll(IStoreNodes nodes, string path, StoreNode node, List<string> removed)
    {
        foreach (var child in node.Children)
            RemoveAll(nodes, $"{path}/{child}", Find(nodes, $"{path}/{child}"), removed);
        nodes.Set(path, null);
        removed.Add(path);
    }

    private static string ParentOf(string path) => path.LastIndexOf('/') is var slash and > 0 ? path[..slash] : "/";

    private static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];
}
