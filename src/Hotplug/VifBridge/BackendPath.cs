using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Configuration;
using Xen.Hotplug.Common.Xenstore;

namespace Xen.Hotplug.VifBridge;

/// <summary>Where a backend is in the store: .../backend/vif/DOMID/DEVID, relative to this domain's directory or absolute.</summary>
/// <param name="Path">The path.</param>
/// <param name="DomainId">The guest's domain.</param>
/// <param name="DeviceId">The number of the guest's NIC.</param>
internal sealed record BackendPath(string Path, int DomainId, int DeviceId)
{
    /// <summary>Whether it was worked out from the link's name, and may well not be there.</summary>
    internal bool IsGuessed { get; private init; }

    /// <summary>The backend that the caller names, or null.</summary>
    /// <exception cref="HotplugException">What it names does not parse.</exception>
    internal static BackendPath? Find(Settings settings) =>
        settings.FindFromCaller("XENBUS_PATH") is { } path ? Parse(path) : null;

    /// <summary>Reads a path.</summary>
    /// <exception cref="HotplugException">It does not end with two numbers, or it is no path of the store.</exception>
    internal static BackendPath Parse(string path)
    {
        var parts = path.Split('/');
        return
            XenstorePath.FindFault(path) == null
            && parts.Length >= 3
            && Text.TryReadNumber(parts[^2], out var domain)
            && Text.TryReadNumber(parts[^1], out var device)
            ? new BackendPath(path, domain, device)
            : throw new HotplugException(
                $"XENBUS_PATH={Text.Printable(path)} is not the path of a backend, such as backend/vif/1/0"
            );
    }

    /// <summary>The backend that a vif has by its name, vifDOMID.DEVID; null if the name is another.</summary>
    internal static BackendPath? Guess(string vif) =>
        VifName.Parse(vif) is { IsTap: false } name
            ? new BackendPath($"backend/vif/{name.DomainId}/{name.DeviceId}", name.DomainId, name.DeviceId)
            {
                IsGuessed = true,
            }
            : null;

    /// <summary>The name that the backend driver, or the device model, makes the link with.</summary>
    /// <param name="suffix">What it ends with: -emu of a tap, else nothing.</param>
    internal string NameOfLink(string suffix) => $"vif{DomainId}.{DeviceId}{suffix}";

    /// <summary>A key of the backend.</summary>
    internal string Key(string name) => $"{Path}/{name}";

    /// <summary>The path itself.</summary>
    public override string ToString() => Path;
}
