using Xen.Hotplug.Common.Xenstore;

namespace Xen.Hotplug.XenBridgeDoctor;

/// <summary>
/// Asks the store. Of the guest's own side only the names of its directories are read: the rest is its word. A question that
/// the store refuses costs its answer, and no other.
/// </summary>
internal sealed class StoreReader
{
    private const string Domains = "/local/domain";

    private readonly XenstoreConnection _store = XenstoreConnection.Open(AnswerLimit);
    private readonly List<string> _refusals = [];

    private static TimeSpan AnswerLimit => TimeSpan.FromSeconds(2);

    /// <summary>Reads all, once.</summary>
    /// <exception cref="XenstoreException">The store answers nothing at all.</exception>
    internal StoreReport Read()
    {
        using (_store)
        {
            var backends = ReadBackends();
            var hasAll = _refusals.Count == 0;
            // After that: a driver domain may read no guest's name, and knows all its backends nevertheless.
            backends = backends.ConvertAll(backend => backend with { Guest = ReadName(backend.DomainId) });
            var withNic = backends.ConvertAll(backend => backend.DomainId).ToHashSet();
            var guests = new List<(int, string)>();
            foreach (var domain in Numbers(Domains) ?? [])
            {
                // What a guest lists may be long, and change all the time: only those are asked that may have no NIC.
                if (domain != 0 && !withNic.Contains(domain) && FindGuestWithoutNic(domain) is { } name)
                    guests.Add((domain, name));
            }
            return new StoreReport(backends, guests, null) { Refusals = _refusals, HasAllBackends = hasAll };
        }
    }

    private List<Backend> ReadBackends()
    {
        var backends = new List<Backend>();
        foreach (var domain in Numbers(Backend.Folder) ?? [])
        {
            foreach (var device in Numbers($"{Backend.Folder}/{domain}") ?? [])
            {
                if (ReadBackend(domain, device) is { } backend)
                    backends.Add(backend);
            }
        }
        return backends;
    }

    private Backend? ReadBackend(int domain, int device)
    {
        var path = Backend.PathOf(domain, device);
        var values = ReadAll([path, .. Backend.KeyNames.Select(key => $"{path}/{key}")]);
        if (values[0] == null)
            return null;
        var keys = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in Backend.KeyNames.Zip(values.Skip(1)))
        {
            if (value != null)
                keys[key] = value;
        }
        return new Backend(domain, device, null, keys);
    }

    /// <summary>The guest's name; null if it has a NIC, or is none: a directory without a name is what a guest that is gone left.</summary>
    private string? FindGuestWithoutNic(int domain) =>
        Numbers($"{Domains}/{domain}/device/vif") is { Count: 0 } ? ReadName(domain) : null;

    private string? ReadName(int domain) =>
        ReadAll($"{Domains}/{domain}/name")[0] is { Length: > 0 } name ? name : null;

    private IReadOnlyList<string?> ReadAll(params ReadOnlySpan<string> paths)
    {
        var values = _store.TryReadAll(out var refusals, paths);
        foreach (var refusal in refusals)
            _refusals.Add(refusal.Reason.Message);
        return values;
    }

    /// <summary>The names of a node's children that are numbers; null if the store would not list them.</summary>
    private List<int>? Numbers(string path)
    {
        try
        {
            return
            [
                .. (_store.Directory(path) ?? [])
                    .Select(name => Text.TryReadNumber(name, out var number) ? number : -1)
                    .Where(number => number >= 0)
                    .Order(),
            ];
        }
        catch (XenstoreException refusal) when (refusal.IsRefusal)
        {
            _refusals.Add(refusal.Message);
            return null;
        }
    }
}
