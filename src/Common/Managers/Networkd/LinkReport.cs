using System.Text.Json;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Managers.Networkd;

/// <summary>What networkd says of a link in <c>networkctl --json=short status</c> (src/network/networkd-json.c of systemd).</summary>
/// <param name="Index">The link's number; negative if it says none.</param>
/// <param name="File">The file by which it configures the link; empty if it has none.</param>
/// <param name="Progress">How far it is.</param>
internal sealed record LinkReport(int Index, string File, LinkProgress Progress)
{
    private const int DhcpProtocol = 16; // RTPROT_DHCP
    private const int AdvertisedProtocol = 9; // RTPROT_RA

    /// <summary>Reads it. What is no report says that networkd is at work.</summary>
    /// <param name="json">What networkctl printed.</param>
    internal static LinkReport Read(string json)
    {
        try
        {
            using var report = JsonDocument.Parse(json);
            var link = report.RootElement;
            return new LinkReport(
                (int)Number(link, "Index"),
                Text(link, "NetworkFile") ?? "",
                Text(link, "AdministrativeState") switch
                {
                    "failed" => LinkProgress.Failed,
                    "configured" => Items(link, "Addresses").Any(IsForeignLease)
                    || Items(link, "Routes").Any(IsForeignDynamic)
                        ? LinkProgress.AtWork
                        : LinkProgress.Settled,
                    _ => LinkProgress.AtWork,
                }
            );
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return new LinkReport(-1, "", LinkProgress.AtWork);
        }
    }

    /// <summary>
    /// How far networkd is with a link. While it is behind, it may answer for the link that had the name before, or name a file
    /// that is deleted: then it is at work.
    /// </summary>
    /// <param name="index">The link's number in the kernel.</param>
    internal LinkProgress ProgressOf(int index) =>
        Index != index || (Progress == LinkProgress.Settled && !System.IO.File.Exists(File))
            ? LinkProgress.AtWork
            : Progress;

    private static bool IsForeignLease(JsonElement address) =>
        IsForeign(address)
        && Number(address, "Scope") != LinkAddress.LinkScope
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
