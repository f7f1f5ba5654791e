using System.Buffers.Binary;
using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Nftables;

/// <summary>
/// Reads and changes the elements of one table of nftables, through the kernel's own interface (linux/netfilter/nf_tables.h,
/// linux/netfilter/nfnetlink.h): a transaction by nft starts a process that takes several times as long.
/// </summary>
/// <remarks>
/// For some milliseconds after elements were deleted, until the kernel's grace period is over, closing such a socket
/// waits for its end, and holds a lock that every other transaction needs (nft_rcv_nl_event of net/netfilter/nf_tables_api.c).
/// So a process of its own closes it, a while later.
/// </remarks>
internal sealed class NftablesTable : IDisposable
{
    private const ushort BatchBegin = 0x10; // NFNL_MSG_BATCH_BEGIN
    private const ushort BatchEnd = 0x11;
    private const ushort BatchGeneration = 1; // NFNL_BATCH_GENID
    private const byte BridgeFamily = 7; // NFPROTO_BRIDGE

    // A list of elements is an attribute, whose length has two bytes; an element takes less than 200.
    private const int MostElements = 300;

    private readonly NetlinkSocket _socket;
    private readonly string _table;

    private NftablesTable(NetlinkSocket socket, string table) => (_socket, _table) = (socket, table);

    /// <summary>Opens a socket to the kernel's nftables.</summary>
    /// <param name="table">The table, of the family bridge, that all calls are about.</param>
    internal static NftablesTable Open(string table) => new(NetlinkSocket.Open(Netfilter.Protocol), table);

    /// <summary>Whether a transaction of this socket deleted anything.</summary>
    internal bool HasDeleted { get; private set; }

    internal int DescriptorNumber => _socket.DescriptorNumber;

    public void Dispose() => _socket.Dispose();

    /// <summary>Whether there is a link with that index.</summary>
    internal bool LinkExists(int index) => _socket.LinkExists(index);

    /// <summary>How many rules a chain of the table has, and jumps that lead to it; null if there is no such chain.</summary>
    internal int? FindChainUse(string chain)
    {
        int? use = null;
        return TryQuery(
            Message(Netfilter.GetChain, 0).Text(Netfilter.ChainTable, _table).Text(Netfilter.ChainName, chain),
            payload => use = (int?)Netfilter.ReadNumber(payload, Netfilter.ChainUse)
        )
            ? use
            : null;
    }

    /// <summary>Whether a rule of a chain has an expression of that name.</summary>
    internal bool UsesExpression(string chain, string name)
    {
        var isUsed = false;
        _socket.Dump(
            Message(Netfilter.GetRule, MessageFlags.Dump)
                .Text(Netfilter.RuleTable, _table)
                .Text(Netfilter.RuleChain, chain),
            () => isUsed = false,
            (_, payload) =>
            {
                // A kernel that knows no such filter sends the rules of all chains.
                var rule = Netfilter.Attributes(payload);
                if (
                    Netfilter.ReadText(rule, Netfilter.RuleTable) != _table
                    || Netfilter.ReadText(rule, Netfilter.RuleChain) != chain
                )
                    return;
                var expressions = new AttributeReader(AttributeReader.Find(rule, Netfilter.RuleExpressions));
                while (expressions.Next())
                    isUsed |= Netfilter.ReadText(expressions.Value, Netfilter.ExpressionName) == name;
            }
        );
        return isUsed;
    }

    /// <summary>The element with that key; null if there is none, or no such set.</summary>
    internal NftablesElement? FindElement(string set, byte[] key)
    {
        NftablesElement? found = null;
        var request = Message(Netfilter.GetElement, 0);
        NftablesElementList.Write(request, _table, set, [new NftablesElement(set, key)]);
        _ = TryQuery(request, payload => NftablesElementList.Read(payload, set, element => found = element));
        return found;
    }

