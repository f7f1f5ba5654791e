namespace Xen.Hotplug.Common.Nftables;

/// <summary>What of nftables holds a link's index.</summary>
public enum IndexHolderKind
{
    /// <summary>A rule that matches packets by it.</summary>
    Rule,

    /// <summary>A rule that sends packets, or copies, to the link.</summary>
    SendingRule,

    /// <summary>A set or map that no rule looks the index up in.</summary>
    Set,

    /// <summary>A chain that is hooked on the link.</summary>
    Chain,

    /// <summary>A flowtable that is hooked on the link.</summary>
    FlowTable,
}

/// <summary>What becomes of the host once another link has its network.</summary>
public enum IndexEffect
{
    /// <summary>The rule no longer does its work.</summary>
    Loses,

    /// <summary>What the rule dropped passes it.</summary>
    Opens,

    /// <summary>The host may be shut off from its network.</summary>
    ShutsOff,
}

/// <summary>Something of nftables that holds the index of a link, and keeps it when another link takes that one's place.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Place">Where it is; of a rule, its chain.</param>
/// <param name="Handle">The number that commands of nft name the rule or set by.</param>
public sealed record IndexHolder(IndexHolderKind Kind, RulePlace Place, ulong Handle)
{
    /// <summary>What becomes of the host.</summary>
    public IndexEffect Effect { get; internal init; }

    /// <summary>Why the host may be shut off; null if it is not.</summary>
    public string? Reason { get; internal init; }

    /// <summary>Whether the rule works the same with iifname, oifname or sdifname.</summary>
    public bool CanMatchByName { get; internal init; }

    /// <summary>Whether it has the index as one of many between two, so that no listing shows the link's name.</summary>
    public bool IsRange { get; internal init; }
}

/// <summary>Which index is looked for, and which takes its place.</summary>
/// <param name="From">The index of the link that gives up its network.</param>
/// <param name="To">That of the one that gets it; the greatest there is, for a link that is not made yet.</param>
public readonly record struct IndexChange(int From, int To);
