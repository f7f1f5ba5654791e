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

    /// <summary>The index of the link that had it: of the NIC before a start, of the bridge before a stop.</summary>
    internal int OriginIndex =>
        Configuration.Routes.Select(route => route.OutputInterface).FirstOrDefault(index => index != 0, NicIndex);

    internal string Format() => string.Concat(Lines());

    /// <summary>The lines, with their ends, one after the other: of a router they are some megabytes.</summary>
    internal IEnumerable<string> Lines()
    {
        yield return $"nic {NicIndex}\n";
        if (ReversePathFilter != null)
            yield return $"rp_filter {ReversePathFilter}\n";
        if (AddressGenerationMode is { } mode)
            yield return $"address-generation {mode}\n";
        if (Inet6Mtu != null)
            yield return $"inet6-mtu {Inet6Mtu}\n";
        foreach (var name in AlternativeNames)
            yield return Line("alternative-name", Encoding.UTF8.GetBytes(name));
        foreach (var address in Configuration.Addresses)
            yield return Line("address", address.ToPayload());
        foreach (var neighbour in Configuration.Neighbours)
            yield return Line("neighbour", neighbour.ToPayload());
        foreach (var nextHop in Configuration.NextHops)
            yield return Line("nexthop", nextHop.ToPayload());
        foreach (var route in Configuration.Routes)
            yield return $"route {Convert.ToHexString(route.ToPayload())} {route.KernelFlags:x}\n";
        yield return "end\n";
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

    private static string Line(string kind, byte[] payload) => $"{kind} {Convert.ToHexString(payload)}\n";
}
