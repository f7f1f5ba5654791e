using System.Text.Json;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Managers.Networkd;

/// <summary>What networkd says of a link in <c>networkctl --json=short status</c> (src/network/networkd-json.c of systemd).</summary>
internal static class LinkReport
{
    private const int DhcpProtocol = 16; // RTPROT_DHCP
    private const int AdvertisedProtocol = 9; // RTPROT_RA
    private const int LinkScope = 253; // RT_SCOPE_LINK

    /// <summary>How far networkd is with a link.</summary>
    /// <param name="json">What it says.</param>
    internal static LinkProgress Read(string json)
    {
        try
        {
            using var report = JsonDocument.Parse(json);
            var link = report.RootElement;
            return Text(link, "AdministrativeState") switch
            {
                "failed" => LinkProgress.Failed,
                "configured" => Items(link, "Addresses").Any(IsForeignLease)
                || Items(link, "Routes").Any(IsForeignDynamic)
                    ? LinkProgress.AtWork
                    : LinkProgress.Settled,
                _ => LinkProgress.AtWork,
            };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return LinkProgress.AtWork;
        }
    }

    private static bool IsForeignLease(JsonElement address) =>
        IsForeign(address)
        && Number(address, "Scope") != LinkScope
        && !IsTemporary(address)
        && (address.TryGetProperty("ValidLifetimeUSec", out _) || address.TryGetProperty("ValidLifetimeUsec", out _));

    // networkd never takes the kernel's temporary addresses for its own, nor our copies of them, which have lost the flag. What it
    // adds itself manages temporary ones or, by DHCPv6, has 128 bits.
    private static bool IsTemporary(JsonElement address) =>
        Number(address, "Family") == AddressFamily.Inet6
        && Number(address, "PrefixLength") != 128
        && (Number(address, "Flags") & AddressFlag.ManagesTemporary) == 0;

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

/// <summary>How far networkd is with a link.</summary>
internal enum LinkProgress
{
    /// <summary>Not there yet, or nobody knows.</summary>
    AtWork,

    /// <summary>
    /// It has configured the link, and holds what has a lifetime for its own: of what it does not, it takes away what its file
    /// does not keep.
    /// </summary>
    Settled,

    /// <summary>It has given the link up: systemd 257 tries again, systemd 252 only once it is started again.</summary>
    Failed,
}
