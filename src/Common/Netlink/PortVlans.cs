using System.Globalization;
using System.Runtime.InteropServices;

namespace Xen.Hotplug.Common.Netlink;

/// <summary>The VLANs that a port is in, and how: tagged, untagged, or as its PVID (linux/if_bridge.h).</summary>
public sealed class PortVlans : IEquatable<PortVlans>
{
    /// <summary>The smallest ID of a VLAN; 0 means a frame with a priority and no VLAN.</summary>
    public const int First = 1;

    /// <summary>The largest ID; 4095 is reserved (IEEE 802.1Q).</summary>
    public const int Last = 4094;

    // BRIDGE_VLAN_INFO_PVID, BRIDGE_VLAN_INFO_UNTAGGED, BRIDGE_VLAN_INFO_RANGE_BEGIN, BRIDGE_VLAN_INFO_RANGE_END
    private const ushort Pvid = 1 << 1;
    private const ushort Untagged = 1 << 2;
    private const ushort RangeBegin = 1 << 3;
    private const ushort RangeEnd = 1 << 4;

    private const ushort Absent = 0;

    // Not on the wire: says that the port is in the VLAN at all.
    private const ushort Present = 1;

    // By the ID, and one behind the last; empty as long as the port is in no VLAN, as those of most events are.
    private ushort[] _flags = [];

    /// <summary>Whether the port is in no VLAN.</summary>
    public bool IsEmpty => _flags.Length == 0;

    /// <summary>How many VLANs the port is in.</summary>
    public int Count => _flags.Count(static flags => flags != Absent);

    /// <summary>Their IDs.</summary>
    public IEnumerable<int> Ids => Enumerable.Range(First, Last).Where(Contains);

    /// <summary>The VLAN that frames without a tag belong to; 0 for none.</summary>
    public int DefaultVlan => Math.Max(0, Array.FindIndex(_flags, static flags => (flags & Pvid) != 0));

    /// <summary>Whether the port sends frames of some VLAN with their tag.</summary>
    public bool HasTagged => Array.Exists(_flags, static flags => flags != Absent && (flags & Untagged) == 0);

    /// <summary>Those of them whose frames the port sends with their tag.</summary>
    public PortVlans Tagged => Where(static (flags, _) => flags != Absent && (flags & Untagged) == 0);

    /// <summary>What a new port of a bridge is in: its default VLAN, untagged.</summary>
    /// <param name="defaultPvid">The default VLAN; 0 for none.</param>
    public static PortVlans OfNewPort(int defaultPvid)
    {
        var vlans = new PortVlans();
        if (defaultPvid is >= First and <= Last)
            vlans.AddPvid(defaultPvid);
        return vlans;
    }

    /// <summary>Whether the port is in that VLAN.</summary>
    public bool Contains(int id) => FlagsOf(id) != Absent;

    /// <summary>Puts the port in a VLAN whose frames it sends with their tag.</summary>
    public void AddTagged(int id) => Set(id, Present);

    /// <summary>Puts the port in a VLAN whose frames it sends without a tag.</summary>
    public void AddUntagged(int id) => Set(id, Present | Untagged);

    /// <summary>Puts the port in the VLAN that frames without a tag belong to.</summary>
    public void AddPvid(int id) => Set(id, Present | Untagged | Pvid);

    /// <summary>The VLANs that the port must leave to be in those of another value.</summary>
    internal PortVlans MissingFrom(PortVlans wanted) =>
        Where((flags, id) => flags != Absent && wanted.FlagsOf(id) == Absent);

    /// <summary>The VLANs in which the port is not yet, or not in this way.</summary>
    internal PortVlans BeyondThoseOf(PortVlans present) =>
        Where((flags, id) => flags != Absent && flags != present.FlagsOf(id));

    /// <summary>Each VLAN by itself.</summary>
    internal IEnumerable<PortVlans> Each()
    {
        for (var id = First; !IsEmpty && id <= Last; id++)
        {
            if (!Contains(id))
                continue;
            var one = new PortVlans();
            one.Set(id, _flags[id]);
            yield return one;
        }
    }

    /// <summary>Reads entries of RTM_NEWVLAN: a nest for each range (BRIDGE_VLANDB_ENTRY).</summary>
    internal void Read(ReadOnlySpan<byte> attributes)
    {
        const ushort entry = 1; // BRIDGE_VLANDB_ENTRY
        var reader = new AttributeReader(attributes);
        while (reader.Next())
        {
            if (reader.Type != entry)
                continue;
            // BRIDGE_VLANDB_ENTRY_INFO, BRIDGE_VLANDB_ENTRY_RANGE
            var information = AttributeReader.Find(reader.Value, 1);
            if (information.Length < 4)
                continue;
            var numbers = MemoryMarshal.Cast<byte, ushort>(information);
            var last = Math.Max(numbers[1], AttributeReader.FindNumber<ushort>(reader.Value, 2));
            Put(numbers[1], last, numbers[0]);
        }
    }

