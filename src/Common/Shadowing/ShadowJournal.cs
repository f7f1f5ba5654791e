using System.Globalization;
using System.Text;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>
/// What the host's network was before a change of places began. A start or stop that is killed leaves it to the next one,
/// in <see cref="ShadowJournals"/>.
/// </summary>
/// <param name="NicIndex">The uplink's index; a journal of another one is of no use.</param>
/// <param name="ReversePathFilter">What rp_filter ends as.</param>
/// <param name="AddressGenerationMode">How IPv6 addresses are made in the end; null if there is no IPv6.</param>
/// <param name="Configuration">What the link had that carried the host's network.</param>
public sealed record ShadowJournal(
    int NicIndex,
    string? ReversePathFilter,
    byte? AddressGenerationMode,
    LinkConfiguration Configuration
)
{
    /// <summary>What IPv6's own MTU ends as, in bytes; null if it is the link's.</summary>
    public int? Inet6Mtu { get; init; }

    /// <summary>The names by which the kernel found the link too.</summary>
    public IReadOnlyList<string> AlternativeNames { get; init; } = [];

    internal string Format()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"nic {NicIndex}\n");
        if (ReversePathFilter != null)
            text.Append(CultureInfo.InvariantCulture, $"rp_filter {ReversePathFilter}\n");
        if (AddressGenerationMode is { } mode)
            text.Append(CultureInfo.InvariantCulture, $"address-generation {mode}\n");
        if (Inet6Mtu != null)
            text.Append(CultureInfo.InvariantCulture, $"inet6-mtu {Inet6Mtu}\n");
        foreach (var name in AlternativeNames)
            Append(text, "alternative-name", Encoding.UTF8.GetBytes(name));
        foreach (var address in Configuration.Addresses)
            Append(text, "address", address.ToPayload());
        foreach (var neighbour in Configuration.Neighbours)
            Append(text, "neighbour", neighbour.ToPayload());
        foreach (var nextHop in Configuration.NextHops)
            Append(text, "nexthop", nextHop.ToPayload());
        foreach (var route in Configuration.Routes)
            text.Append(
                CultureInfo.InvariantCulture,
                $"route {Convert.ToHexString(route.ToPayload())} {route.KernelFlags:x}\n"
            );
        return text.Append("end\n").ToString();
    }

    internal static ShadowJournal Parse(IReadOnlyList<string> lines)
    {
        if (lines.Count == 0 || lines[^1] != "end")
            throw new FormatException("it is cut short");
        var words = lines
            .SkipLast(1)
            .Select(line => line.Split(' ', 2))
            .Where(line => line.Length == 2)
            .ToLookup(line => line[0], line => line[1]);
        return new ShadowJournal(
            int.Parse(words["nic"].First(), CultureInfo.InvariantCulture),
            words["rp_filter"].FirstOrDefault(),
            words["address-generation"].FirstOrDefault() is { } mode
                ? byte.Parse(mode, CultureInfo.InvariantCulture)
                : null,
            new LinkConfiguration(
                [.. Records("address").Select(payload => LinkAddress.Read(payload)).OfType<LinkAddress>()],
                [
                    .. Records("neighbour")
                        .Select(payload => Neighbour.Read(payload))
                        .OfType<Neighbour>()
                        .Where(neighbour => neighbour.IsUsable),
                ],
                [.. Records("nexthop").Select(payload => NextHop.Read(payload)).OfType<NextHop>()],
                [.. words["route"].Select(ReadRoute).OfType<Route>()]
            )
        )
        {
            Inet6Mtu = words["inet6-mtu"].FirstOrDefault() is { } mtu
                ? int.Parse(mtu, CultureInfo.InvariantCulture)
                : null,
            AlternativeNames = [.. Records("alternative-name").Select(Encoding.UTF8.GetString)],
        };

        IEnumerable<byte[]> Records(string kind) => words[kind].Select(Convert.FromHexString);
    }

    /// <summary>The message, and RTF_* where a version that notes them wrote it.</summary>
    private static Route? ReadRoute(string line)
    {
        var words = line.Split(' ', 2);
        return Route.Read(Convert.FromHexString(words[0])) is { } route
            ? route with
            {
                KernelFlags =
                    words.Length == 1 ? 0 : uint.Parse(words[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture),
            }
            : null;
    }

    private static void Append(StringBuilder text, string kind, byte[] payload) =>
        text.Append(kind).Append(' ').Append(Convert.ToHexString(payload)).Append('\n');
}
