using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.XenBridgeDoctor.Configuration;

namespace Xen.Hotplug.XenBridgeDoctor.Checks;

/// <summary>
/// With br_netfilter, the host's firewall sees what a bridge forwards. Docker sets the policy of FORWARD to DROP, and loads
/// br_netfilter.
/// </summary>
internal sealed class BridgeNetfilterCheck : ICheck
{
    public string Name => "bridge-netfilter";

    public IEnumerable<Finding> Look(Host host)
    {
        if (host.Forwarding.Obstacle is not { } obstacle)
            return FindDrops(host).OrWell("firewall", "lets pass what bridges forward");
        return [host.CouldNotSee("firewall", obstacle, "nft list ruleset # does it drop what bridges forward?")];
    }

    private static IEnumerable<Finding> FindDrops(Host host)
    {
        var ports = new List<(Link Port, Link Bridge)>();
        foreach (var bridge in host.Bridges)
        foreach (var port in host.PortsOf(bridge).Where(port => VifName.Of(port) != null))
            ports.Add((port, bridge));
        foreach (var (program, rules) in host.Forwarding.Rules)
        {
            if (Find(host, program, rules, ports) is { } finding)
                yield return finding;
        }
        foreach (var chain in host.Forwarding.Chains)
        {
            if (host.Bridges.Count > 0 && host.Bridges.All(bridge => chain.Accepts(bridge.Name)))
                continue;
            yield return Finding.Doubtful(
                "firewall",
                $"nftables' chain {chain.Family} {chain.Table} {chain.Name} drops what guests send and get over a bridge, unless a rule of its own accepts it",
                !chain.CanBeNamed
                        ? "nft list ruleset # nft has no word for the chain; who made it, and can it accept what bridges forward?"
                    : chain.Family == "bridge"
                        ? $"nft chain bridge {Text.ShellWord(chain.Table)} {Text.ShellWord(chain.Name)} '{{ policy accept; }}'"
                    // Not by switching br_netfilter off, which iptables' guards and Docker's rules live on.
                    : string.Join("; ", AcceptBridged(host, chain))
            );
        }
    }

    /// <summary>A rule behind all others for each bridge, so that what the chain drops by a rule is dropped as before.</summary>
    private static IEnumerable<string> AcceptBridged(Host host, DroppingChain chain)
    {
        var names = host.Bridges.Select(bridge => bridge.Name).ToList();
        if (names.Count == 0)
            names.Add(host.SomeBridge);
        foreach (var name in names)
        {
            if (!chain.Accepts(name))
                yield return !chain.CanAccept(name)
                    ? $"nft list chain {chain.Family} {Text.ShellWord(chain.Table)} {Text.ShellWord(chain.Name)} # nft has no word for {name}: let a rule accept what it forwards by its index, or rename it"
                    : $"nft add rule {chain.Family} {Text.ShellWord(chain.Table)} {Text.ShellWord(chain.Name)} {Text.ShellWord(DroppingChain.RuleFor(name))}";
        }
    }

    private static Finding? Find(Host host, string program, ForwardRules rules, List<(Link Port, Link Bridge)> ports)
    {
        var stopped = ports
            .FindAll(place => !rules.Accept(place.Port.Name, place.Bridge.Name))
            .ConvertAll(place => place.Port);
        if (stopped.Count == 0 && ports.Count > 0)
            return null;
        // The rules come with the ports.
        if (
            ports.Count == 0
            && (host.Guards.AcceptsBridged || host.Bridges.All(bridge => rules.Accept("", bridge.Name)))
        )
            return null;
        var whose = ports.Count == 0 ? "guests" : Text.List(stopped.ConvertAll(port => port.Name));
        return Finding.Wrong(
            "firewall",
            $"{program} sees bridged packets (br_netfilter), and FORWARD has the policy DROP, as Docker sets it: what {whose} send and get is lost",
            FindCure(host, program, stopped)
        );
    }

    /// <summary>
    /// The rules of accept_bridged, which each port gets, in the iptables that the host calls so; else one for all. No guard
    /// has to do with them, and a port that has one keeps it as it comes online again.
    /// </summary>
    private static string FindCure(Host host, string program, List<Link> stopped)
    {
        if (program is not ("iptables" or "ip6tables"))
            return AcceptAll(program, "-I");
        var commands = new List<string>();
        if (!host.Guards.AcceptsBridged)
            commands.Add(SettingsCheck.AcceptBridged(host));
        foreach (var port in host.GuestPorts)
        {
            if (port.Vif != null && stopped.Contains(port.Vif))
                commands.Add(port.OnlineCommand);
            if (port.Tap != null && stopped.Contains(port.Tap))
                commands.Add(port.AddCommand);
        }
        return commands.Count > 0
            ? string.Join("; ", commands)
            // Behind the guards' rules, where there are any: before them it would open every port.
            : AcceptAll(program, host.Guards.HasRulesOfIptables ? "-A" : "-I");
    }

    private static string AcceptAll(string program, string place) =>
        $"{program} {place} FORWARD -m physdev --physdev-is-bridged -j ACCEPT";
}
