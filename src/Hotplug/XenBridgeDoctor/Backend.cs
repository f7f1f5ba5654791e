namespace Xen.Hotplug.XenBridgeDoctor;

/// <summary>The host's side of a guest's NIC, as the toolstack wrote it into xenstore.</summary>
/// <param name="DomainId">The guest's domain.</param>
/// <param name="DeviceId">The number of the guest's NIC.</param>
/// <param name="Guest">The guest's name; null if the store does not tell.</param>
/// <param name="Keys">Those of <see cref="KeyNames"/> that are there.</param>
internal sealed record Backend(int DomainId, int DeviceId, string? Guest, IReadOnlyDictionary<string, string> Keys)
{
    /// <summary>Where all are in the store.</summary>
    internal const string Folder = "backend/vif";

    internal static IReadOnlyList<string> KeyNames =>
        ["bridge", "vifname", "script", "hotplug-status", "hotplug-error", "online", "vlan"];

    /// <summary>The name that the kernel gives the vif.</summary>
    internal string FirstName => $"vif{DomainId}.{DeviceId}";

    /// <summary>Where it is in the store.</summary>
    internal string Path => PathOf(DomainId, DeviceId);

    internal static string PathOf(int domain, int device) => $"{Folder}/{domain}/{device}";

    /// <summary>Whether the toolstack is taking it away.</summary>
    internal bool IsLeaving => Find("online") == "0";

    /// <summary>The guest's name or, where there is none, its number.</summary>
    internal string GuestWords => Guest == null ? $"domain {DomainId}" : $"guest {Text.Name(Guest)}, domain {DomainId}";

    /// <summary>The value of a key; null if it is missing or empty.</summary>
    internal string? Find(string key) => Keys.GetValueOrDefault(key) is { Length: > 0 } value ? value : null;
}
