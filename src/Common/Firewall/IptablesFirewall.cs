using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Processes;

namespace Xen.Hotplug.Common.Firewall;

/// <summary>
/// Guards ports by iptables and ip6tables, for hosts that must. They see bridged packets only where br_netfilter hands
/// them over, and of those the source addresses of IPv4 and IPv6 alone. Guarded or not, and whatever guards, a port's
/// packets are accepted in FORWARD, which hosts with a policy of DROP (Docker's) need.
/// </summary>
public sealed class IptablesFirewall : IFirewall
{
    /// <summary>The chain that bridged packets are led to from FORWARD.</summary>
    public const string Chain = "xen-hotplug";

    /// <summary>Why this is not a guard as it is meant.</summary>
    internal const string WhyPartial =
        "firewall=iptables looks at the source addresses of IPv4 and IPv6 alone, not at MAC addresses, ARP, neighbour discovery or tags";

    // A file, as to ask iptables itself would take a process an event.
    private const string UseMark = $"{EventLock.DirectoryPath}/iptables";

    // iptables reads a + at the end of a name as a pattern.
    private const string Pattern = "+";

    private static (string Save, string Restore, bool IsInet)[] Protocols =>
        [("iptables-save", "iptables-restore", true), ("ip6tables-save", "ip6tables-restore", false)];

    private readonly ILinkTable _links;

    // What there is while planning, by the program that printed it: a process each.
    private readonly Dictionary<string, string> _saved = [];

    private static TimeSpan LockLimit => TimeSpan.FromSeconds(20);

    /// <param name="links">Where links are looked up, to know the rules that a crashed guest left.</param>
    public IptablesFirewall(ILinkTable links) => _links = links;

    /// <summary>Whether any port of this host may have rules of iptables.</summary>
    public static bool HasBeenUsed => File.Exists(UseMark);

    /// <inheritdoc/>
    public HostDefault HostDefault => Read(Protocols[0]).HostDefault;

    /// <inheritdoc/>
    public void PlanHostDefault(Plan plan, HostDefault value)
    {
        var before = HostDefault;
        PlanChange(
            plan,
            "set the host's default for antispoofing",
            rules => rules.SetHostDefault(value),
            rules => rules.SetHostDefault(before)
        );
    }

    /// <inheritdoc/>
    // By its name, which a new link may have of an earlier one: only that of a port on a bridge is its own.
    public bool HasGuard(Link port, string device) =>
        port.MasterIndex != 0 && Read(Protocols[0]).FindAllowed(port.Name) != null;

    /// <inheritdoc/>
    /// <exception cref="HotplugException">The guest may send tags, behind which iptables sees nothing.</exception>
    public IPortGuarding ForGuarded(PortGuard guard) =>
        guard.Tags.IsEmpty
            ? new Guarding(this, guard)
            : throw new HotplugException(
                $"could not guard {guard.Device}: firewall=iptables does not look into frames with a tag, and the guest may send those of the VLANs {guard.Tags}; leave firewall= out, give the guest untagged VLANs alone, or set antispoof=no"
            );

    /// <inheritdoc/>
    public IPortGuarding ForUnguarded(string device) => new Guarding(this, null);

    /// <summary>The part in the arrival of a port whose packets are only accepted. A guard that it has of these rules stays.</summary>
    public IPortGuarding ForAccepted() => new Accepting(this);

    private void PlanArrival(Plan plan, Link port, string summary, Func<IptablesRules, IReadOnlyList<string>> make)
    {
        ScriptName.Require(port.Name);
        if (port.Name.EndsWith(Pattern, StringComparison.Ordinal))
            throw new HotplugException(
                $"could not make rules for {port.Name}: iptables takes a name that ends with {Pattern} for a pattern; choose another vifname"
            );
        PlanClearing(plan, port.Name);
        PlanPort(plan, $"{summary} {port.Name}", port.Name, rules => rules.Put(port.Name, make(rules)));
    }

    /// <inheritdoc/>
    public void PlanDeparture(Plan plan, string device, string name)
    {
        PlanPort(plan, $"take the rules of {name} away", name, rules => rules.Remove([name]));
        PlanClearing(plan, name);
    }

    /// <inheritdoc/>
    public void PlanEnd(Plan plan) => PlanClearing(plan, port: "");

    /// <inheritdoc/>
    public IReadOnlyList<GuardRecord> ListGuards()
    {
        var rules = Protocols.Select(Read).ToList();
        var guards = new List<GuardRecord>();
        foreach (var port in rules[0].Ports.Where(port => rules[0].FindAllowed(port) != null))
        {
            var allowed = rules.SelectMany(protocol => protocol.FindAllowed(port) ?? []).ToList();
            guards.Add(
                new GuardRecord(port, _links.FindLink(port)?.Index ?? 0, null, Describe(allowed))
                {
                    IsPartial = true,
                    Fault =
                        FindBlindness()
                        ?? (
                            rules.TrueForAll(protocol => protocol.IsReached && protocol.IsChecked(port))
                                ? null
                                : new GuardFault("somebody has flushed rules of iptables")
                        ),
                }
            );
        }
        return guards;
    }

    /// <inheritdoc/>
    public void Dispose() { }

