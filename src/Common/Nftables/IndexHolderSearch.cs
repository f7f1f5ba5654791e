using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Nftables;

/// <summary>Finds all of the host's nftables that holds the index of a link.</summary>
public sealed class IndexHolderSearch
{
    private readonly Ruleset _ruleset;
    private readonly IndexChange _change;
    private readonly ChainGraph _graph;
    private readonly Dictionary<RulePlace, ElementSet> _sets = [];
    private readonly Dictionary<(RulePlace Set, int Offset), SetResult> _results = [];
    private readonly HashSet<RulePlace> _usedSets = [];

    private IndexHolderSearch(Ruleset ruleset, IndexChange change)
    {
        _ruleset = ruleset;
        _change = change;
        _graph = new ChainGraph(ruleset.Chains, ruleset.Rules);
        foreach (var set in ruleset.Sets)
            _sets[set.Place] = set;
    }

    /// <summary>Asks the kernel, which tells root alone; none on a kernel without nftables.</summary>
    /// <param name="linkName">The link's name.</param>
    /// <param name="change">Its index, and which takes its place.</param>
    /// <exception cref="NetlinkException">The kernel does not tell.</exception>
    public static IReadOnlyList<IndexHolder> Find(string linkName, IndexChange change)
    {
        using var ruleset = Ruleset.TryRead();
        if (ruleset == null)
            return [];
        try
        {
            var search = new IndexHolderSearch(ruleset, change);
            return [.. search.FindRules(), .. search.FindSets(), .. FindHooks(ruleset, linkName)];
        }
        catch (NetlinkException exception)
        {
            throw new NetlinkException(exception.Error, exception.KernelText, "read the sets of nftables' rules");
        }
    }

    private List<IndexHolder> FindRules()
    {
        var holders = new List<IndexHolder>();
        foreach (var rule in _ruleset.Rules)
        {
            if (rule.Facts.Uses.Count > 0 && Look(rule) is { } holder)
                holders.Add(holder);
        }
        return holders;
    }

    private IndexHolder? Look(Rule rule)
    {
        IndexHolder? found = null;
        var canMatchByName = !rule.Facts.AsksForRoute;
        foreach (var use in rule.Facts.Uses)
        {
            var set = use.Set == null ? null : _sets.GetValueOrDefault(rule.Chain with { Name = use.Set });
            var result = Look(use, set);
            if (result.Match == IndexMatch.None)
                continue;
            canMatchByName &= use.HasNamedForm && set is null or { IsAnonymous: true, HasIntervals: false };
            var (effect, reason) = Judge(rule, use, result);
            if (found == null || effect > found.Effect)
                found = new IndexHolder(
                    use.Kind == IndexUseKind.Sends ? IndexHolderKind.SendingRule : IndexHolderKind.Rule,
                    rule.Chain,
                    rule.Handle
                )
                {
                    Effect = effect,
                    Reason = reason,
                    IsRange = result.Match == IndexMatch.Range,
                };
        }
        return found == null ? null : found with { CanMatchByName = canMatchByName };
    }

    private SetResult Look(IndexUse use, ElementSet? set)
    {
        if (use.Set == null)
            return new SetResult(SetSearch.Among(use.Lowest, use.Highest, _change), RuleVerdict.None);
        if (set == null)
            return default;
        if (use.Kind == IndexUseKind.Sends)
            return FindInValues(set);
        return use.Offset + sizeof(uint) <= set.KeyLength ? FindInKeys(set, use.Offset) : default;
    }

    private SetResult FindInKeys(ElementSet set, int offset)
    {
        if (!_results.TryGetValue((set.Place, offset), out var result))
            _results[(set.Place, offset)] = result = SetSearch.InKeys(_ruleset, set, offset, _change);
        if (result.Match != IndexMatch.None)
            _usedSets.Add(set.Place);
        return result;
    }

    private SetResult FindInValues(ElementSet set)
    {
        var result = SetSearch.InValues(_ruleset, set, _change);
        if (result.Match != IndexMatch.None)
            _usedSets.Add(set.Place);
        return result;
    }

    /// <summary>What becomes of the host when packets have another index.</summary>
    private (IndexEffect Effect, string? Reason) Judge(Rule rule, IndexUse use, SetResult result)
    {
        if (use.Kind == IndexUseKind.Sends)
            return (IndexEffect.Loses, null);
        var verdict = rule.Facts.Verdict == RuleVerdict.Varies ? result.Verdict : rule.Facts.Verdict;
        if (verdict == RuleVerdict.Drops)
        {
            if (use.Kind == IndexUseKind.Matches)
                return (IndexEffect.Opens, null);
            return _graph.IsHosts(rule.Chain)
                ? (IndexEffect.ShutsOff, "it drops what comes or goes by any other link")
                : (IndexEffect.Loses, null);
        }
        if (verdict == RuleVerdict.None && rule.Facts.Verdict != RuleVerdict.Varies)
            return (IndexEffect.Loses, null);
        return _graph.WhyClosed(rule.Chain) is { } reason ? (IndexEffect.ShutsOff, reason) : (IndexEffect.Loses, null);
    }

    /// <summary>Sets that were declared for indexes, and that no rule was found to look this one up in.</summary>
    private List<IndexHolder> FindSets()
    {
        var holders = new List<IndexHolder>();
        foreach (var set in _ruleset.Sets)
        {
            if (_usedSets.Contains(set.Place))
                continue;
            var match = set.MapsToIndex ? FindInValues(set).Match : IndexMatch.None;
            foreach (var offset in set.IndexOffsets())
            {
                if (match == IndexMatch.None)
                    match = FindInKeys(set, offset).Match;
            }
            if (match != IndexMatch.None)
                holders.Add(
                    new IndexHolder(IndexHolderKind.Set, set.Place, set.Handle) { IsRange = match == IndexMatch.Range }
                );
        }
        return holders;
    }

    private static List<IndexHolder> FindHooks(Ruleset ruleset, string linkName)
    {
        var holders = new List<IndexHolder>();
        foreach (var chain in ruleset.Chains)
        {
            if (chain.Devices.Contains(linkName))
                holders.Add(new IndexHolder(IndexHolderKind.Chain, chain.Place, 0));
        }
        foreach (var table in ruleset.FlowTables)
        {
            if (table.Devices.Contains(linkName))
                holders.Add(new IndexHolder(IndexHolderKind.FlowTable, table.Place, 0));
        }
        return holders;
    }
}
