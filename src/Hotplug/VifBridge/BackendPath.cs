using Xen.Hotplug.Common;
using Xen.Hotplug.Common.Bridging;

namespace Xen.Hotplug.VifBridge;

/// <summary>Where a backend is in the store: .../backend/vif/DOMID/DEVID, relative to this domain's directory or absolute.</summary>
/// <param name="Path">The path.</param>
/// <param name="DomainId">The guest's domain.</param>
/// <param name="DeviceId">The number of the guest's NIC.</param>
internal sealed record BackendPath(string Path, int DomainId, int DeviceId)
{
    /// <summary>Reads a path.</summary>
    /// <exception cref="HotplugException">It does not end with two numbers, or it is no path of the store.</exception>
    internal static BackendPath Parse(string path)
    {
        var parts = path.Split('/');
        var isWellFormed =
            parts.Length >= 3
            && parts.Skip(path[0] == '/' ? 1 : 0).All(part => part.Length > 0 && part.All(IsPathCharacter));
        return
            isWellFormed
            && Text.TryReadNumber(parts[^2], out var domain)
            && Text.TryReadNumber(parts[^1], out var device)
            ? new BackendPath(path, domain, device)
            : throw new HotplugException(
                $"XENBUS_PATH={Text.Printable(path)} is not the path of a backend, such as backend/vif/1/0"
            );
    }

    /// <summary>The backend of a vif by its name, vifDOMID.DEVID; null where the name is another.</summary>
    internal static BackendPath? OfVif(string name) =>
        VifName.Parse(name) is { IsTap: false } vif
            ? new BackendPath($"backend/vif/{vif.DomainId}/{vif.DeviceId}", vif.DomainId, vif.DeviceId)
            : null;

    /// <summary>A key of the backend.</summary>
    internal string Key(string name) => $"{Path}/{name}";

    /// <summary>The path itself.</summary>
    public override string ToString() => Path;

    private static bool IsPathCharacter(char character) =>
        char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '@';
}
