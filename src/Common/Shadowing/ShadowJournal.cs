using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>
/// What the host's network was before a change of places began, kept in /run until it is done: whoever is killed in
/// between leaves here what the next start or stop needs.
/// </summary>
/// <param name="NicIndex">The uplink's index; a journal of another one is of no use.</param>
/// <param name="ReversePathFilter">What rp_filter is to be in the end.</param>
/// <param name="AddressGenerationMode">How IPv6 addresses are to be made in the end; null where there is no IPv6.</param>
/// <param name="OriginIndex">The link that had the configuration.</param>
/// <param name="Configuration">What it had.</param>
public sealed record ShadowJournal(
    int NicIndex,
    string? ReversePathFilter,
    byte? AddressGenerationMode,
    int OriginIndex,
    LinkConfiguration Configuration
)
{
    private const string Folder = "/run/bridge-shadow";

    /// <summary>The journal of an interface.</summary>
    public static string PathFor(string interfaceName) => $"{Folder}/{interfaceName}";

    /// <summary>Reads the journal of an interface; null where there is none, or none that is whole.</summary>
    public static ShadowJournal? TryRead(string interfaceName)
    {
        try
        {
            return Parse(File.ReadAllLines(PathFor(interfaceName)));
        }
        catch (Exception exception)
            when (exception
                    is IOException
                        or UnauthorizedAccessException
                        or FormatException
                        or OverflowException
                        or InvalidOperationException
            )
        {
            // It is renamed into place when it is whole, so this one is not ours.
            return null;
        }
    }

    /// <summary>Writes the journal of an interface.</summary>
    /// <exception cref="HotplugException">It could not be written.</exception>
    public void Write(string interfaceName)
    {
        var path = PathFor(interfaceName);
        try
        {
            Directory.CreateDirectory(Folder);
            File.WriteAllText($"{path}.new", Format());
            File.Move($"{path}.new", path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            RegularFile.TryDelete($"{path}.new");
            throw new HotplugException($"could not write the journal {path}: {exception.Message}", exception);
        }
    }

    /// <summary>Deletes the journal of an interface.</summary>
    /// <exception cref="HotplugException">It could not be deleted.</exception>
    public static void Delete(string interfaceName)
    {
        try
        {
            if (!Directory.Exists(Folder))
                return;
            // What failed for want of memory may go well the second time.
            RegularFile.TryDelete(PathFor(interfaceName));
            File.Delete(PathFor(interfaceName));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new HotplugException(
                $"could not delete the journal {PathFor(interfaceName)}: {exception.Message}",
                exception
            );
        }
    }

    internal string Format()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"nic {NicIndex}\norigin {OriginIndex}\n");
        if (ReversePathFilter != null)
            text.Append(CultureInfo.InvariantCulture, $"rp_filter {ReversePathFilter}\n");
        if (AddressGenerationMode is { } mode)
            text.Append(CultureInfo.InvariantCulture, $"address-generation {mode}\n");
        foreach (var address in Configuration.Addresses)
            Append(text, "address", address.ToRecord());
        foreach (var neighbour in Configuration.Neighbours)
            Append(text, "neighbour", neighbour);
        foreach (var nextHop in Configuration.NextHops)
            Append(text, "nexthop", nextHop);
        foreach (var route in Configuration.Routes)
            Append(text, "route", route.ToRecord());
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
            int.Parse(words["origin"].First(), CultureInfo.InvariantCulture),
            new LinkConfiguration(
                [.. words["address"].Select(hex => LinkAddress.Read(Convert.FromHexString(hex))).OfType<LinkAddress>()],
                [
                    .. words["neighbour"]
                        .Select(hex => new RawRecord(MessageType.NewNeighbour, Convert.FromHexString(hex)))
                        .Where(record =>
                            record.Payload.Length >= Marshal.SizeOf<NeighbourHeader>()
                            && LinkConfiguration.IsUseful(record)
                        ),
                ],
                [
                    .. words["nexthop"]
                        .Select(hex => new RawRecord(MessageType.NewNextHop, Convert.FromHexString(hex)))
                        .Where(record => record.Payload.Length >= Marshal.SizeOf<NextHopHeader>()),
                ],
                [.. words["route"].Select(hex => Route.Read(Convert.FromHexString(hex))).OfType<Route>()]
            )
        );
    }

    private static void Append(StringBuilder text, string kind, RawRecord record) =>
        text.Append(kind).Append(' ').Append(Convert.ToHexString(record.Payload)).Append('\n');
}
