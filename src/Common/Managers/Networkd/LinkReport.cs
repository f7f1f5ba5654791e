using System.Text.Json;

namespace Xen.Hotplug.Common.Managers.Networkd;

/// <summary>What networkd says of a link in <c>networkctl --json=short status</c> (src/network/networkd-json.c of systemd).</summary>
internal static class LinkReport
{
    private const int DhcpProtocol = 16; // RTPROT_DHCP
    private const int AdvertisedProtocol = 9; // RTPROT_RA
    private const int LinkScope = 253; // RT_SCOPE_LINK

    /// <summary>
    /// Whether networkd has configured the link, and holds what has a lifetime for its own: of what it does not, it takes
    /// away what its file does not keep.
    /// </summary>
    /// <param name="json">What it says.</param>
    internal static bool IsSettled(string json)
    {
        try
        {
            using var report = JsonDocument.Parse(json);
            var link = report.RootElement;
            return Text(link, "AdministrativeState") == "configured"
                && !Items(link, "Addresses").Any(IsForeignLease)
                && !Items(link, "Routes").Any(IsForeignDynamic);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static bool IsForeignLease(JsonElement address) =>
        IsForeign(address)
        && Number(address, "Scope") != LinkScope
        && (address.TryGetProperty("ValidLifetimeUSec", out _) || address.TryGetProperty("ValidLifetimeUsec", out _));

    private static bool IsForeignDynamic(JsonElement route) =>
        IsForeign(route) && Number(route, "Protocol") is DhcpProtocol or AdvertisedProtocol;

    private static bool IsForeign(JsonElement item) => Text(item, "ConfigSource") == "foreign";

    private static JsonElement.ArrayEnumerator Items(JsonElement link, string name) =>
        link.TryGetProperty(name, out var items) ? items.EnumerateArray() : default;

    private static long Number(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.TryGetInt64(out var number) ? number : -1;

    private static string? Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) ? value.GetString() : null;
}
