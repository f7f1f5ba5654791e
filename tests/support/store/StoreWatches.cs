namespace Xen.Hotplug.TestStore;

/// <summary>Which client wants to hear of which changes. The caller holds the server's lock.</summary>
internal sealed class StoreWatches
{
    private readonly List<Watch> _watches = [];

    private sealed record Watch(StoreClient Client, string Path, string Token);

    internal void Add(StoreClient client, string path, string token)
    {
        var watch = new Watch(client, path, token);
        if (_watches.Contains(watch))
            throw new StoreErrorException("EEXIST");
        _watches.Add(watch);
    }

    internal void Remove(StoreClient client, string path, string token)
    {
        if (!_watches.Remove(new Watch(client, path, token)))
            throw new StoreErrorException("ENOENT");
    }

    internal void RemoveAll(StoreClient client) => _watches.RemoveAll(watch => watch.Client == client);

    /// <summary>Tells everybody who watches <paramref name="path"/> or something above it.</summary>
    internal void Fire(string path)
    {
        foreach (var watch in _watches)
        {
            var watched = watch.Path.StartsWith('@') ? watch.Path : StoreTree.Resolve(watch.Path);
            if (watched != path && watched != "/" && !path.StartsWith(watched + "/", StringComparison.Ordinal))
                continue;
            // A path that was watched by its relative form is told in that form.
            var told = watch.Path.StartsWith('/') ? path : watch.Path + path[watched.Length..];
            watch.Client.SendEvent(told, watch.Token);
        }
    }
}
