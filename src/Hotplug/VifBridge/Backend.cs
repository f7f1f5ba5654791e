using Xen.Hotplug.Common;
using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Xenstore;

namespace Xen.Hotplug.VifBridge;

/// <summary>
/// What the store has to say about an event. It says nothing where it has no part in the event, does not answer, or the
/// toolstack has deleted the backend; then there are no keys, and nothing is written.
/// </summary>
internal sealed class Backend : IDisposable
{
    private readonly BackendPath? _path;
    private XenstoreConnection? _store;
    private BackendDirectory? _directory;

    private Backend(BackendPath? path) => (_path, IsNameKnown) = (path, path == null);

    /// <summary>The keys that say what the port is to be.</summary>
    internal IReadOnlyDictionary<string, string> Keys { get; private set; } = new Dictionary<string, string>();

    /// <summary>Whether a link that was renamed has the name that the keys give it; else it may have any.</summary>
    internal bool IsNameKnown { get; private set; }

    /// <summary>Why the store did not answer, or null.</summary>
    internal XenstoreException? Fault { get; private set; }

    /// <summary>The path, if the store was reached; else nothing.</summary>
    internal string Path => _directory == null ? "" : $"{_path}";

    /// <summary>Asks the store, unless there is no backend to ask for.</summary>
    internal static Backend Open(BackendPath? path)
    {
        var backend = new Backend(path);
        if (path != null)
            backend.Read(path);
        return backend;
    }

    /// <summary>Requires that the store told the keys, if the caller named a backend.</summary>
    /// <exception cref="HotplugException">It did not.</exception>
    internal void RequireKeys()
    {
        if (Fault != null)
            throw Fault;
        if (_path is { IsGuessed: false } && !IsNameKnown)
            throw new HotplugException($"the backend {_path} is not in xenstore; has the toolstack deleted it?");
    }

    /// <summary>Plans to tell the toolstack that the port is connected, and the guest its MTU.</summary>
    /// <param name="plan">Where the change goes.</param>
    /// <param name="frontendDomain">The guest's domain as the toolstack wrote it, or null.</param>
    /// <param name="mtu">In bytes.</param>
    internal void PlanConnected(Plan plan, int? frontendDomain, int mtu)
    {
        if (_directory != null)
            plan.Add(_directory.Connected(frontendDomain, mtu));
    }

    /// <summary>Tells the toolstack why an event failed, by a connection of its own: the event's may be what failed.</summary>
    internal static void WriteError(BackendPath path, string message)
    {
        using var store = XenstoreConnection.Open();
        new BackendDirectory(store, path).WriteError(message);
    }

    /// <inheritdoc/>
    public void Dispose() => _store?.Dispose();

    private void Read(BackendPath path)
    {
        try
        {
            _store = XenstoreConnection.Open();
            _directory = new BackendDirectory(_store, path);
            if (_directory.ReadKeys() is { } keys)
                (Keys, IsNameKnown) = (keys, true);
        }
        catch (XenstoreException) when (_store == null && path.IsGuessed)
        {
            // A tap without a store: there is none on this host, or none that knows of it.
        }
        catch (XenstoreException exception)
        {
            Fault = exception;
        }
    }
}
