namespace Xen.Hotplug.Common.Nftables;

/// <summary>Which chains lead where, and which let nothing through that no rule accepts.</summary>
internal sealed class ChainGraph
{
    private readonly Dictionary<RulePlace, RuleChain> _chains = [];
    private readonly Dictionary<RulePlace, List<Rule>> _rules = [];
    private readonly Dictionary<RulePlace, List<RulePlace>> _callers = [];

    internal ChainGraph(IReadOnlyList<RuleChain> chains, IReadOnlyList<Rule> rules)
    {
        foreach (var chain in chains)
            _chains[chain.Place] = chain;
        foreach (var rule in rules)
        {
            Add(_rules, rule.Chain, rule);
            if (rule.Facts.Target is { } target)
                Add(_callers, rule.Chain with { Name = target }, rule.Chain);
        }
    }

    /// <summary>Whether the host's own packets may pass a chain.</summary>
    internal bool IsHosts(RulePlace chain) => WaysTo(chain).Exists(IsHostsHook);

    /// <summary>Why what a rule of that chain does not accept may be dropped, of the host's own packets; null if it is not.</summary>
    internal string? WhyClosed(RulePlace chain)
    {
        var ways = WaysTo(chain);
        if (!ways.Exists(IsHostsHook))
            return null;
        foreach (var way in ways)
        {
            // Another hook's policy is about packets of others.
            if ((_chains.GetValueOrDefault(way)?.Hook == null || IsHostsHook(way)) && WhyClosed(way, []) is { } reason)
                return reason;
        }
        return null;
    }

    private string? WhyClosed(RulePlace place, HashSet<RulePlace> seen)
    {
        if (!seen.Add(place))
            return null;
        if (_chains.GetValueOrDefault(place) is { Hook: not null, Drops: true })
            return $"the policy of {place.Words} is to drop";
        var rules = _rules.GetValueOrDefault(place) ?? [];
        foreach (var rule in rules)
        {
            if (rule.Facts.IsConditional && rule != rules[^1])
                continue;
            if (rule.Facts.Verdict == RuleVerdict.Drops)
                return $"{place.Words} drops or rejects the rest (handle {rule.Handle})";
            if (rule.Facts.Target is { } target && WhyClosed(place with { Name = target }, seen) is { } reason)
                return reason;
        }
        return null;
    }

    private bool IsHostsHook(RulePlace place) => _chains.GetValueOrDefault(place) is { IsHosts: true };

    /// <summary>The chain, and all that lead to it.</summary>
    private List<RulePlace> WaysTo(RulePlace chain)
    {
        var ways = new List<RulePlace> { chain };
        for (var place = 0; place < ways.Count; place++)
        {
            var callers = _callers.GetValueOrDefault(ways[place]) ?? [];
            // Maps lead to chains too, and which is not known: then it may be any.
            if (callers.Count == 0 && _chains.GetValueOrDefault(ways[place]) is { Hook: null })
                callers = [.. _chains.Keys.Where(other => HasHookInTable(other, chain))];
            ways.AddRange(callers.FindAll(caller => !ways.Contains(caller)));
        }
        return ways;
    }

    private bool HasHookInTable(RulePlace place, RulePlace other) =>
        place.Family == other.Family && place.Table == other.Table && _chains[place].Hook != null;

    private static void Add<T>(Dictionary<RulePlace, List<T>> lists, RulePlace place, T item)
    {
        if (!lists.TryGetValue(place, out var list))
            lists[place] = list = [];
        list.Add(item);
    }
}
