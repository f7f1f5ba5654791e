using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Configuration;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Firewall;

/// <summary>
/// What guards ports on this host, as the key firewall says: nftables, unless it names another one. No failure chooses
/// another: it would guard less.
/// </summary>
public sealed class FirewallChoice : IHostGuards, IPortUnguarding, IDisposable
{
    /// <summary>The key that lets a firewall guard that looks at less than nftables does.</summary>
    public const string PartialGuardKey = "partial_guard";

    /// <summary>The key that has iptables accept in FORWARD what is bridged, whatever guards.</summary>
    public const string AcceptBridgedKey = "accept_bridged";

    private const string Key = "firewall";

    private readonly ILinkTable _links;
    private readonly bool _allowsPartialGuard;
    private NftablesFirewall? _nftables;
    private IptablesFirewall? _iptables;
    private bool _isDefaultInRulesAlone;

    /// <param name="settings">Where the keys are looked up.</param>
    /// <param name="links">Where links are looked up.</param>
    /// <exception cref="HotplugException">firewall is none of nftables, iptables and none, or another key neither yes nor no.</exception>
    public FirewallChoice(Settings settings, ILinkTable links)
        : this(settings.Find(Key) ?? "nftables", links)
    {
        _allowsPartialGuard = settings.IsYes(PartialGuardKey, otherwise: false);
        var accepts = settings.IsYes(AcceptBridgedKey, otherwise: false);
        AcceptsBridged = accepts || Current is IptablesFirewall;
    }

    private FirewallChoice(string name, ILinkTable links)
    {
        _links = links;
        Current = name switch
        {
            "nftables" => Nftables,
            "iptables" => Iptables,
            "none" => new NoFirewall(),
            _ => throw new HotplugException($"{Key}={Text.Printable(name)} is none of nftables, iptables and none"),
        };
    }

    /// <summary>The choice for a port that goes, which a word that means nothing must not keep from going.</summary>
    public static FirewallChoice ForDeparture(Settings settings, ILinkTable links) =>
        new(settings.Find(Key) is ("nftables" or "iptables" or "none") and var name ? name : "nftables", links)
        {
            AcceptsBridged = settings.Find(AcceptBridgedKey) == "yes",
        };

    /// <summary>The choice of who only looks at what is there, and has no settings.</summary>
    public static FirewallChoice ForStatus(ILinkTable links) => new("nftables", links);

    /// <summary>The firewall.</summary>
    public IFirewall Current { get; }

    /// <summary>Whether iptables accepts in FORWARD what is bridged from and to guests' ports.</summary>
    public bool AcceptsBridged { get; private init; }

    private NftablesFirewall Nftables => _nftables ??= new NftablesFirewall(_links);

    private IptablesFirewall Iptables => _iptables ??= new IptablesFirewall(_links);

    /// <summary>Yes where any place says so; else no where any says so.</summary>
    public HostDefault HostDefault
    {
        get
        {
            var kept = HostDefaultFile.Read();
            if (kept == HostDefault.Yes)
                return kept;
            // Older versions kept it in the firewall alone that was chosen then.
            var inRules = HostDefaultInRules;
            _isDefaultInRulesAlone = inRules == HostDefault.Yes;
            return _isDefaultInRulesAlone || kept == HostDefault.Unset ? inRules : kept;
        }
    }

    private HostDefault HostDefaultInRules
    {
        get
        {
            // firewall=none asks nobody, and guarded nobody in older versions either.
            if (Current is NoFirewall)
                return HostDefault.Unset;
            var inNftables = Nftables.HostDefault;
            if (inNftables == HostDefault.Yes || !(Current is IptablesFirewall || IptablesFirewall.HasBeenUsed))
                return inNftables;
            var inIptables = Iptables.HostDefault;
            return inIptables == HostDefault.Unset ? inNftables : inIptables;
        }
    }

    /// <summary>Plans to set the host's default, or to take it away, wherever it is.</summary>
    /// <exception cref="HotplugException">It is yes, and the firewall may not guard.</exception>
    public void PlanHostDefault(Plan plan, HostDefault value)
    {
        if (value == HostDefault.Yes)
            RequireWholeGuard();
        HostDefaultFile.PlanChange(plan, value);
        // In the rules too, for an older version that takes over again.
        if (value == HostDefault.Yes)
            Current.PlanHostDefault(plan, value);
        else
            WithEach(firewall => firewall.PlanHostDefault(plan, firewall == Current ? value : HostDefault.Unset));
    }

