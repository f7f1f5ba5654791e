using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Nftables;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>Something that still means the NIC, though the bridge has its network.</summary>
/// <param name="Fact">What it is.</param>
/// <param name="Mend">The command that lets it mean the bridge.</param>
public sealed record LeftHolder(string Fact, string Mend);

/// <summary>What holds the index of a NIC that became an uplink, and so has no effect.</summary>
public static class LeftHolders
{
    private const byte Netdev = 5; // NFPROTO_NETDEV
    private const byte Bridge = 7; // NFPROTO_BRIDGE

    /// <summary>Asks the kernel for nftables' rules, which it tells root alone.</summary>
    /// <exception cref="NetlinkException">The kernel does not tell.</exception>
    public static List<LeftHolder> Find(IReadOnlyList<Link> links, ShadowState shadow)
    {
        var succession = Succession.OfEarlierStart(shadow);
        var text = new RuleHolderText(succession);
        var left = new List<LeftHolder>();
        foreach (var group in RuleHolderGroup.Gather(IndexHolderSearch.Find(shadow.Nic!.Name, succession.Change)))
        {
            // Of frames, and of what is hooked on it or sent by it, the uplink has its share.
            if (
                group.Holder is { Kind: IndexHolderKind.Rule or IndexHolderKind.Set, IsRange: false }
                && group.Holder.Place.Family is not (Netdev or Bridge)
            )
                left.Add(text.Recall(group));
        }
        left.AddRange(UpperLinks.Recall(links, succession));
        return left;
    }
}