    /// <summary>Reads what a link of the family of bridges has (IFLA_BRIDGE_VLAN_INFO), ranges or not.</summary>
    internal static PortVlans Read(RawSettings settings)
    {
        var vlans = new PortVlans();
        var begin = 0;
        var reader = new AttributeReader(settings.Bytes);
        while (reader.Next())
        {
            if (reader.Type != BridgeSpecification.Vlan || reader.Value.Length < 4)
                continue;
            var numbers = MemoryMarshal.Cast<byte, ushort>(reader.Value);
            var (flags, id) = (numbers[0], numbers[1]);
            if ((flags & RangeBegin) != 0)
                begin = id;
            else
                vlans.Put((flags & RangeEnd) != 0 ? begin : id, id, flags);
        }
        return vlans;
    }

    /// <summary>The same as attributes of a request (struct bridge_vlan_info), two for a range.</summary>
    internal void WriteTo(MessageWriter nest)
    {
        foreach (var (first, last, flags) in Ranges())
        {
            var onWire = (ushort)(flags & ~Present);
            if (first == last)
            {
                Write(nest, onWire, first);
                continue;
            }
            Write(nest, (ushort)(onWire | RangeBegin), first);
            Write(nest, (ushort)(onWire | RangeEnd), last);
        }
    }

    /// <summary>The ranges as bridge(8) takes them: "vid 10 pvid untagged", "vid 20-30".</summary>
    internal List<string> Words() => Terms().ConvertAll(term => $"vid {term}");

    /// <summary>The ranges as nm-settings-keyfile(5) has them: "10 pvid untagged", "20-30".</summary>
    public List<string> Terms()
    {
        var words = new List<string>();
        foreach (var (first, last, flags) in Ranges())
        {
            var pvid = (flags & Pvid) == 0 ? "" : " pvid";
            var untagged = (flags & Untagged) == 0 ? "" : " untagged";
            words.Add($"{Written(first, last)}{pvid}{untagged}");
        }
        return words;
    }

    /// <summary>As the key vlan has it: "10p/20-30/40u". A PVID that is tagged, as bridge(8) can set it, has a t too.</summary>
    public override string ToString()
    {
        var terms = new List<string>();
        foreach (var (first, last, flags) in Ranges())
        {
            var mark = (flags & (Pvid | Untagged)) switch
            {
                Pvid | Untagged => "p",
                Pvid => "pt",
                Untagged => "u",
                _ => "",
            };
            terms.Add(Written(first, last) + mark);
        }
        return string.Join('/', terms);
    }

    /// <summary>Reads what <see cref="ToString"/> writes of tagged VLANs alone; null if it is anything else.</summary>
    internal static PortVlans? TryParseTagged(string text)
    {
        var vlans = new PortVlans();
        foreach (var term in text.Split('/'))
        {
            var ends = term.Split('-');
            if (
                ends.Length > 2
                || !Text.TryReadNumber(ends[0], out var first)
                || !Text.TryReadNumber(ends[^1], out var last)
                || first < First
                || last > Last
            )
                return null;
            vlans.Put(first, last, flags: 0);
        }
        return vlans;
    }

    /// <inheritdoc/>
    public bool Equals(PortVlans? other) => other != null && _flags.AsSpan().SequenceEqual(other._flags);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PortVlans);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(MemoryMarshal.AsBytes(_flags.AsSpan()));
        return hash.ToHashCode();
    }

    private PortVlans Where(Func<ushort, int, bool> isMeant)
    {
        var vlans = new PortVlans();
        for (var id = First; id <= Last; id++)
            if (isMeant(FlagsOf(id), id))
                vlans.Set(id, FlagsOf(id));
        return vlans;
    }

    private void Put(int first, int last, ushort flags)
    {
        for (var id = Math.Max(first, First); id <= Math.Min(last, Last); id++)
            Set(id, (ushort)(Present | (flags & (Pvid | Untagged))));
    }

    private ushort FlagsOf(int id) => IsEmpty ? Absent : _flags[id];

    private void Set(int id, ushort flags)
    {
        if (IsEmpty)
            _flags = new ushort[Last + 2];
        _flags[id] = flags;
    }

    /// <summary>Neighbouring IDs with the same flags together; a PVID is alone, as the kernel demands.</summary>
    private List<(ushort First, ushort Last, ushort Flags)> Ranges()
    {
        var ranges = new List<(ushort First, ushort Last, ushort Flags)>();
        for (ushort id = First; !IsEmpty && id <= Last; id++)
        {
            if (_flags[id] == Absent)
                continue;
            var first = id;
            while (_flags[id + 1] == _flags[first] && (_flags[first] & Pvid) == 0)
                id++;
            ranges.Add((first, id, _flags[first]));
        }
        return ranges;
    }

    private static void Write(MessageWriter nest, ushort flags, ushort id)
    {
        Span<ushort> information = [flags, id];
        nest.Bytes(BridgeSpecification.Vlan, MemoryMarshal.AsBytes(information));
    }

    private static string Written(int first, int last) =>
        first == last
            ? first.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{first}-{last}");
}
