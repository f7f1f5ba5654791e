using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Nftables;
using Xen.Hotplug.Common.Processes;
using Xen.Hotplug.XenBridgeDoctor.Configuration;

namespace Xen.Hotplug.XenBridgeDoctor;

/// <summary>What the host's firewall does with frames that a bridge forwards.</summary>
/// <param name="Chains">Chains of nftables that drop them unless a rule of theirs accepts them, but iptables' own.</param>
/// <param name="Rules">The rules of each iptables that sees bridged packets, and whose FORWARD drops.</param>
/// <param name="Obstacle">Why nothing of this is known; null if it is.</param>
internal sealed record ForwardView(
    IReadOnlyList<DroppingChain> Chains,
    IReadOnlyList<(string Program, ForwardRules Rules)> Rules,
    string? Obstacle = null
)
{
    private const string IptablesTable = "filter";
    private const string IptablesChain = "FORWARD";

    // What br_netfilter hands to which protocol; without it there is no such file.
    private static readonly (string Family, string Program, string Setting, string Legacy)[] Protocols =
    [
        ("ip", "iptables", "/proc/sys/net/bridge/bridge-nf-call-iptables", "/proc/self/net/ip_tables_names"),
        ("ip6", "ip6tables", "/proc/sys/net/bridge/bridge-nf-call-ip6tables", "/proc/self/net/ip6_tables_names"),
    ];

    internal static ForwardView Read(HostFiles files)
    {
        var seen = Protocols.Where(protocol => files.TryRead(protocol.Setting)?.Trim() == "1").ToList();
        if (!CurrentUser.IsRoot)
            return new ForwardView([], [], "the firewall shows its rules to root alone");
        try
        {
            List<ForwardChain> chains = [.. ForwardChain.List()];
            _ = chains.RemoveAll(chain => !chain.Drops);
            var rules = new List<(string Program, ForwardRules Rules)>();
            foreach (var (family, program, _, legacy) in seen)
            {
                if (chains.RemoveAll(chain => IsOfIptables(chain, family)) > 0)
                    rules.Add(Save(files, program, "nft"));
                // To ask the old iptables would load it where it is not used.
                if (files.TryRead(legacy)?.Split('\n').Contains(IptablesTable) == true)
                    rules.Add(Save(files, program, "legacy"));
            }
            return new ForwardView(
                chains
                    .FindAll(chain => chain.Family == "bridge" || SeesBridged(chain, seen.Select(one => one.Family)))
                    .ConvertAll(DroppingChain.Read),
                rules.FindAll(one => one.Rules.Drops)
            );
        }
        catch (HotplugException exception)
        {
            return new ForwardView([], [], exception.Message);
        }
    }

    private static bool IsOfIptables(ForwardChain chain, string family) =>
        chain is { Table: IptablesTable, Name: IptablesChain } && chain.Family == family;

    private static bool SeesBridged(ForwardChain chain, IEnumerable<string> seen) =>
        seen.Any(family => chain.Family == family || chain.Family == "inet");

    /// <summary>Asks one of the two iptables, which is called by its short name where that is what the host calls so.</summary>
    private static (string Program, ForwardRules Rules) Save(HostFiles files, string program, string variant)
    {
        var usual = ChildProcess.Find($"{program}-save");
        var path =
            ChildProcess.Find($"{program}-{variant}-save")
            ?? usual
            ?? throw new HotplugException($"{program}-save is not installed, which would tell what the firewall does");
        var output = ChildProcess.RunToSuccess(path, ["-t", IptablesTable], "");
        var isUsual = usual != null && files.Resolve(path) == files.Resolve(usual);
        return (isUsual ? program : $"{program}-{variant}", new ForwardRules(output));
    }
}
