using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Bridging;

/// <summary>
/// The key vlan, as xl-network-configuration(5) has it: terms with slashes between them. "10", "10p" (the PVID), "10u"
/// (untagged), "10-19" and "10-19u", "10+5x3" and "10+5x3u" (10 and 3 more IDs, each 5 further).
/// </summary>
/// <param name="key">What the key is called where the value comes from, for the errors.</param>
public sealed class VlanKey(string key)
{
    /// <summary>Reads the value of the key that is called vlan.</summary>
    /// <inheritdoc cref="Read"/>
    public static PortVlans Parse(string text) => new VlanKey("vlan").Read(text);

    /// <summary>Reads the key's value.</summary>
    /// <exception cref="HotplugException">A term does not parse, an ID comes twice, or there is not exactly one PVID.</exception>
    public PortVlans Read(string text)
    {
        var terms = text.Split('/');
        var vlans = new PortVlans();
        // A lone ID is the PVID.
        if (terms is [var only] && Text.TryReadNumber(only, out _))
        {
            vlans.AddPvid(ReadId(only, only));
            return vlans;
        }
        var pvids = 0;
        foreach (var term in terms)
            pvids += Add(vlans, term);
        return pvids == 1
            ? vlans
            : throw new HotplugException(
                $"{key}={Text.Printable(text)} names {(pvids == 0 ? "no PVID" : "several PVIDs")}; mark the one VLAN for frames without a tag with p, as in 10p/20"
            );
    }

    /// <returns>How many PVIDs the term has.</returns>
    private int Add(PortVlans vlans, string term)
    {
        var isPvid = term.EndsWith('p');
        var isUntagged = term.EndsWith('u');
        var ids = isPvid || isUntagged ? term[..^1] : term;
        var isSeveral = ids.AsSpan().ContainsAny('-', '+');
        if (isPvid && isSeveral)
            throw Wrong(term, "is several VLANs, of which only one can be the PVID");
        foreach (var id in isSeveral ? ReadSeveral(ids, term) : [ReadId(ids, term)])
        {
            if (vlans.Contains(id))
                throw Wrong(term, $"names the VLAN {id} a second time");
            if (isPvid)
                vlans.AddPvid(id);
            else if (isUntagged)
                vlans.AddUntagged(id);
            else
                vlans.AddTagged(id);
        }
        return isPvid ? 1 : 0;
    }

    private List<int> ReadSeveral(string ids, string term)
    {
        var list = new List<int>();
        if (ids.IndexOf('-', StringComparison.Ordinal) is >= 0 and var dash)
        {
            var (first, last) = (ReadId(ids[..dash], term), ReadId(ids[(dash + 1)..], term));
            if (first > last)
                throw Wrong(term, "is an empty range; name the smaller ID first");
            for (var id = first; id <= last; id++)
                list.Add(id);
            return list;
        }
        var plus = ids.IndexOf('+', StringComparison.Ordinal);
        var times = ids.IndexOf('x', StringComparison.Ordinal);
        if (
            times < plus
            || !Text.TryReadNumber(ids.AsSpan()[(plus + 1)..times], out var offset)
            || !Text.TryReadNumber(ids.AsSpan()[(times + 1)..], out var count)
        )
            throw Wrong(term, "is not of the form ID+OFFSETxCOUNT");
        if (offset == 0 || count == 0)
            throw Wrong(term, "names no additional ID; OFFSET and COUNT must be 1 or more");
        var start = ReadId(ids[..plus], term);
        if (start + (long)offset * count > PortVlans.Last)
            throw Wrong(term, $"leads past the last VLAN, {PortVlans.Last}");
        for (var number = 0; number <= count; number++)
            list.Add(start + number * offset);
        return list;
    }

    private int ReadId(string text, string term) =>
        Text.TryReadNumber(text, out var id) && id is >= PortVlans.First and <= PortVlans.Last
            ? id
            : throw Wrong(
                term,
                $"is not an ID from {PortVlans.First} to {PortVlans.Last}, nor a range or series of them"
            );

    private HotplugException Wrong(string term, string why) =>
        new($"the term '{Text.Printable(term)}' of {key}= {why}");
}
