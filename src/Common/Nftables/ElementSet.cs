using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Nftables;

/// <summary>A set or map.</summary>
/// <param name="Place">Where it is.</param>
/// <param name="Handle">The number that commands of nft name it by.</param>
internal sealed record ElementSet(RulePlace Place, ulong Handle)
{
    private const uint LinkIndex = 20; // TYPE_IFINDEX of nft, which the kernel only keeps
    private const int TypeBits = 6; // TYPE_BITS of nft: the last field of a key has the lowest
    private const uint TypeMask = (1 << TypeBits) - 1;
    private const int RegisterLength = 4; // each field of a key begins at one
    private const uint VerdictType = 0xffffff00; // NFT_DATA_VERDICT

    /// <summary>Whether it is part of a rule: NFT_SET_ANONYMOUS.</summary>
    internal bool IsAnonymous => (Flags & 1) != 0;

    /// <summary>Whether elements may be from one value to another: NFT_SET_INTERVAL.</summary>
    internal bool HasIntervals => (Flags & 4) != 0;

    /// <summary>Whether it says what is to become of packets.</summary>
    internal bool IsVerdictMap => DataType == VerdictType;

    /// <summary>Whether its values are links' indexes.</summary>
    internal bool MapsToIndex => DataType == LinkIndex;

    /// <summary>How long a key is, in bytes.</summary>
    internal int KeyLength { get; private init; }

    /// <summary>Whether its key has several fields.</summary>
    internal bool IsConcatenation => Fields.Count > 1 || KeyType > TypeMask;

    private uint Flags { get; init; }
    private uint KeyType { get; init; }
    private uint? DataType { get; init; }
    private List<int> Fields { get; init; } = [];

    internal static ElementSet Read(RulePlace table, ReadOnlySpan<byte> attributes) =>
        new(
            table with
            {
                Name = Netfilter.ReadText(
                    attributes,
                    2 /* NFTA_SET_NAME */
                ),
            },
            Netfilter.ReadHandle(
                attributes,
                16 /* NFTA_SET_HANDLE */
            )
        )
        {
            Flags =
                Netfilter.ReadNumber(
                    attributes,
                    3 /* NFTA_SET_FLAGS */
                ) ?? 0,
            KeyType =
                Netfilter.ReadNumber(
                    attributes,
                    4 /* NFTA_SET_KEY_TYPE */
                ) ?? 0,
            KeyLength = (int)(
                Netfilter.ReadNumber(
                    attributes,
                    5 /* NFTA_SET_KEY_LEN */
                ) ?? 0
            ),
            DataType = Netfilter.ReadNumber(
                attributes,
                6 /* NFTA_SET_DATA_TYPE */
            ),
            Fields = ReadFields(
                AttributeReader.Find(
                    AttributeReader.Find(
                        attributes,
                        9 /* NFTA_SET_DESC */
                    ),
                    2 /* NFTA_SET_DESC_CONCAT */
                )
            ),
        };

    /// <summary>Where in a key indexes begin, by the type that the set was declared with.</summary>
    internal List<int> IndexOffsets()
    {
        var types = new List<uint>();
        for (var rest = KeyType; rest != 0; rest >>= TypeBits)
            types.Insert(0, rest & TypeMask);
        var offsets = new List<int>();
        if (!types.Contains(LinkIndex))
            return offsets;
        if (types.Count == 1)
            return [0];
        var offset = 0;
        // A kernel before 5.6 does not tell how long the fields are: then the index may be at any place.
        for (; Fields.Count != types.Count && offset + RegisterLength <= KeyLength; offset += RegisterLength)
            offsets.Add(offset);
        for (var place = 0; place < types.Count && Fields.Count == types.Count; place++)
        {
            if (types[place] == LinkIndex)
                offsets.Add(offset);
            offset += (Fields[place] + RegisterLength - 1) / RegisterLength * RegisterLength;
        }
        return offsets;
    }

    private static List<int> ReadFields(ReadOnlySpan<byte> description)
    {
        var fields = new List<int>();
        var list = new AttributeReader(description);
        while (list.Next())
            fields.Add(
                (int)(
                    Netfilter.ReadNumber(
                        list.Value,
                        1 /* NFTA_SET_FIELD_LEN */
                    ) ?? 0
                )
            );
        return fields;
    }
}