    /// <summary>The elements of a set; none where there is no such set.</summary>
    /// <param name="set">The set or map.</param>
    /// <param name="isWanted">Told key and data of each; those that are not wanted cost the least.</param>
    internal List<NftablesElement> ListElementsOf(string set, NftablesElementList.Filter? isWanted = null)
    {
        var elements = new List<NftablesElement>();
        try
        {
            _socket.Dump(
                NftablesElementList.WriteSet(Message(Netfilter.GetElement, MessageFlags.Dump), _table, set),
                elements.Clear,
                (_, payload) => NftablesElementList.Read(Netfilter.Attributes(payload), set, elements.Add, isWanted)
            );
        }
        catch (NetlinkException exception) when (exception.Error == Errno.ENOENT)
        {
            elements.Clear();
        }
        return elements;
    }

    /// <summary>Deletes elements and adds others, all or none of it. What is added and there already stays as it is.</summary>
    /// <exception cref="NetlinkException">ENOENT: an element to delete, or a set, is not there. Nothing was changed.</exception>
    internal void Commit(List<NftablesElement> deleted, List<NftablesElement> added)
    {
        if (deleted.Count + added.Count == 0)
            return;
        HasDeleted |= deleted.Count > 0;
        var requests = new List<MessageWriter> { Frame(BatchBegin) };
        foreach (var set in SetsOf(deleted))
            AddChanges(requests, Netfilter.DeleteElement, 0, deleted.FindAll(element => element.Set == set));
        foreach (var set in SetsOf(added))
            AddChanges(
                requests,
                Netfilter.NewElement,
                MessageFlags.Create,
                added.FindAll(element => element.Set == set)
            );
        requests.Add(Frame(BatchEnd));
        var errors = _socket.ExecuteTogether(requests);
        if (errors.Count > 0)
            throw errors[errors.Keys.Min()];
    }

    /// <summary>Deletes the table, if nobody changes anything between the question whether to and the deed.</summary>
    internal void DeleteTableIf(Func<bool> isUnused)
    {
        byte[] generation = [];
        _socket.Query(
            Message(Netfilter.GetGeneration, 0),
            (_, payload) =>
                generation = AttributeReader.Find(Netfilter.Attributes(payload), Netfilter.GenerationId).ToArray()
        );
        if (!isUnused())
            return;
        var errors = _socket.ExecuteTogether([
            Frame(BatchBegin).Bytes(BatchGeneration, generation),
            Message(Netfilter.DeleteTable, MessageFlags.Acknowledge).Text(Netfilter.TableName, _table),
            Frame(BatchEnd),
        ]);
        HasDeleted = true;
        if (errors.Values.FirstOrDefault() is { Error: not (Errno.ERESTART or Errno.ENOENT) } failure)
            throw failure;
    }

    private bool TryQuery(MessageWriter request, PayloadHandler handler)
    {
        try
        {
            _socket.Query(request, (_, payload) => handler(Netfilter.Attributes(payload)));
            return true;
        }
        catch (NetlinkException exception) when (exception.Error == Errno.ENOENT)
        {
            return false;
        }
    }

    private delegate void PayloadHandler(ReadOnlySpan<byte> payload);

    private static IEnumerable<string> SetsOf(List<NftablesElement> elements) =>
        elements.ConvertAll(element => element.Set).Distinct();

    /// <summary>Adds the requests that change elements of one set.</summary>
    private void AddChanges(
        List<MessageWriter> requests,
        ushort type,
        MessageFlags flags,
        List<NftablesElement> elements
    )
    {
        for (var begin = 0; begin < elements.Count; begin += MostElements)
        {
            var request = Message(type, flags | MessageFlags.Acknowledge);
            var part = elements.GetRange(begin, Math.Min(MostElements, elements.Count - begin));
            NftablesElementList.Write(request, _table, part[0].Set, part);
            requests.Add(request);
        }
    }

    private static MessageWriter Message(ushort type, MessageFlags flags) =>
        new MessageWriter(type, flags).Fixed(new NetfilterHeader { Family = BridgeFamily });

    /// <summary>What begins and ends a transaction names the subsystem, in network order.</summary>
    private static MessageWriter Frame(ushort type) =>
        new MessageWriter(type, 0).Fixed(
            new NetfilterHeader { ResourceId = BinaryPrimitives.ReverseEndianness((ushort)Netfilter.Nftables) }
        );
}
