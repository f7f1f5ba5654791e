namespace Xen.Hotplug.Common.Firewall;

/// <summary>
/// The rules of one protocol, IPv4 or IPv6, as iptables-save printed them, and what to tell iptables-restore to
/// change them. All of ours are in chains of our own, but for the one rule in FORWARD that leads there.
/// </summary>
/// <param name="saved">What <c>iptables-save -t filter</c> printed.</param>
/// <param name="isInet">Whether it is IPv4.</param>
internal sealed class IptablesRules(string saved, bool isInet)
{
    private const string Chain = IptablesFirewall.Chain;
    private const string PortPrefix = "xen-port-";
    private const string HostDefaultPrefix = "xen-antispoof-";
    private const string Bridged = "-m physdev --physdev-is-bridged";

    private readonly string[] _lines = saved.Split(
        '\n',
        StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
    );
    private readonly List<string> _declarations = [];
    private readonly List<string> _changes = [];

    /// <summary>Whether it is IPv4, not IPv6.</summary>
    internal bool IsInet => isInet;

    /// <summary>What to tell iptables-restore; null if everything is as it should be.</summary>
    internal string? Script =>
        _declarations.Count + _changes.Count == 0
            ? null
            : $"*filter\n{string.Concat(_declarations.Concat(_changes).Select(line => $"{line}\n"))}COMMIT\n";

    /// <summary>What network-bridge-additional has set.</summary>
    internal HostDefault HostDefault =>
        HasChain(HostDefaultChain(HostDefault.Yes)) ? HostDefault.Yes
        : HasChain(HostDefaultChain(HostDefault.No)) ? HostDefault.No
        : HostDefault.Unset;

    /// <summary>Whether FORWARD leads to the rules of ports.</summary>
    internal bool IsReached => Array.Exists(_lines, IptablesLine.IsJump);

    /// <summary>Whether a port's packets are led to a chain of its own that checks them.</summary>
    internal bool IsChecked(string port) =>
        FindAllowed(port) != null
        && Array.Exists(
            _lines,
            line =>
                line.StartsWith($"-A {Chain} ", StringComparison.Ordinal)
                && line.EndsWith($" -j {PortPrefix}{port}", StringComparison.Ordinal)
        )
        && Array.Exists(_lines, line => line.StartsWith($"-A {PortPrefix}{port} ", StringComparison.Ordinal));

    /// <summary>The ports that rules are about.</summary>
    internal IReadOnlyList<string> Ports =>
        [
            .. _lines
                .Where(line => line.StartsWith($"-A {Chain} ", StringComparison.Ordinal))
                .Select(line => FindOption(line, "--physdev-in") ?? FindOption(line, "--physdev-out"))
                .OfType<string>()
                .Distinct(),
        ];

    /// <summary>The addresses that a port's chain lets pass; null if the port has no such chain.</summary>
    internal IReadOnlyList<string>? FindAllowed(string port) =>
        HasChain(PortPrefix + port)
            ?
            [
                .. _lines
                    .Where(line =>
                        line.StartsWith($"-A {PortPrefix}{port} ", StringComparison.Ordinal)
                        && line.EndsWith("-j RETURN", StringComparison.Ordinal)
                        && !line.Contains(" -p ", StringComparison.Ordinal)
                    )
                    .Select(line => FindOption(line, "-s") ?? (isInet ? "0.0.0.0/0" : "::/0")),
            ]
            : null;

    /// <summary>Sets the host's default, or takes it away.</summary>
    internal void SetHostDefault(HostDefault value)
    {
        var before = HostDefault;
        if (before == value)
            return;
        if (before != HostDefault.Unset)
            _changes.Add($"-X {HostDefaultChain(before)}");
        if (value != HostDefault.Unset)
            _declarations.Add($":{HostDefaultChain(value)} - [0:0]");
    }

    /// <summary>What is there for a port.</summary>
    internal IReadOnlyList<string> RulesFor(string port) => [.. _lines.Where(line => IsOf(line, port))];

    /// <summary>
    /// What lets a port's bridged packets pass, what policy FORWARD may have, once its guard has let them pass. All
    /// guards come before whatever accepts: what is sent to a neighbour is not accepted on the neighbour's account.
    /// </summary>
    internal IReadOnlyList<string> MakeRules(string port, PortGuard? guard)
    {
        var rules = new List<string>();
        if (guard != null)
        {
            var checks = isInet ? InetChecks(guard) : Inet6Checks(guard);
            rules.AddRange(checks.Select(check => $"-A {PortPrefix}{port} {check}"));
            rules.Add($"-A {Chain} -m physdev --physdev-in {port} --physdev-is-bridged -j {PortPrefix}{port}");
        }
        rules.Add($"-A {Chain} -m physdev --physdev-in {port} --physdev-is-bridged -j ACCEPT");
        rules.Add($"-A {Chain} -m physdev --physdev-out {port} --physdev-is-bridged -j ACCEPT");
        return rules;
    }

