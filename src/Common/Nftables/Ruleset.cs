using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Nftables;

/// <summary>The host's nftables as they are now, all families (NFT_MSG_GET* of linux/netfilter/nf_tables.h). It changes none.</summary>
internal sealed class Ruleset : IDisposable
{
    private readonly NetlinkSocket _socket;

    private Ruleset(NetlinkSocket socket) => _socket = socket;

    /// <summary>All chains.</summary>
    internal List<RuleChain> Chains { get; } = [];

    /// <summary>All rules, those of a chain in their order.</summary>
    internal List<Rule> Rules { get; } = [];

    /// <summary>All sets and maps.</summary>
    internal List<ElementSet> Sets { get; } = [];

    /// <summary>All flowtables.</summary>
    internal List<FlowTable> FlowTables { get; } = [];

    /// <summary>Asks the kernel, which tells root alone; null on a kernel without nftables.</summary>
    /// <exception cref="NetlinkException">The kernel does not tell.</exception>
    internal static Ruleset? TryRead()
    {
        Ruleset? ruleset = null;
        try
        {
            ruleset = new Ruleset(NetlinkSocket.Open(Netfilter.Protocol));
            ruleset.Dump(Netfilter.GetChain, ruleset.Chains, RuleChain.Read);
            ruleset.Dump(Netfilter.GetRule, ruleset.Rules, Rule.Read);
            ruleset.Dump(Netfilter.GetSet, ruleset.Sets, ElementSet.Read);
            ruleset.DumpFlowTables();
            return ruleset;
        }
        catch (NetlinkException exception)
        {
            ruleset?.Dispose();
            return IsUnknown(exception)
                ? null
                : throw new NetlinkException(exception.Error, exception.KernelText, "read nftables' rules");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    /// <summary>Hands over each element of a set; none where the set is gone.</summary>
    /// <param name="set">The set or map.</param>
    /// <param name="restart">Forgets what was handed over, for it comes again.</param>
    /// <param name="found">Told the attributes of each element.</param>
    internal void DumpElements(ElementSet set, Action restart, ElementHandler found)
    {
        try
        {
            _socket.Dump(
                NftablesElementList.WriteSet(
                    new MessageWriter(Netfilter.GetElement, MessageFlags.Dump).Fixed(
                        new NetfilterHeader { Family = set.Place.Family }
                    ),
                    set.Place.Table,
                    set.Place.Name
                ),
                restart,
                (_, payload) =>
                {
                    var list = new AttributeReader(
                        AttributeReader.Find(Netfilter.Attributes(payload), NftablesElementList.ListElements)
                    );
                    while (list.Next())
                        found(list.Value);
                }
            );
        }
        catch (NetlinkException exception) when (exception.Error == Errno.ENOENT)
        {
            restart();
        }
    }

    /// <summary>Takes the attributes of one element (NFTA_SET_ELEM_*).</summary>
    internal delegate void ElementHandler(ReadOnlySpan<byte> attributes);

    private delegate T Reader<T>(RulePlace place, ReadOnlySpan<byte> attributes);

    private static bool IsUnknown(NetlinkException exception) =>
        exception.Error is Errno.EINVAL or Errno.EOPNOTSUPP or Errno.EPROTONOSUPPORT;

    private void DumpFlowTables()
    {
        try
        {
            Dump(Netfilter.GetFlowTable, FlowTables, FlowTable.Read);
        }
        catch (NetlinkException exception) when (IsUnknown(exception))
        {
            // Kernels before 4.16, and those built without them.
        }
    }

    private void Dump<T>(ushort request, List<T> records, Reader<T> read) =>
        _socket.Dump(
            new MessageWriter(request, MessageFlags.Dump).Fixed(new NetfilterHeader()),
            records.Clear,
            (type, payload) =>
            {
                // NFT_MSG_NEW* is NFT_MSG_GET* less one, for all kinds.
                if (type != request - 1 || payload.IsEmpty)
                    return;
                var attributes = Netfilter.Attributes(payload);
                // The first attribute is the table's name, for all kinds.
                records.Add(read(new RulePlace(payload[0], Netfilter.ReadText(attributes, 1), ""), attributes));
            }
        );
}