    private static string Describe(List<string> allowed) =>
        $"ip {(allowed.Count > 0 ? string.Join(' ', allowed) : "any")}, by iptables, so source addresses alone";

    private void PlanClearing(Plan plan, string port)
    {
        var stale = Protocols
            .SelectMany(protocol => Read(protocol).Ports)
            .Distinct()
            .Where(name => name != port && _links.FindLink(name) == null)
            .ToList();
        if (stale.Count > 0)
            PlanChange(
                plan,
                $"clear the rules of {Text.List(stale)}",
                rules => rules.Remove([.. stale.Where(name => _links.FindLink(name) == null)]),
                restore: null
            );
    }

    private void PlanPort(Plan plan, string summary, string port, Action<IptablesRules> make)
    {
        var before = Protocols.ToDictionary(protocol => protocol.IsInet, protocol => Read(protocol).RulesFor(port));
        PlanChange(plan, summary, make, rules => rules.Put(port, before[rules.IsInet]));
    }

    /// <summary>Plans to make a change of rules, which can be restored unless it only tidies up.</summary>
    private void PlanChange(Plan plan, string summary, Action<IptablesRules> make, Action<IptablesRules>? restore)
    {
        var commands = new List<string>();
        foreach (var protocol in Protocols)
        {
            var rules = Read(protocol);
            make(rules);
            if (rules.Script is { } script)
                commands.Add($"{protocol.Restore} --noflush --wait <<'end'\n{script}end");
        }
        if (commands.Count > 0)
            plan.Add(
                new Change(string.Join('\n', commands), () => MakeChange(make))
                {
                    Summary = summary,
                    UndoCommand = $"# take back: {summary}",
                    Undo = restore == null ? null : () => MakeChange(restore),
                    IsTidying = restore == null,
                }
            );
    }

    /// <summary>One program after the other: what is read must still be so when it is changed.</summary>
    private static void MakeChange(Action<IptablesRules> make)
    {
        using var turn = EventLock.Acquire("iptables", LockLimit);
        RegularFile.Replace(UseMark, "", UnixFileMode.UserRead | UnixFileMode.UserWrite);
        foreach (var protocol in Protocols)
        {
            var rules = new IptablesRules(Save(protocol.Save), protocol.IsInet);
            make(rules);
            if (rules.Script is { } script)
                Run(protocol.Restore, ["--noflush", "--wait"], script);
        }
    }

    private static void CheckBridgeNetfilter()
    {
        if (FindBlindness() is { } fault)
            throw new HotplugException($"{fault.Reason}; load br_netfilter and set it to 1, or use firewall=nftables");
    }

    /// <summary>Why iptables sees no bridged packet; null if it sees them.</summary>
    private static GuardFault? FindBlindness()
    {
        foreach (var name in new[] { "bridge-nf-call-iptables", "bridge-nf-call-ip6tables" })
        {
            var path = $"/proc/sys/net/bridge/{name}";
            var value = RegularFile.TryRead(path, out _)?.Trim();
            if (value is null or "0")
                return new GuardFault(
                    $"iptables does not see bridged packets, as net.bridge.{name} is not 1",
                    $"{(value == null ? "modprobe br_netfilter; " : "")}sysctl -w net.bridge.{name}=1"
                );
        }
        return null;
    }

    /// <summary>The rules as they were when planning began; empty for a user who may not read them.</summary>
    private IptablesRules Read((string Save, string Restore, bool IsInet) protocol)
    {
        if (!_saved.TryGetValue(protocol.Save, out var saved))
            _saved[protocol.Save] = saved = CurrentUser.IsRoot ? Save(protocol.Save) : "";
        return new IptablesRules(saved, protocol.IsInet);
    }

    private static string Save(string program) => Run(program, ["-t", "filter"], "");

    private static string Run(string program, string[] arguments, string input) =>
        ChildProcess.RunToSuccess(
            ChildProcess.Find(program)
                ?? throw new HotplugException(
                    $"{program} is not installed; install iptables, or set firewall=nftables and accept_bridged=no"
                ),
            arguments,
            input
        );

    private sealed class Guarding(IptablesFirewall firewall, PortGuard? guard) : IPortGuarding
    {
        public string? Guard => guard == null ? null : Describe([.. guard.Allowed.Select(range => $"{range}")]);

        public void PlanBeforeJoining(LinkPlanner port)
        {
            var name = port.Link.Name;
            firewall.PlanArrival(
                port.Plan,
                port.Link,
                guard == null ? "accept the bridged packets of" : "guard",
                rules => rules.MakeRules(name, guard)
            );
            if (guard != null)
                port.Plan.Add(
                    new Change(
                        "# check that iptables sees bridged packets (sysctl net.bridge.bridge-nf-call-iptables, -ip6tables)",
                        CheckBridgeNetfilter
                    )
                );
        }
    }

    private sealed class Accepting(IptablesFirewall firewall) : IPortGuarding
    {
        public void PlanBeforeJoining(LinkPlanner port)
        {
            var (name, hasGuard) = (port.Link.Name, firewall.HasGuard(port.Link, port.Link.Name));
            firewall.PlanArrival(
                port.Plan,
                port.Link,
                "accept the bridged packets of",
                rules => hasGuard ? rules.RulesFor(name) : rules.MakeRules(name, null)
            );
        }
    }
}
