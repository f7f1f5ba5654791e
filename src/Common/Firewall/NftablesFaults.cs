using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Firewall;

/// <summary>What is wrong with guards by nftables that are noted: somebody has changed what looks at the ports' frames.</summary>
internal static class NftablesFaults
{
    private const string Flushed = $"somebody has flushed the rules of nftables' table {GuardTable.Path}";
    private const string Changed = $"somebody has flushed or changed a chain of nftables' table {GuardTable.Path}";
    private const string Outdated = $"{Changed}, or an older version has declared it";
    private const string Emptied =
        $"somebody has emptied the set {GuardTable.Ports} of nftables' table {GuardTable.Path}";

    /// <summary>The records, each with what is wrong on the host.</summary>
    /// <param name="records">What is noted.</param>
    /// <param name="guards">Where to look.</param>
    /// <param name="areRulesThere">Whether the next event leaves the rules as they are.</param>
    internal static IReadOnlyList<GuardRecord> Note(
        IReadOnlyList<GuardRecord> records,
        NftablesGuards guards,
        bool areRulesThere
    )
    {
        if (records.Count == 0)
            return records;
        var ofAll =
            !areRulesThere ? new GuardFault(guards.IsEntered ? Outdated : Flushed)
            : guards.AreRulesWhole ? null
            : new GuardFault(Changed, GuardTable.Stopping);
        var ports = guards.ListGuardedIndices();
        var noted = new List<GuardRecord>();
        foreach (var record in records)
            noted.Add(record with { Fault = ofAll ?? (ports.Contains(record.Index) ? null : Missing(record.Index)) });
        return noted;
    }

    /// <summary>What is wrong with a guarded port whose mask somebody took away, as leaving a bridge does; null if nothing is.</summary>
    internal static GuardFault? OfMask(Link port) =>
        port.MasterIndex == 0
        || (port.PortOptions.GroupForwardMask & NftablesFirewall.MaskOfGuarded) == NftablesFirewall.MaskOfGuarded
            ? null
            : new GuardFault(
                $"its group_fwd_mask is 0x{port.PortOptions.GroupForwardMask:x}, without 0x{NftablesFirewall.MaskOfGuarded:x}, so that its bridge learns from what it sends to 01:80:c2:00:00:00 and :0e"
            );

    private static GuardFault Missing(int index) =>
        new(Emptied, $"nft 'add element {GuardTable.Path} {GuardTable.Ports} {{ {index} }}'");
}
