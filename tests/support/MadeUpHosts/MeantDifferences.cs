namespace Xen.Hotplug.TestSupport.MadeUpHosts;

/// <summary>What may differ between a host with its NIC and the same with a bridge in the NIC's place, and nothing else may.</summary>
internal static class MeantDifferences
{
    private const string Uplink = "seth0";

    /// <summary>
    /// The things of a kind without those that a start brings: the uplink, and IPv6's route for multicast over it, which the
    /// kernel gives to each link.
    /// </summary>
    internal static IReadOnlyList<Entry> Without(string section, string moment, IReadOnlyList<Entry> entries) =>
        moment != HostTrial.Started ? entries
        : section == "link" ? [.. entries.Where(link => link.Identity != Uplink)]
        : section == "IPv6 route"
            ? [.. entries.Where(route => (route.Value("dst"), route.Value("dev")) != ("ff00::/8", Uplink))]
        : entries;

    /// <summary>
    /// The order as far as it must be kept. Links are in the order in which they were made. Of IPv6 routes that are alike
    /// the kernel puts the youngest behind those of other NICs, and no request puts it elsewhere; start says so.
    /// </summary>
    internal static List<Entry> InComparableOrder(string section, List<Entry> entries) =>
        section switch
        {
            "link" or "address" => [.. entries.OrderBy(LinkName, StringComparer.Ordinal)],
            "IPv6 route" => [.. entries.GroupBy(route => route.Identity).SelectMany(ThoseOfOtherNicsLast)],
            _ => entries,
        };

    /// <summary>Why a difference is none to be mended; null if it is one.</summary>
    /// <param name="difference">What differs.</param>
    /// <param name="before">What was there before the start.</param>
    /// <param name="said">What start and stop said.</param>
    /// <param name="host">The host that was tried.</param>
    internal static string? FindReason(Difference difference, NetworkSnapshot before, string said, MadeUpHost host) =>
        difference is { Section: "address", Sort: "changed in temporary" }
        && said.Contains("temporary address", StringComparison.Ordinal)
            ? "only the kernel makes temporary addresses, and start says so"
        : difference is { Section: "address", Sort: "changed in stable-privacy" }
            ? "only the kernel says how it made an address, and nothing depends on it"
        : difference is { Section: "IPv6 route", Sort: "added" or "lost" }
        && (
            difference.Sort == "added" && difference.Text.Contains("dev=eth1", StringComparison.Ordinal)
            || before["IPv6 route"].Any(route => MayHide(route, difference.Text))
        )
            ? "the kernel tells nothing of a route between others that it has joined, until these are together"
        : difference is { Section: "IPv6 route", Sort: "added" }
        && difference.Text.Contains("protocol=kernel", StringComparison.Ordinal)
        && !difference.Text.Contains('/', StringComparison.Ordinal)
            ? "the kernel makes the route to an address' other end from a worker, after it was asked to delete it"
        : difference is { Section: "IPv6 route", Sort: "changed in nexthops" } && HasTheSameHops(difference.Text)
            ? "each hop is a route of its own, and the kernel puts the youngest behind those of other NICs"
        : difference is { Section: "IPv6 route", Sort: "changed in protocol" or "changed in expires" }
        && before["IPv6 route"].Any(route => IsJoined(route, difference.Text))
            ? "the kernel tells that of the first hop for all, and puts the youngest behind those of other NICs"
        : difference is { Section: "IPv6 route", Sort: "in another order" }
        && difference.Text.Contains("nhid=", StringComparison.Ordinal)
            ? "the kernel deletes a route by a next hop object, too, when one beside it is deleted; it comes back behind"
        : difference is { Section: "address", Sort: "changed in label", Moment: HostTrial.Refused }
            ? "a rename rewrites the labels, and only an address that ends, with its routes, can get another"
        : difference is { Section: "IPv6 route", Sort: "lost" }
        && difference.Text.Contains("expires=-", StringComparison.Ordinal)
            ? "the route has expired, and the kernel only still lists it"
        : difference is { Section: "IPv6 route", Sort: "lost", Moment: HostTrial.Stopped }
        && host.IsOldKernel
        && difference.Text.Contains("type=anycast", StringComparison.Ordinal)
            ? "the kernel counts a router's anycast address twice, and keeps it without its route (networking.md, Limits)"
        : null;

    /// <summary>Whether a route with several hops may have stood around one that has no router.</summary>
    private static bool MayHide(Entry route, string text) =>
        route.Value("nexthops") != ""
        && text[1..].StartsWith($" {route.Identity}: ", StringComparison.Ordinal)
        && !text.Contains("gateway=", StringComparison.Ordinal);

    /// <summary>Whether a route whose properties differ has hops of its own and of another NIC.</summary>
    private static bool IsJoined(Entry route, string text) =>
        route.Value("nexthops").Contains("dev=eth1", StringComparison.Ordinal)
        && text.StartsWith($"  {route.Identity}\n", StringComparison.Ordinal);

    /// <summary>Whether the two lines that differ, "- nexthops=[...]" and "+ nexthops=[...]", have the same hops.</summary>
    private static bool HasTheSameHops(string text)
    {
        List<string> SortedHops(char sign) =>
            [
                .. text.Split('\n')
                    .Where(line => line.StartsWith($"{sign} ", StringComparison.Ordinal))
                    .SelectMany(line => line.TrimEnd(']').Split('{').Skip(1))
                    .Select(hop => hop.Trim())
                    .Order(StringComparer.Ordinal),
            ];
        return SortedHops('-').SequenceEqual(SortedHops('+'));
    }

    private static string LinkName(Entry entry) => entry.Identity.Split(' ')[^1];

    private static IEnumerable<Entry> ThoseOfOtherNicsLast(IEnumerable<Entry> routes) =>
        routes.OrderBy(route => route.Value("dev") is not ("eth0" or ""));
}
