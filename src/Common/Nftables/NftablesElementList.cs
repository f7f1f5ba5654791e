using System.Text;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Nftables;

/// <summary>Elements of a set of nftables as messages have them (NFTA_SET_ELEM_LIST_* of linux/netfilter/nf_tables.h).</summary>
internal static class NftablesElementList
{
    private const ushort ListTable = 1; // NFTA_SET_ELEM_LIST_*
    private const ushort ListSet = 2;
    internal const ushort ListElements = 3;
    private const ushort ListMember = 1; // NFTA_LIST_ELEM
    internal const ushort ElementKey = 1; // NFTA_SET_ELEM_*
    internal const ushort ElementData = 2;
    internal const ushort ElementFlags = 3;
    private const ushort ElementUserData = 6;
    internal const ushort ElementLastKey = 10; // NFTA_SET_ELEM_KEY_END
    private const byte CommentType = 0; // NFTNL_UDATA_SET_ELEM_COMMENT of libnftnl

    /// <summary>Looks at an element's key and data; whether it is wanted.</summary>
    internal delegate bool Filter(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data);

    /// <summary>Writes which set a request is about.</summary>
    internal static MessageWriter WriteSet(MessageWriter request, string table, string set) =>
        request.Text(ListTable, table).Text(ListSet, set);

    /// <summary>Writes elements of a set.</summary>
    internal static void Write(
        MessageWriter request,
        string table,
        string set,
        IEnumerable<NftablesElement> elements
    ) =>
        WriteSet(request, table, set)
            .Nest(
                ListElements,
                list =>
                {
                    foreach (var element in elements)
                        list.Nest(ListMember, member => WriteElement(member, element));
                }
            );

    private static void WriteElement(MessageWriter writer, NftablesElement element)
    {
        WriteData(writer, ElementKey, element.Key);
        WriteData(writer, ElementLastKey, element.LastKey);
        WriteData(writer, ElementData, element.Data);
        if (element.Comment == null)
            return;
        // A list of its own kind: type and length of one byte each, then the text with a NUL byte.
        var text = Encoding.UTF8.GetBytes($"{element.Comment}\0");
        writer.Bytes(ElementUserData, [CommentType, checked((byte)text.Length), .. text]);
    }

    private static void WriteData(MessageWriter writer, ushort attribute, byte[]? value)
    {
        if (value != null)
            writer.Nest(attribute, nest => nest.Bytes(Netfilter.DataValue, value));
    }

    internal static void Read(
        ReadOnlySpan<byte> attributes,
        string set,
        Action<NftablesElement> found,
        Filter? isWanted = null
    )
    {
        var list = new AttributeReader(AttributeReader.Find(attributes, ListElements));
        while (list.Next())
        {
            var key = FindData(list.Value, ElementKey);
            var data = FindData(list.Value, ElementData);
            if (list.Type != ListMember || isWanted?.Invoke(key, data) == false)
                continue;
            var lastKey = FindData(list.Value, ElementLastKey);
            found(
                new NftablesElement(set, key.ToArray())
                {
                    LastKey = lastKey.IsEmpty ? null : lastKey.ToArray(),
                    Data = data.IsEmpty ? null : data.ToArray(),
                    Comment = ReadComment(AttributeReader.Find(list.Value, ElementUserData)),
                }
            );
        }
    }

    private static ReadOnlySpan<byte> FindData(ReadOnlySpan<byte> element, ushort attribute) =>
        AttributeReader.Find(AttributeReader.Find(element, attribute), Netfilter.DataValue);

    private static string? ReadComment(ReadOnlySpan<byte> userData) =>
        userData.Length >= 2 && userData[0] == CommentType && userData.Length >= 2 + userData[1]
            ? AttributeReader.ReadText(userData.Slice(2, userData[1]))
            : null;
}
