using Xen.Hotplug.Common.Firewall;

namespace Xen.Hotplug.XenBridgeDoctor.Configuration;

/// <summary>What <c>iptables-save -t filter</c> prints, as far as it decides on bridged packets.</summary>
internal sealed class ForwardRules(string saved)
{
    private const string IsBridged = "--physdev-is-bridged";

    private readonly string[] _lines = saved.Split('\n', StringSplitOptions.TrimEntries);
    private HashSet<string>? _chains;

    /// <summary>Whether FORWARD drops what no rule accepts.</summary>
    internal bool Drops => Array.Exists(_lines, line => line.StartsWith(":FORWARD DROP", StringComparison.Ordinal));

    /// <summary>Whether a rule accepts the bridged packets of a port.</summary>
    internal bool Accept(string port, string bridge) =>
        Array.Exists(_lines, line => Accepts(IptablesLine.Split(line), port, bridge));

    private bool Accepts(string[] words, string port, string bridge)
    {
        if (words is not ["-A", var chain, .. var rule] || rule is not [.., "-j", "ACCEPT"])
            return false;
        // firewall=iptables: a rule for each port, where FORWARD leads to them.
        if (chain == IptablesFirewall.Chain)
            return IptablesLine.FindOption(rule, "--physdev-in") == port && Array.Exists(_lines, IptablesLine.IsJump);
        if (!Chains.Contains(chain))
            return false;
        // Without further conditions: the rule accepts everything, all that is bridged, or all that stays on the bridge.
        return rule.Length == 2
            || rule is ["-m", "physdev", IsBridged, _, _]
            || (
                IptablesLine.FindOption(rule, "-i") == bridge
                && rule.Length == (IptablesLine.FindOption(rule, "-o") == bridge ? 6 : 4)
            );
    }

    /// <summary>FORWARD, and the chains that every packet is led to from there, as to Docker's DOCKER-USER.</summary>
    private HashSet<string> Chains
    {
        get
        {
            if (_chains != null)
                return _chains;
            _chains = ["FORWARD"];
            var jumps = _lines.Select(IptablesLine.Split).Where(words => words is ["-A", _, "-j", _]).ToList();
            while (jumps.Any(jump => _chains.Contains(jump[1]) && _chains.Add(jump[3]))) { }
            return _chains;
        }
    }
}