    /// <summary>Puts rules in the place of those that are there for a port.</summary>
    internal void Put(string port, IReadOnlyList<string> rules)
    {
        if (rules.Count == 0)
        {
            Remove([port]);
            return;
        }
        var isBaseThere = HasChain(Chain) && _lines.Any(IptablesLine.IsJump);
        if (isBaseThere && RulesFor(port).Select(Normalise).ToHashSet().SetEquals(rules.Select(Normalise)))
            return;
        if (!HasChain(Chain))
            _declarations.Add($":{Chain} - [0:0]");
        if (!_lines.Any(IptablesLine.IsJump))
            _changes.Add($"-I FORWARD 1 {Bridged} -j {Chain}");
        DeleteJumps(port);
        // To declare a chain that is there empties it.
        if (rules.Any(rule => rule.StartsWith($"-A {PortPrefix}{port} ", StringComparison.Ordinal)))
            _declarations.Add($":{PortPrefix}{port} - [0:0]");
        else
            DeleteChain(port);
        foreach (var rule in rules)
            _changes.Add(rule.EndsWith($" -j {PortPrefix}{port}", StringComparison.Ordinal) ? $"-I{rule[2..]}" : rule);
    }

    /// <summary>Takes away all that is there for some ports, and with the last of them what all share.</summary>
    internal void Remove(IReadOnlyCollection<string> ports)
    {
        foreach (var port in ports)
            DeleteJumps(port);
        var chains = ports.Select(port => PortPrefix + port).Where(HasChain).ToList();
        if (HasChain(Chain) && !Ports.Except(ports).Any())
        {
            _changes.AddRange(_lines.Where(IptablesLine.IsJump).Select(Deletion));
            chains.Add(Chain);
        }
        // iptables-nft takes a chain's single deletions for done where it is emptied later on.
        _changes.AddRange(chains.Select(chain => $"-F {chain}"));
        _changes.AddRange(chains.Select(chain => $"-X {chain}"));
    }

    private static IEnumerable<string> InetChecks(PortGuard guard)
    {
        yield return "-p udp -m udp --dport 68 -j DROP";
        if (guard.Allowed.Count == 0)
            yield break;
        foreach (var range in AddressRange.WithoutOverlaps(guard.Allowed).Where(range => range.IsInet))
            yield return $"{SourceMatch(range)}-j RETURN";
        yield return "-s 0.0.0.0/32 -p udp -m udp --sport 68 --dport 67 -j RETURN";
        yield return "-j DROP";
    }

    private static IEnumerable<string> Inet6Checks(PortGuard guard)
    {
        const string type = "-p ipv6-icmp -m icmp6 --icmpv6-type";
        yield return $"{type} 134 -j DROP";
        yield return $"{type} 137 -j DROP";
        yield return "-p udp -m udp --dport 546 -j DROP";
        if (guard.Allowed.Count == 0)
            yield break;
        foreach (
            var range in AddressRange
                .WithoutOverlaps([.. guard.Allowed, new AddressRange(guard.Address.LinkLocal, 128)])
                .Where(range => !range.IsInet)
        )
            yield return $"{SourceMatch(range)}-j RETURN";
        // Duplicate address detection and MLD reports.
        foreach (var number in new[] { 135, 131, 132, 143 })
            yield return $"-s ::/128 {type} {number} -j RETURN";
        yield return "-j DROP";
    }

    private static string SourceMatch(AddressRange range) =>
        range.PrefixLength == 0 ? "" : $"-s {range.Address}/{range.PrefixLength} ";

    private void DeleteJumps(string port) =>
        _changes.AddRange(
            _lines
                .Where(line => line.StartsWith($"-A {Chain} ", StringComparison.Ordinal) && IsOf(line, port))
                .Select(Deletion)
        );

    private void DeleteChain(string port)
    {
        if (HasChain(PortPrefix + port))
            _changes.AddRange([$"-F {PortPrefix}{port}", $"-X {PortPrefix}{port}"]);
    }

    private static string HostDefaultChain(HostDefault value) => HostDefaultPrefix + value.Word();

    private bool HasChain(string name) =>
        Array.Exists(_lines, line => line.StartsWith($":{name} ", StringComparison.Ordinal));

    private static bool IsOf(string line, string port) =>
        line.StartsWith($"-A {PortPrefix}{port} ", StringComparison.Ordinal)
        || (
            line.StartsWith($"-A {Chain} ", StringComparison.Ordinal)
            && (FindOption(line, "--physdev-in") == port || FindOption(line, "--physdev-out") == port)
        );

    private static string Deletion(string line) => $"-D{line[2..]}";

    /// <summary>iptables and its nft twin print the same rule with different spaces and in different forms.</summary>
    private static string Normalise(string line) => string.Join(' ', IptablesLine.Split(line));

    private static string? FindOption(string line, string option) =>
        IptablesLine.FindOption(IptablesLine.Split(line), option);
}
