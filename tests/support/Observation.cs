using Xen.Hotplug.TestStore;

namespace Xen.Hotplug.TestSupport;

/// <summary>A subject with what the stock vif-bridge leaves and what ours leaves.</summary>
public sealed record Difference(string Subject, string Stock, string Ours);

/// <summary>A host and its store as subjects with values, so that two can be compared line by line.</summary>
public static class Observation
{
    public const string None = "(none)";

    /// <summary>An error in whatever words.</summary>
    public const string ASentence = "(a sentence)";

    public static async Task<SortedDictionary<string, string>> Of(Host host, StoreServer store)
    {
        var seen = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var link in await host.Links())
        {
            seen[$"{link.Name} kind"] = link.Kind ?? None;
            seen[$"{link.Name} mac"] = link.Mac;
            seen[$"{link.Name} mtu"] = $"{link.Mtu}";
            seen[$"{link.Name} flag"] = link.IsUp ? "up" : "down";
            seen[$"{link.Name} bridge"] = link.Bridge ?? None;
            seen[$"{link.Name} alias"] = link.Alias ?? None;
            seen[$"{link.Name} addrgenmode"] = link.AddressGeneration;
            seen[$"{link.Name} addresses"] = link.Addresses;
            if (link.Kind == "bridge")
                seen[$"{link.Name} ports"] = string.Join(' ', await host.Ports(link.Name));
        }
        foreach (var (path, value) in store.Snapshot())
            seen[$"store {path}"] = path.EndsWith("/hotplug-error", StringComparison.Ordinal) ? ASentence : value;
        return seen;
    }

    /// <summary>The subjects whose values differ, with both values.</summary>
    public static IReadOnlyList<Difference> Compare(
        IReadOnlyDictionary<string, string> stock,
        IReadOnlyDictionary<string, string> ours
    ) =>
        [
            .. stock
                .Keys.Union(ours.Keys)
                .Order(StringComparer.Ordinal)
                .Select(key => new Difference(
                    key,
                    stock.GetValueOrDefault(key, None),
                    ours.GetValueOrDefault(key, None)
                ))
                .Where(difference => difference.Stock != difference.Ours),
        ];
}
