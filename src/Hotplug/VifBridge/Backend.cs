using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Xenstore;

namespace Xen.Hotplug.VifBridge;

/// <summary>
/// What the store has to say about an event. It says nothing if it has no part in the event, does not answer, or the
/// toolstack has deleted the backend. Only the backend's side is read: the guest can write on its own. The toolstack may
/// delete the directory at any time, and a write would bring it back; so all is written in a transaction that has read the
/// directory first.
/// </summary>
internal sealed class Backend : IDisposable
{
    private static readonly string[] KeyNames = ["bridge", "vifname", "mtu", "vlan", "ip", "mac", "frontend-id"];

    private const int LongestError = 1000;

    private readonly Dictionary<string, string> _keys = new(StringComparer.Ordinal);
    private readonly BackendPath? _path;
    private XenstoreConnection? _store;

    private Backend(BackendPath? path) => (_path, IsNameKnown) = (path, path == null);

    /// <summary>The keys that say what the port should be.</summary>
    internal IReadOnlyDictionary<string, string> Keys => _keys;

    /// <summary>Whether a link that was renamed has the name that the keys give it; else it may have any.</summary>
    internal bool IsNameKnown { get; private set; }

    /// <summary>Why the store did not answer, or null.</summary>
    internal XenstoreException? Fault { get; private set; }

    /// <summary>What the guest was not told, and why; empty where nothing is missing.</summary>
    internal string Shortcoming { get; private set; } = "";

    /// <summary>The path, if the store was reached; else nothing.</summary>
    internal string Path => _store == null ? "" : $"{_path}";

    /// <summary>Asks the store, unless there is no backend to ask for.</summary>
    internal static Backend Open(BackendPath? path)
    {
        var backend = new Backend(path);
        if (path == null)
            return backend;
        try
        {
            backend.Read(path);
        }
        catch (XenstoreException) when (backend._store == null && path.IsGuessed)
        {
            // A tap without a store: there is none on this host, or none that knows of it.
        }
        catch (XenstoreException exception)
        {
            backend.Fault = exception;
        }
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
        if (_store is not { } store || _path is not { } path)
            return;
        var frontend = frontendDomain == null ? null : $"/local/domain/{frontendDomain}/device/vif/{path.DeviceId}";
        var command = $"xenstore-write {path.Key("hotplug-status")} connected";
        plan.Add(
            new Change(
                frontend == null ? command : $"{command} {frontend}/mtu {mtu}",
                () => store.InTransaction(transaction => WriteConnected(transaction, path, frontend, mtu))
            )
        );
    }

    /// <summary>
    /// Tells the toolstack why an event failed, by a connection of its own: the event's may be what failed. Nothing is told
    /// if the directory is gone.
    /// </summary>
    internal static void WriteError(BackendPath path, string message)
    {
        using var store = XenstoreConnection.Open();
        store.InTransaction(transaction =>
        {
            if (!transaction.Exists(path.Path))
                return;
            transaction.WriteAll(
                (path.Key("hotplug-error"), Text.Cut(Text.OneLine(message), LongestError)),
                (path.Key("hotplug-status"), "error")
            );
        });
    }

    /// <inheritdoc/>
    public void Dispose() => _store?.Dispose();

    private void Read(BackendPath path)
    {
        _store = XenstoreConnection.Open();
        var values = _store.ReadAll([path.Path, .. KeyNames.Select(path.Key)]);
        IsNameKnown = values[0] != null;
        for (var index = 0; IsNameKnown && index < KeyNames.Length; index++)
        {
            if (values[index + 1] is { Length: > 0 } value)
                _keys[KeyNames[index]] = value;
        }
    }

    private void WriteConnected(XenstoreTransaction transaction, BackendPath path, string? frontend, int mtu)
    {
        var found = transaction.TryReadAll(out var unread, path.Path, path.Key("hotplug-error"), frontend ?? path.Path);
        foreach (var refusal in unread)
            Accept(refusal, frontend, mtu);
        if (found[0] == null)
            throw new HotplugException($"the toolstack has deleted {path} from xenstore meanwhile");
        if (found[1] != null)
            transaction.Remove(path.Key("hotplug-error"));
        (string, string) status = (path.Key("hotplug-status"), "connected");
        var unwritten =
            frontend != null && found[2] != null
                ? transaction.TryWriteAll(($"{frontend}/mtu", $"{mtu}"), status)
                : transaction.TryWriteAll(status);
        foreach (var refusal in unwritten)
            Accept(refusal, frontend, mtu);
    }

    /// <summary>
    /// Goes on without what is on the guest's side alone, where a driver domain may read and no more (frontend_perms of
    /// libxl_device.c). A guest that is told nothing takes Ethernet's MTU.
    /// </summary>
    private void Accept(XenstoreRefusal refusal, string? frontend, int mtu)
    {
        const int ofEthernet = 1500; // ETH_DATA_LEN of linux/if_ether.h
        if (frontend == null || !refusal.Path.StartsWith(frontend, StringComparison.Ordinal))
            throw refusal.Reason;
        if (mtu != ofEthernet)
            Shortcoming = $"the guest was not told its MTU of {mtu}: {refusal.Reason.Message}";
    }
}
