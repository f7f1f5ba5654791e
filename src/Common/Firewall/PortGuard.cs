using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Nftables;

namespace Xen.Hotplug.Common.Firewall;

/// <summary>What a guarded port may send. All is keyed by the link's index, which no later link gets, whatever its name.</summary>
/// <param name="Device">The name that the link was made with, by which its guard is found again.</param>
/// <param name="Index">The link's index.</param>
/// <param name="Address">The guest's MAC address.</param>
/// <param name="Allowed">The addresses that the guest may use; empty for any.</param>
public sealed record PortGuard(string Device, int Index, MacAddress Address, IReadOnlyList<AddressRange> Allowed)
{
    private const string Cut = " ...";

    /// <summary>The VLANs whose tags the guest may send.</summary>
    public PortVlans Tags { get; init; } = new();

    /// <summary>What is allowed, in words that <see cref="TryParse"/> reads.</summary>
    public string Description
    {
        get
        {
            var tags = Tags.IsEmpty ? "" : $" tags {Tags}";
            return Allowed.Count == 0 ? $"mac {Address}{tags}" : $"mac {Address}{tags} ip {string.Join(' ', Allowed)}";
        }
    }

    /// <summary>Whether whole networks are allowed, not only single addresses.</summary>
    internal bool HasNetworks => Allowed.Any(range => !range.IsSingle);

    /// <summary>Whether what another guard allows is the same, for the same link.</summary>
    public bool IsSameAs(PortGuard other) =>
        Device == other.Device && Index == other.Index && Description == other.Description;

    /// <summary>Reads <see cref="Description"/>; null if it was cut, or is none.</summary>
    internal static PortGuard? TryParse(string device, int index, string description)
    {
        if (
            description.EndsWith(Cut, StringComparison.Ordinal)
            || description.Split(' ') is not ["mac", var mac, .. var rest]
        )
            return null;
        var tags = new PortVlans();
        if (rest is ["tags", var ids, ..])
        {
            if (PortVlans.TryParseTagged(ids) is not { } parsed)
                return null;
            (tags, rest) = (parsed, rest[2..]);
        }
        if (!MacAddress.TryParse(mac, out var address) || rest is not ([] or ["ip", _, ..]))
            return null;
        try
        {
            return new PortGuard(
                device,
                index,
                address.Value,
                rest.Length == 0 ? [] : AddressRange.ParseList(string.Join(' ', rest[1..]), "ip")
            )
            {
                Tags = tags,
            };
        }
        catch (HotplugException)
        {
            return null;
        }
    }

    /// <summary>All elements of the guard, each with what follows <c>add element</c> in a script of nft.</summary>
    /// <param name="link">The link as nft is to name it: its name in quotes, or its index.</param>
    /// <param name="isIndexSwapped">Whether sets of intervals have the index in network order.</param>
    internal IEnumerable<(NftablesElement Element, string Text)> Elements(string link, bool isIndexSwapped = false)
    {
        var index = IndexKey(Index);
        var comment = Shorten(Description);
        yield return (
            RecordOf(Device) with
            {
                Data = index,
                Comment = comment,
            },
            Text(GuardTable.Records, $"\"{Device}\" comment \"{comment}\" : {link}")
        );
        yield return (new NftablesElement(GuardTable.Ports, index), Text(GuardTable.Ports, link));
        var mac = Address.ToBytes();
        yield return (
            new NftablesElement(GuardTable.MacAddresses, [.. index, .. mac, 0, 0]),
            Text(GuardTable.MacAddresses, $"{link} . {Address}")
        );
        yield return (
            new NftablesElement(GuardTable.NeighbourMacAddresses, [.. index, .. mac, 0, 0]),
            Text(GuardTable.NeighbourMacAddresses, $"{link} . {Hexadecimal(mac)}")
        );
        if (!Tags.IsEmpty)
        {
            foreach (var id in Tags.Ids)
                yield return (
                    new NftablesElement(GuardTable.Tags, [.. index, (byte)(id >> 8), (byte)id, 0, 0]),
                    Text(GuardTable.Tags, $"{link} . {id}")
                );
        }
        if (Allowed.Count == 0)
            yield return (new NftablesElement(GuardTable.AnyAddress, index), Text(GuardTable.AnyAddress, link));
        else
            foreach (var element in AddressElements(link, isIndexSwapped))
                yield return element;
    }

    /// <summary>The record by which the guard of a link of that first name is found.</summary>
    internal static NftablesElement RecordOf(string device)
    {
        var key = new byte[InterfaceName.MaximumLength + 1];
        Encoding.UTF8.GetBytes(device, key);
        return new NftablesElement(GuardTable.Records, key);
    }

    private IEnumerable<(NftablesElement, string)> AddressElements(string link, bool isIndexSwapped)
    {
        var index = IndexKey(Index);
        var intervalIndex = IndexKey(isIndexSwapped ? BinaryPrimitives.ReverseEndianness(Index) : Index);
        // Every IPv6 host speaks from its address on the link, for neighbour discovery at least.
        foreach (var range in AddressRange.WithoutOverlaps([.. Allowed, new AddressRange(Address.LinkLocal, 128)]))
        {
            if (range.IsInet)
            {
                yield return Element(range, GuardTable.Inet(range), $"{range}");
                continue;
            }
            yield return Element(range, GuardTable.Inet6(range), $"{range}");
            yield return Element(
                range,
                GuardTable.NeighbourTargets(range),
                range.IsSingle ? Hexadecimal(range.First) : $"{Hexadecimal(range.First)}-{Hexadecimal(range.Last)}"
            );
        }

        (NftablesElement, string) Element(AddressRange range, string set, string text) =>
            (
                range.IsSingle
                    ? new NftablesElement(set, [.. index, .. range.First])
                    : new NftablesElement(set, [.. intervalIndex, .. range.First])
                    {
                        LastKey = [.. intervalIndex, .. range.Last],
                    },
                Text(set, $"{link} . {text}")
            );
    }

    private static string Shorten(string description)
    {
        if (description.Length <= NftablesElement.LongestComment)
            return description;
        var cut = description[..(NftablesElement.LongestComment - Cut.Length + 1)];
        return string.Concat(cut.AsSpan(0, cut.LastIndexOf(' ')), Cut);
    }

    internal static byte[] IndexKey(int index) => MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in index)).ToArray();

    private static string Text(string set, string element) => $"{GuardTable.Path} {set} {{ {element} }}";

    private static string Hexadecimal(byte[] bytes) => $"0x{Convert.ToHexStringLower(bytes)}";
}
