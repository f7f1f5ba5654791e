namespace Xen.Hotplug.Common.Nftables;

/// <summary>How a rule uses an index.</summary>
internal enum IndexUseKind
{
    /// <summary>Packets with that index match.</summary>
    Matches,

    /// <summary>All packets but those with that index match.</summary>
    MatchesOthers,

    /// <summary>Packets are sent, or copied, to that link.</summary>
    Sends,
}

/// <summary>One place of a rule that holds links' indexes: values from the lowest to the highest, or those in a set.</summary>
internal sealed record IndexUse(IndexUseKind Kind)
{
    /// <summary>The lowest index that is meant.</summary>
    internal uint Lowest { get; init; }

    /// <summary>The highest index that is meant.</summary>
    internal uint Highest { get; init; } = uint.MaxValue;

    /// <summary>The set or map that has the indexes; null if the rule itself has them.</summary>
    internal string? Set { get; init; }

    /// <summary>Where in the set's key the index begins, in bytes.</summary>
    internal int Offset { get; init; }

    /// <summary>Whether the rule says <c>iif</c>, <c>oif</c> or <c>sdif</c>, which have a like that matches by name.</summary>
    internal bool HasNamedForm { get; init; }
}

/// <summary>What a rule does with a packet that matches.</summary>
internal enum RuleVerdict
{
    /// <summary>The next rule is looked at.</summary>
    None,

    /// <summary>It is let through, or goes back to the calling chain.</summary>
    Accepts,

    /// <summary>It is dropped or rejected.</summary>
    Drops,

    /// <summary>Another chain is looked at.</summary>
    Jumps,

    /// <summary>A map says it.</summary>
    Varies,
}

/// <summary>What is known of a rule.</summary>
internal sealed record RuleFacts
{
    /// <summary>Where it holds indexes.</summary>
    internal List<IndexUse> Uses { get; } = [];

    /// <summary>What it does with a packet that matches.</summary>
    internal RuleVerdict Verdict { get; set; }

    /// <summary>The chain that it jumps to.</summary>
    internal string? Target { get; set; }

    /// <summary>Whether it is for some packets only.</summary>
    internal bool IsConditional { get; set; }

    /// <summary>Whether it asks the routing table, which knows no name form of its own <c>iif</c>.</summary>
    internal bool AsksForRoute { get; set; }
}
