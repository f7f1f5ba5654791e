using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Nftables;

/// <summary>How a set or rule holds an index.</summary>
internal enum IndexMatch
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>By itself.</summary>
    Exact,

    /// <summary>As one of those between two others.</summary>
    Range,
}

/// <summary>What a search through a set came to.</summary>
/// <param name="Match">How it holds the index.</param>
/// <param name="Verdict">What its element says that is to become of packets.</param>
internal readonly record struct SetResult(IndexMatch Match, RuleVerdict Verdict);

/// <summary>Looks through the elements of one set for an index.</summary>
internal sealed class SetSearch(ElementSet set, int offset, IndexChange change)
{
    private readonly List<(uint Value, bool IsEnd, RuleVerdict Verdict)> _boundaries = [];
    private SetResult _result;

    /// <summary>Asks the kernel for the elements, and looks at the keys.</summary>
    internal static SetResult InKeys(Ruleset ruleset, ElementSet set, int offset, IndexChange change)
    {
        var search = new SetSearch(set, offset, change);
        ruleset.DumpElements(set, search.Forget, search.TakeKey);
        return search.Finish();
    }

    /// <summary>Asks the kernel for the elements, and looks at what they map to.</summary>
    internal static SetResult InValues(Ruleset ruleset, ElementSet set, IndexChange change)
    {
        var search = new SetSearch(set, 0, change);
        ruleset.DumpElements(set, search.Forget, search.TakeValue);
        return search.Finish();
    }

    /// <summary>Whether the index is among those, and the one that takes its place is not.</summary>
    internal static IndexMatch Among(uint lowest, uint highest, IndexChange change)
    {
        if (change.From < lowest || change.From > highest)
            return IndexMatch.None;
        if (lowest == highest)
            return IndexMatch.Exact;
        return change.To >= lowest && change.To <= highest ? IndexMatch.None : IndexMatch.Range;
    }

    internal void TakeKey(ReadOnlySpan<byte> element)
    {
        var key = ReadPart(element, NftablesElementList.ElementKey);
        if (key.Length < offset + sizeof(uint))
            return;
        var last = ReadPart(element, NftablesElementList.ElementLastKey);
        var verdict = ReadVerdict(element);
        if (!set.HasIntervals)
            Note(MemoryMarshal.Read<int>(key[offset..]) == change.From ? IndexMatch.Exact : IndexMatch.None, verdict);
        else if (last.Length >= offset + sizeof(uint))
            Note(Among(ReadOrdered(key), ReadOrdered(last), change), verdict);
        else if (set.IsConcatenation)
            Note(Among(ReadOrdered(key), ReadOrdered(key), change), verdict);
        else
            _boundaries.Add((ReadOrdered(key), IsEnd(element), verdict));
    }

    internal void TakeValue(ReadOnlySpan<byte> element)
    {
        var value = ReadPart(element, NftablesElementList.ElementData);
        if (value.Length >= sizeof(int) && MemoryMarshal.Read<int>(value) == change.From)
            Note(IndexMatch.Exact, RuleVerdict.None);
    }

    /// <summary>What was found: intervals of a single field come as elements that begin them, and elements that end them.</summary>
    internal SetResult Finish()
    {
        // Where one ends and the next begins, the beginning counts.
        _boundaries.Sort((one, other) => (one.Value, !one.IsEnd).CompareTo((other.Value, !other.IsEnd)));
        for (var place = 0; place < _boundaries.Count; place++)
        {
            var (lowest, isEnd, verdict) = _boundaries[place];
            var highest = place + 1 < _boundaries.Count ? _boundaries[place + 1].Value - 1 : uint.MaxValue;
            if (!isEnd && highest >= lowest)
                Note(Among(lowest, highest, change), verdict);
        }
        return _result;
    }

    private void Forget()
    {
        _boundaries.Clear();
        _result = default;
    }

    private void Note(IndexMatch match, RuleVerdict verdict)
    {
        // One that is named by itself says most of what the set is for.
        if (match != IndexMatch.None && _result.Match != IndexMatch.Exact)
            _result = new SetResult(match, verdict);
    }

    /// <summary>In a set of intervals, numbers are in network order.</summary>
    private uint ReadOrdered(ReadOnlySpan<byte> key) => BinaryPrimitives.ReadUInt32BigEndian(key[offset..]);

    private static bool IsEnd(ReadOnlySpan<byte> element) =>
        (Netfilter.ReadNumber(element, NftablesElementList.ElementFlags) & 1) == 1; // NFT_SET_ELEM_INTERVAL_END

    private static RuleVerdict ReadVerdict(ReadOnlySpan<byte> element) =>
        RuleReader.ReadVerdict(
            AttributeReader.Find(
                AttributeReader.Find(element, NftablesElementList.ElementData),
                2 /* NFTA_DATA_VERDICT */
            )
        );

    private static ReadOnlySpan<byte> ReadPart(ReadOnlySpan<byte> element, ushort attribute) =>
        AttributeReader.Find(AttributeReader.Find(element, attribute), Netfilter.DataValue);
}
