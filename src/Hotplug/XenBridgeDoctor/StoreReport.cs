using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Xenstore;

namespace Xen.Hotplug.XenBridgeDoctor;

/// <summary>What xenstore says of guests and their NICs.</summary>
/// <param name="Backends">The NICs that this domain serves.</param>
/// <param name="GuestsWithoutNic">Guests that have none, by number and name.</param>
/// <param name="Obstacle">Why nothing of this is known; null if it is.</param>
internal sealed record StoreReport(
    IReadOnlyList<Backend> Backends,
    IReadOnlyList<(int DomainId, string Name)> GuestsWithoutNic,
    string? Obstacle
)
{
    private const string Domains = "/local/domain";

    private static TimeSpan AnswerLimit => TimeSpan.FromSeconds(2);

    /// <summary>Whether guests and their NICs are known.</summary>
    internal bool IsKnown => Obstacle == null;

    /// <summary>Asks the store. Of the guest's own side only the names of its directories are read: the rest is its word.</summary>
    internal static StoreReport Read()
    {
        try
        {
            using var store = XenstoreConnection.Open(AnswerLimit);
            var backends = Numbers(store, Backend.Folder)
                .SelectMany(domain =>
                    Numbers(store, $"{Backend.Folder}/{domain}").Select(device => ReadBackend(store, domain, device))
                )
                .OfType<Backend>()
                .ToList();
            var guests = Numbers(store, Domains)
                .Where(domain => domain != 0 && Numbers(store, $"{Domains}/{domain}/device/vif").Count == 0)
                .Where(domain => !backends.Exists(backend => backend.DomainId == domain))
                .Select(domain =>
                    (domain, store.Read($"{Domains}/{domain}/name") is { Length: > 0 } name ? name : null)
                )
                // A directory without a name is what a guest left behind that is gone.
                .Where(guest => guest.Item2 != null)
                .Select(guest => (guest.domain, Text.Printable(guest.Item2!)))
                .ToList();
            return new StoreReport(backends, guests, null);
        }
        catch (XenstoreException exception)
        {
            return new StoreReport([], [], CurrentUser.IsRoot ? exception.Message : "xenstore answers root alone");
        }
    }

    private static Backend? ReadBackend(XenstoreConnection store, int domain, int device)
    {
        var path = Backend.PathOf(domain, device);
        var values = store.ReadAll([
            path,
            $"{Domains}/{domain}/name",
            .. Backend.KeyNames.Select(key => $"{path}/{key}"),
        ]);
        if (values[0] == null)
            return null;
        var keys = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in Backend.KeyNames.Zip(values.Skip(2)))
        {
            if (value != null)
                keys[key] = value;
        }
        return new Backend(domain, device, string.IsNullOrEmpty(values[1]) ? null : Text.Printable(values[1]!), keys);
    }

    private static List<int> Numbers(XenstoreConnection store, string path) =>
        [
            .. (store.Directory(path) ?? [])
                .Select(name => Text.TryReadNumber(name, out var number) ? number : -1)
                .Where(number => number >= 0)
                .Order(),
        ];
}
