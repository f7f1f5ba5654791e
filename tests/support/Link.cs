using System.Text.Json;

namespace Xen.Hotplug.TestSupport;

/// <summary>A link as `ip` shows it. Link-local addresses are left out: they come when the kernel likes.</summary>
public sealed record Link(
    int Index,
    string Name,
    string? Kind,
    string Mac,
    int Mtu,
    bool IsUp,
    string? Bridge,
    string? Alias,
    string AddressGeneration,
    string Addresses
)
{
    public const string DummyMac = "fe:ff:ff:ff:ff:ff";

    /// <summary>Reads what `ip -json -details link show` and `ip -json address show` print.</summary>
    public static IReadOnlyList<Link> Parse(string links, string addresses)
    {
        using var linksJson = JsonDocument.Parse(links);
        using var addressesJson = JsonDocument.Parse(addresses);
        var addressesOf = addressesJson
            .RootElement.EnumerateArray()
            .ToDictionary(link => link.GetProperty("ifindex").GetInt32(), AddressesOf);
        return
        [
            .. linksJson
                .RootElement.EnumerateArray()
                .Select(link => Parse(link, addressesOf.GetValueOrDefault(link.GetProperty("ifindex").GetInt32(), ""))),
        ];
    }

    private static Link Parse(JsonElement link, string addresses) =>
        new(
            link.GetProperty("ifindex").GetInt32(),
            Text(link, "ifname")!,
            link.TryGetProperty("linkinfo", out var information) ? Text(information, "info_kind") : null,
            Text(link, "address") ?? "",
            link.GetProperty("mtu").GetInt32(),
            link.GetProperty("flags").EnumerateArray().Any(flag => flag.GetString() == "UP"),
            Text(link, "master"),
            Text(link, "ifalias"),
            Text(link, "inet6_addr_gen_mode") ?? "",
            addresses
        );

    private static string AddressesOf(JsonElement link) =>
        string.Join(
            ' ',
            link.GetProperty("addr_info")
                .EnumerateArray()
                .Where(address => Text(address, "scope") != "link")
                .Select(address => $"{Text(address, "local")}/{address.GetProperty("prefixlen").GetInt32()}")
        );

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
