using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Nftables;

namespace Xen.Hotplug.Common.Firewall;

/// <summary>
/// The guards that are in the kernel's nftables. Reading one needs root; where the table is not there, there are none.
/// </summary>
internal sealed class NftablesGuards : IDisposable
{
    private const int MostTries = 5;
    private NftablesTable? _table;

    private NftablesTable Table => _table ??= NftablesTable.Open(GuardTable.Name);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_table is not { } table)
            return;
        if (table.HasDeleted)
            RecentDeletion.Note();
        if (table.HasDeleted || RecentDeletion.IsPossible)
            ClosingProcess.Keep(table.DescriptorNumber, RecentDeletion.GracePeriod);
        table.Dispose();
    }

    /// <summary>
    /// How many rules <see cref="GuardTable.ProbedChain"/> has and lead to it; <see cref="GuardTable.ProbedUse"/> in a table that is
    /// whole. Null if there is no table, or no such chain.
    /// </summary>
    internal int? ProbedUse => Attempt("look for", () => Table.FindChainUse(GuardTable.ProbedChain));

    /// <summary>Whether any rule looks at what guarded ports send.</summary>
    internal bool IsEntered => Attempt("look for", () => Table.FindChainUse(GuardTable.EntryChain)) > 0;

    /// <summary>Whether all chains have their rules; it takes a question for each.</summary>
    internal bool AreRulesWhole =>
        Attempt(
            "look for the rules of",
            () => GuardTable.ChainUses.All(chain => Table.FindChainUse(chain.Name) == chain.Use)
        );

    /// <summary>The indices of all links that the rules look at.</summary>
    internal HashSet<int> ListGuardedIndices() =>
        Attempt("list", () => Table.ListElementsOf(GuardTable.Ports).ConvertAll(one => ReadIndex(one.Key)).ToHashSet());

    /// <summary>What network-bridge-additional has set.</summary>
    internal HostDefault HostDefault =>
        Attempt(
            "read the host's default in",
            () =>
                Table.ListElementsOf(GuardTable.HostDefault) is not [var element, ..] ? HostDefault.Unset
                : element.Key.AsSpan().SequenceEqual(HostDefaultKey(HostDefault.Yes)) ? HostDefault.Yes
                : HostDefault.No
        );

    /// <summary>Sets the host's default; the table has to be there, unless the default is taken away.</summary>
    internal void SetHostDefault(HostDefault value) =>
        Attempt(
            "set the host's default in",
            () =>
                Table.Commit(
                    Table.ListElementsOf(GuardTable.HostDefault),
                    value == HostDefault.Unset
                        ? []
                        : [new NftablesElement(GuardTable.HostDefault, HostDefaultKey(value))]
                )
        );

    /// <summary>Whether the table is there, and neither a guard nor the host's default is in it.</summary>
    internal bool IsUnused => ProbedUse != null && HostDefault == HostDefault.Unset && List().Count == 0;

    /// <summary>Deletes the table if it is unused, also by a program that runs at the same time.</summary>
    internal void DeleteUnused() => Attempt("delete", () => Table.DeleteTableIf(() => IsUnused));

    /// <summary>The record of the guard of a link of that first name, whether it is this link's or a former one's.</summary>
    internal GuardRecord? Find(string device) =>
        Attempt(
            $"look for the guard of {device} in",
            () =>
                Table.FindElement(GuardTable.Records, PortGuard.RecordOf(device).Key) is { } record
                    ? Read(record)
                    : null
        );

    /// <summary>
    /// A guard that was made for another link that had the index before. The kernel counts upwards, but a link may be given
    /// an index, or bring its own from another namespace.
    /// </summary>
    internal GuardRecord? FindOther(int index, string device) =>
        Attempt(
            "look for a guard in",
            () =>
                Table.FindElement(GuardTable.Ports, PortGuard.IndexKey(index)) == null
                    ? null
                    : List().FirstOrDefault(record => record.Index == index && record.Device != device)
        );

    /// <summary>The records of all guards; the cost grows with their number.</summary>
    internal IReadOnlyList<GuardRecord> List() =>
        Attempt("list", () => Table.ListElementsOf(GuardTable.Records).ConvertAll(Read));

    /// <summary>The records whose link is gone: what guests left that ended without an event. All records are read for it.</summary>
    internal List<GuardRecord> ListStale() =>
        Attempt("look for stale guards in", () => Table.ListElementsOf(GuardTable.Records, IsStale).ConvertAll(Read));

    private bool IsStale(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data) => !Table.LinkExists(ReadIndex(data));

    /// <summary>Whether the link is there that a guard was made for.</summary>
    internal bool LinkExists(GuardRecord record) => Table.LinkExists(record.Index);

    /// <summary>Puts a guard in another's place, in one transaction.</summary>
    /// <param name="before">What is there; null for none.</param>
    /// <param name="after">What should be there; null for none.</param>
    internal void Replace(GuardRecord? before, PortGuard? after) =>
        Attempt($"guard {(after?.Device ?? before?.Device)} by", () => ReplaceAtOnce(before, after));

    /// <summary>Deletes what is left of a guard whose link is gone; another program may have been faster.</summary>
    internal void Clear(GuardRecord stale)
    {
        try
        {
            // The index is in the transaction, so that the guard of a new link of that name is never meant.
            Table.Commit(ElementsOf(stale), []);
        }
        catch (NetlinkException exception) when (exception.Error == Errno.ENOENT)
        {
            // Most likely it is gone; what is not, is found now.
            Table.Commit(FindElements(stale.Device, stale.Index), []);
        }
    }

    private void ReplaceAtOnce(GuardRecord? before, PortGuard? after)
    {
        var added = after == null ? [] : ElementsOf(after);
        var deleted = before == null ? [] : ElementsOf(before);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Table.Commit(deleted, added);
                return;
            }
            catch (NetlinkException exception)
                when (attempt < MostTries && exception.Error is Errno.ENOENT or Errno.EEXIST or Errno.ENOTEMPTY)
            {
                // The sets are not as the record says.
                deleted = before == null ? [] : FindElements(before.Device, before.Index);
                if (after != null && after.Index != before?.Index)
                    deleted.AddRange(FindElements(after.Device, after.Index));
            }
        }
    }

    private List<NftablesElement> ElementsOf(GuardRecord record) =>
        record.Guard == null ? FindElements(record.Device, record.Index) : ElementsOf(record.Guard);

    private List<NftablesElement> ElementsOf(PortGuard guard)
    {
        var elements = new List<NftablesElement>();
        foreach (var (element, _) in guard.Elements("", guard.HasNetworks && IsIndexSwapped))
            elements.Add(element);
        return elements;
    }

    // In sets of intervals nft has the index in network order, and converts it in the rules. Not every version does so:
    // the rules that are there tell.
    private bool IsIndexSwapped => Table.UsesExpression(GuardTable.NetworkChain, "byteorder");

    /// <summary>All elements of a link's guard, found by reading all sets.</summary>
    private List<NftablesElement> FindElements(string device, int index)
    {
        var key = PortGuard.IndexKey(index);
        var intervalKey = IsIndexSwapped ? PortGuard.IndexKey(BinaryPrimitives.ReverseEndianness(index)) : key;
        var elements = new List<NftablesElement>();
        foreach (var set in GuardTable.KeyedByIndex)
            elements.AddRange(
                Table
                    .ListElementsOf(set, (found, _) => found.StartsWith(key) || found.StartsWith(intervalKey))
                    .FindAll(element => element.Key.AsSpan().StartsWith(element.LastKey == null ? key : intervalKey))
            );
        if (Find(device)?.Index == index)
            elements.Add(PortGuard.RecordOf(device));
        return elements;
    }

    private static GuardRecord Read(NftablesElement element)
    {
        var device = AttributeReader.ReadText(element.Key);
        var index = ReadIndex(element.Data);
        var description = element.Comment ?? "";
        return new GuardRecord(device, index, PortGuard.TryParse(device, index, description), description);
    }

    private static int ReadIndex(ReadOnlySpan<byte> data) =>
        data.Length >= sizeof(int) ? MemoryMarshal.Read<int>(data) : 0;

    private static byte[] HostDefaultKey(HostDefault value)
    {
        var key = new byte[InterfaceName.MaximumLength + 1];
        Encoding.UTF8.GetBytes(value.Word(), key);
        return key;
    }

    private static T Attempt<T>(string attempt, Func<T> action) =>
        NetlinkException.Attempt($"{attempt} the nftables table {GuardTable.Path}", action);

    private static void Attempt(string attempt, Action action) =>
        Attempt<object?>(
            attempt,
            () =>
            {
                action();
                return null;
            }
        );
}
