using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Nftables;

/// <summary>Where in nftables something is.</summary>
/// <param name="Family">NFPROTO_* of linux/netfilter.h.</param>
/// <param name="Table">The table's name: any characters.</param>
/// <param name="Name">The name of the chain, set or flowtable: any characters.</param>
public sealed record RulePlace(byte Family, string Table, string Name)
{
    /// <summary>The table as words of a command of nft.</summary>
    public string TableWords => $"{FamilyName} {Text.ShellWord(Table)}";

    /// <summary>Family, table and name as words of a command of nft.</summary>
    public string Words => $"{TableWords} {Text.ShellWord(Name)}";

    /// <summary>Whether nft has words for table and name.</summary>
    public bool CanBeNamed => NftWord.IsName(Table) && NftWord.IsName(Name);

    /// <summary>As <c>nft</c> calls the family.</summary>
    public string FamilyName =>
        Family switch
        {
            1 => "inet",
            2 => "ip",
            3 => "arp",
            5 => "netdev",
            7 => "bridge",
            10 => "ip6",
            _ => $"family-{Family}",
        };
}

/// <summary>A chain.</summary>
/// <param name="Place">Where it is.</param>
/// <param name="Hook">NF_*_* of its hook; null for a chain that only other chains lead to.</param>
/// <param name="Drops">Whether its policy is to drop.</param>
/// <param name="Devices">The links that it is hooked on, by name.</param>
internal sealed record RuleChain(RulePlace Place, uint? Hook, bool Drops, List<string> Devices)
{
    private const byte Inet = 1; // NFPROTO_*
    private const byte Ip = 2;
    private const byte Arp = 3;
    private const byte Ip6 = 10;

    /// <summary>Whether the host's own packets pass it. NF_INET_*: 2 is forwarding, 5 is ingress.</summary>
    internal bool IsHosts =>
        Place.Family switch
        {
            Inet or Ip or Ip6 => Hook is 0 or 1 or 3 or 4,
            Arp => Hook is 0 or 1, // NF_ARP_IN and NF_ARP_OUT
            _ => false,
        };

    internal static RuleChain Read(RulePlace table, ReadOnlySpan<byte> attributes)
    {
        var hook = AttributeReader.Find(attributes, Netfilter.ChainHook);
        var devices = DeviceList.Read(
            AttributeReader.Find(
                hook,
                4 /* NFTA_HOOK_DEVS */
            )
        );
        if (
            devices.Count == 0
            && Netfilter.ReadText(
                hook,
                3 /* NFTA_HOOK_DEV */
            )
                is { Length: > 0 } single
        )
            devices.Add(single);
        return new RuleChain(
            table with
            {
                Name = Netfilter.ReadText(attributes, Netfilter.ChainName),
            },
            Netfilter.ReadNumber(
                hook,
                1 /* NFTA_HOOK_HOOKNUM */
            ),
            Netfilter.ReadNumber(attributes, Netfilter.ChainPolicy) == 0, // NF_DROP
            devices
        );
    }
}

/// <summary>A rule.</summary>
/// <param name="Chain">Its chain.</param>
/// <param name="Handle">The number that commands of nft name it by.</param>
/// <param name="Facts">What it does.</param>
internal sealed record Rule(RulePlace Chain, ulong Handle, RuleFacts Facts)
{
    internal static Rule Read(RulePlace table, ReadOnlySpan<byte> attributes) =>
        new(
            table with
            {
                Name = Netfilter.ReadText(attributes, Netfilter.RuleChain),
            },
            Netfilter.ReadHandle(
                attributes,
                3 /* NFTA_RULE_HANDLE */
            ),
            RuleReader.Read(AttributeReader.Find(attributes, Netfilter.RuleExpressions))
        );
}

/// <summary>A flowtable.</summary>
/// <param name="Place">Where it is.</param>
/// <param name="Devices">The links that it is hooked on, by name.</param>
internal sealed record FlowTable(RulePlace Place, List<string> Devices)
{
    internal static FlowTable Read(RulePlace table, ReadOnlySpan<byte> attributes) =>
        new(
            table with
            {
                Name = Netfilter.ReadText(
                    attributes,
                    2 /* NFTA_FLOWTABLE_NAME */
                ),
            },
            DeviceList.Read(
                AttributeReader.Find(
                    AttributeReader.Find(
                        attributes,
                        3 /* NFTA_FLOWTABLE_HOOK */
                    ),
                    3 /* NFTA_FLOWTABLE_HOOK_DEVS */
                )
            )
        );
}

/// <summary>The names of links that something is hooked on.</summary>
internal static class DeviceList
{
    internal static List<string> Read(ReadOnlySpan<byte> attributes)
    {
        var names = new List<string>();
        var list = new AttributeReader(attributes);
        while (list.Next())
        {
            if (list.Type == 1) // NFTA_DEVICE_NAME
                names.Add(list.Text());
        }
        return names;
    }
}
