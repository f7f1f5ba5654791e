using Xen.Hotplug.Common;
using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Xenstore;

namespace Xen.Hotplug.VifBridge;

/// <summary>
/// A backend's directory in the store. Only the backend's side is read: the guest can write on its own. The toolstack
/// may delete the directory at any time, and a write would bring it back; so all is written in a transaction that has
/// read the directory first.
/// </summary>
internal sealed class BackendDirectory(XenstoreConnection store, BackendPath path)
{
    private static readonly string[] KeyNames = ["bridge", "vifname", "mtu", "ip", "mac", "frontend-id"];

    private const int LongestError = 1000;

    /// <summary>The keys that say what the port is to be; null if the directory is gone.</summary>
    internal IReadOnlyDictionary<string, string>? ReadKeys()
    {
        var values = store.ReadAll([path.Path, .. KeyNames.Select(path.Key)]);
        if (values[0] == null)
            return null;
        var keys = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var index = 0; index < KeyNames.Length; index++)
        {
            if (values[index + 1] is { Length: > 0 } value)
                keys[KeyNames[index]] = value;
        }
        return keys;
    }

    /// <summary>The change that tells the toolstack that the port is connected, and the guest its MTU.</summary>
    /// <param name="frontendDomain">The guest's domain as the toolstack wrote it, or null.</param>
    /// <param name="mtu">In bytes.</param>
    internal Change Connected(int? frontendDomain, int mtu)
    {
        var frontend = frontendDomain == null ? null : $"/local/domain/{frontendDomain}/device/vif/{path.DeviceId}";
        var command = $"xenstore-write {path.Key("hotplug-status")} connected";
        return new Change(
            frontend == null ? command : $"{command} {frontend}/mtu {mtu}",
            () => store.InTransaction(transaction => WriteConnected(transaction, frontend, mtu))
        );
    }

    /// <summary>Tells the toolstack why the event failed; not if the directory is gone.</summary>
    internal void WriteError(string message) =>
        store.InTransaction(transaction =>
        {
            if (!transaction.Exists(path.Path))
                return;
            transaction.WriteAll(
                (path.Key("hotplug-error"), Text.Cut(message, LongestError)),
                (path.Key("hotplug-status"), "error")
            );
        });

    private void WriteConnected(XenstoreTransaction transaction, string? frontend, int mtu)
    {
        var found = transaction.ReadAll(path.Path, path.Key("hotplug-error"), frontend ?? path.Path);
        if (found[0] == null)
            throw new HotplugException($"the toolstack has deleted {path} from xenstore meanwhile");
        if (found[1] != null)
            transaction.Remove(path.Key("hotplug-error"));
        (string, string) status = (path.Key("hotplug-status"), "connected");
        if (frontend != null && found[2] != null)
            transaction.WriteAll(($"{frontend}/mtu", $"{mtu}"), status);
        else
            transaction.WriteAll(status);
    }
}
