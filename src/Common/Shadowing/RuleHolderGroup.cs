using Xen.Hotplug.Common.Nftables;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>Rules of one chain that share a sentence, or a single other thing of nftables.</summary>
internal sealed class RuleHolderGroup
{
    private readonly List<ulong> _handles = [];

    private RuleHolderGroup(IndexHolder holder) => Holder = holder;

    /// <summary>One of them, whose handle says nothing of the others'.</summary>
    internal IndexHolder Holder { get; }

    /// <summary>The numbers that commands of nft name the rules by.</summary>
    internal IReadOnlyList<ulong> Handles => _handles;

    /// <summary>Puts what shares a sentence together, in the order in which it was found.</summary>
    internal static List<RuleHolderGroup> Gather(IReadOnlyList<IndexHolder> holders)
    {
        var groups = new List<RuleHolderGroup>();
        var known = new Dictionary<IndexHolder, RuleHolderGroup>();
        foreach (var holder in holders)
        {
            var key = holder.Kind == IndexHolderKind.Set ? holder : holder with { Handle = 0 };
            if (!known.TryGetValue(key, out var group))
                groups.Add(known[key] = group = new RuleHolderGroup(holder));
            group._handles.Add(holder.Handle);
        }
        return groups;
    }
}
