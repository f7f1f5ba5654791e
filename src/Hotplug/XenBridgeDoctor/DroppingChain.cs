using Xen.Hotplug.Common.Nftables;
using Xen.Hotplug.Common.Processes;

namespace Xen.Hotplug.XenBridgeDoctor;

/// <summary>A chain of nftables that drops what none of its rules accepts.</summary>
/// <param name="Family">The table's family.</param>
/// <param name="Table">The table.</param>
/// <param name="Name">The chain.</param>
/// <param name="Rules">Its rules, as nft prints them, a line for each.</param>
internal sealed record DroppingChain(string Family, string Table, string Name, IReadOnlyList<string> Rules)
{
    /// <summary>The rule that accepts what a bridge forwards: br_netfilter shows it as coming from the bridge, and going there.</summary>
    internal static string RuleFor(string bridge) =>
        $"iifname {NftWord.Quoted(bridge)} oifname {NftWord.Quoted(bridge)} accept";

    /// <summary>Whether nft has a word for table, chain and bridge.</summary>
    internal bool CanAccept(string bridge) => CanBeNamed && NftWord.CanQuote(bridge);

    /// <summary>Whether nft has words for table and chain.</summary>
    internal bool CanBeNamed => NftWord.IsName(Table) && NftWord.IsName(Name);

    /// <summary>Whether a rule accepts what a bridge forwards, and has no other condition.</summary>
    internal bool Accepts(string bridge) => Rules.Contains(RuleFor(bridge)) || Rules.Contains("accept");

    /// <summary>Asks nft for the rules; without it, or where it has no word for the chain, none is known.</summary>
    internal static DroppingChain Read(ForwardChain chain)
    {
        IReadOnlyList<string> rules = [];
        if (NftWord.IsName(chain.Table) && NftWord.IsName(chain.Name) && ChildProcess.Find("nft") is { } nft)
        {
            var (status, output, _) = ChildProcess.Run(
                nft,
                ["list", "chain", chain.Family, chain.Table, chain.Name],
                ""
            );
            rules = status == 0 ? output.Split('\n', StringSplitOptions.TrimEntries) : [];
        }
        return new DroppingChain(chain.Family, chain.Table, chain.Name, rules);
    }
}
