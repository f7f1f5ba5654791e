using System.Globalization;
using System.Net;
using System.Text;
using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Netlink;

/// <summary>
/// A line of /proc/net/ipv6_route: one of each route and hop that the kernel keeps, of all tables (ipv6_route_native_seq_show
/// of net/ipv6/ip6_fib.c).
/// </summary>
/// <param name="Place">The destination, its length and the metric, in hexadecimal digits.</param>
/// <param name="Gateway">The next router in hexadecimal digits; zeros for none.</param>
/// <param name="Flags">RTF_* of linux/ipv6_route.h.</param>
/// <param name="Link">The name of the link; of a route by a group of next hop objects that of its first.</param>
internal readonly record struct Inet6RouteLine(string Place, string Gateway, uint Flags, string Link)
{
    private const string Table = "/proc/self/net/ipv6_route";

    // Three addresses of 32 digits, two lengths of 2, four numbers of 8, a space after each; the name has at least 8 characters
    // before the end of the line.
    private const int LengthWithoutLink = 3 * 33 + 2 * 3 + 4 * 9 + 1;
    private const int NarrowestLink = 8;
    private const int LongestLine = LengthWithoutLink + InterfaceName.MaximumLength;

    /// <summary>The lines in the kernel's order; none where there is no IPv6.</summary>
    internal static List<Inet6RouteLine> ReadAll()
    {
        try
        {
            return Parse(File.ReadLines(Table));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>The line that begins at an offset; null if none is there.</summary>
    internal static Inet6RouteLine? TryReadAt(long offset)
    {
        Span<byte> buffer = stackalloc byte[LongestLine];
        try
        {
            using var file = File.OpenHandle(Table);
            var length = RandomAccess.Read(file, buffer, offset);
            return Parse(Encoding.ASCII.GetString(buffer[..length]).Split('\n')) is [var line, ..] ? line : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>How many bytes the line of a route over a link has.</summary>
    internal static int LengthWith(string link) => LengthWithoutLink + Math.Max(NarrowestLink, link.Length);

    /// <summary>
    /// How many lines there are, without the table's own two, and without reading them: the kernel takes longer for each line
    /// when there are many (fib_rt_entries, the fourth number of rt6_stats_seq_show in net/ipv6/route.c). The largest number if it does not tell.
    /// </summary>
    internal static int CountAll() =>
        (RegularFile.TryRead("/proc/self/net/rt6_stats", out _) ?? "").Split(' ') is [_, _, _, var entries, ..]
        && int.TryParse(entries, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var count)
            ? count
            : int.MaxValue;

    /// <summary>Reads lines; what is none is passed over.</summary>
    internal static List<Inet6RouteLine> Parse(IEnumerable<string> text)
    {
        var lines = new List<Inet6RouteLine>();
        foreach (var line in text)
        {
            // Destination, its length, source, its length, next hop, metric, references, uses, flags, link.
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (
                words is [{ Length: 32 }, { Length: 2 }, _, _, _, { Length: 8 }, _, _, _, _]
                && uint.TryParse(words[8], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var flags)
            )
                lines.Add(new Inet6RouteLine($"{words[0]} {words[1]} {words[5]}", words[4], flags, words[9]));
        }
        return lines;
    }

    /// <summary>What the lines of a route have as their place.</summary>
    internal static string PlaceOf(Route route) =>
        $"{Hexadecimal(route.Destination)} {route.DestinationLength:x2} {route.Priority:x8}";

    /// <summary>An address as a line has it; null is that of all zeros.</summary>
    internal static string Hexadecimal(IPAddress? address) => Convert.ToHexStringLower(Bytes(address));

    /// <summary>The 16 bytes of an address; null is that of all zeros.</summary>
    internal static byte[] Bytes(IPAddress? address) => (address ?? IPAddress.IPv6Any).GetAddressBytes();

    /// <summary>The route of the line, as far as the line says it.</summary>
    internal HiddenRoute ToHiddenRoute() =>
        Place.Split(' ') is [var destination, var length, var metric]
            ? new HiddenRoute(
                new IPAddress(Convert.FromHexString(destination)),
                Convert.FromHexString(length)[0],
                uint.Parse(metric, NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            )
            : throw new FormatException(Place);
}