    /// <summary>Plans to keep the yes of an older version, if that was found: it is in rules alone, where a flush would take it.</summary>
    public void PlanKeepingHostDefault(Plan plan)
    {
        if (_isDefaultInRulesAlone)
            HostDefaultFile.PlanChange(plan, HostDefault.Yes);
    }

    /// <inheritdoc/>
    public bool HasGuard(Link port, string device) => Current.HasGuard(port, device);

    /// <summary>The part in the arrival of a port that is guarded.</summary>
    /// <exception cref="HotplugException">The firewall guards nothing, or less than the administrator has allowed.</exception>
    public IPortGuarding ForGuarded(PortGuard guard)
    {
        RequireWholeGuard();
        return WithAcceptance(Current.ForGuarded(guard));
    }

    /// <summary>The part in the arrival of a port that is not guarded.</summary>
    /// <param name="device">The name that the link was made with.</param>
    public IPortGuarding ForUnguarded(string device) => WithAcceptance(Current.ForUnguarded(device));

    /// <summary>Why ports cannot be guarded; null if nothing is known that keeps them from it.</summary>
    public string? FindObstacle() =>
        Current switch
        {
            NftablesFirewall nftables => nftables.FindObstacle(),
            IptablesFirewall when !_allowsPartialGuard => IptablesFirewall.WhyPartial,
            NoFirewall => "firewall=none guards none",
            _ => null,
        };

    /// <summary>
    /// As <see cref="IPortUnguarding.PlanDeparture"/> says, whichever firewall the port has its rules of: another call may have named
    /// another one. firewall=none touches only the rules that accept.
    /// </summary>
    public void PlanDeparture(Plan plan, string device, string name) =>
        WithEach(firewall => firewall.PlanDeparture(plan, device, name));

    /// <summary>As <see cref="IPortUnguarding.NotePin"/> says, which nftables alone does.</summary>
    public void NotePin(LinkPlanner port, string device) => Nftables.NotePin(port, device);

    /// <summary>As <see cref="IFirewall.PlanEnd"/>, of each firewall that may have been used.</summary>
    public void PlanEnd(Plan plan) => WithEach(firewall => firewall.PlanEnd(plan));

    /// <summary>The guards that are there, whichever firewall is chosen now.</summary>
    public IReadOnlyList<GuardRecord> ListGuards() =>
        Current is IptablesFirewall || IptablesFirewall.HasBeenUsed
            ? [.. Nftables.ListGuards(), .. Iptables.ListGuards()]
            : Nftables.ListGuards();

    private void RequireWholeGuard()
    {
        if (Current is IptablesFirewall && !_allowsPartialGuard)
            throw new HotplugException(
                $"antispoof=yes is refused: {IptablesFirewall.WhyPartial}; set firewall=nftables (with {AcceptBridgedKey}=yes where FORWARD drops), or {PartialGuardKey}=yes if that is enough"
            );
    }

    private IPortGuarding WithAcceptance(IPortGuarding guarding) =>
        AcceptsBridged && Current is not IptablesFirewall
            ? new AcceptedPort(guarding, Iptables.ForAccepted())
            : guarding;

    private void WithEach(Action<IFirewall> action)
    {
        if (Current is not NoFirewall)
            action(Nftables);
        if (
            Current is IptablesFirewall
            || ((AcceptsBridged || Current is not NoFirewall) && IptablesFirewall.HasBeenUsed)
        )
            action(Iptables);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _nftables?.Dispose();
        _iptables?.Dispose();
    }

    private sealed class AcceptedPort(IPortGuarding guarding, IPortGuarding acceptance) : IPortGuarding
    {
        public string? Guard => guarding.Guard;

        public bool MustJoinDown => guarding.MustJoinDown;

        public void PlanBeforeJoining(LinkPlanner port)
        {
            guarding.PlanBeforeJoining(port);
            acceptance.PlanBeforeJoining(port);
        }

        public void PlanAfterJoining(LinkPlanner port) => guarding.PlanAfterJoining(port);
    }
}
