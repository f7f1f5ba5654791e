using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Configuration;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Firewall;

/// <summary>Which firewall guards ports on this host: the key firewall says so, or else what works here.</summary>
public sealed class FirewallChoice : IDisposable
{
    /// <summary>The key that names the firewall.</summary>
    public const string Key = "firewall";

    private const string AntispoofKey = "antispoof";
    private readonly Settings? _settings;
    private readonly ILinkTable _links;
    private readonly bool _isNamed;
    private IFirewall? _other;

    /// <param name="settings">Where the keys firewall and antispoof are looked up.</param>
    /// <param name="links">Where links are looked up.</param>
    /// <exception cref="HotplugException">firewall is none of nftables, iptables and none.</exception>
    public FirewallChoice(Settings settings, ILinkTable links)
        : this(settings.Find(Key), links) => _settings = settings;

    /// <param name="name">nftables, iptables or none; null for what works.</param>
    /// <param name="links">Where links are looked up.</param>
    /// <exception cref="HotplugException">It is another word.</exception>
    public FirewallChoice(string? name, ILinkTable links)
    {
        _links = links;
        _isNamed = name != null;
        Current = name switch
        {
            "nftables" => new NftablesFirewall(),
            "iptables" => new IptablesFirewall(links),
            "none" => new NoFirewall(),
            null => IptablesFirewall.IsDefault ? new IptablesFirewall(links) : new NftablesFirewall(),
            _ => throw new HotplugException($"{Key}={Text.Printable(name)} is none of nftables, iptables and none"),
        };
    }

    /// <summary>The choice for a port that goes, which a word that is no firewall must not keep from going.</summary>
    public static FirewallChoice ForDeparture(string? name, ILinkTable links) =>
        new(name is "nftables" or "iptables" or "none" ? name : null, links);

    /// <summary>The firewall.</summary>
    public IFirewall Current { get; private set; }

    /// <summary>Whether a port that comes online now is to be guarded.</summary>
    /// <exception cref="HotplugException">antispoof is neither yes nor no.</exception>
    public bool IsGuardWanted =>
        // The host's default is stronger than the configuration file, and weaker than what the caller says.
        _settings?.FindFromCaller(AntispoofKey) == null
        && Current.HostDefault is { } isOn
            ? isOn
            : _settings?.IsYes(AntispoofKey, otherwise: false) == true;

    /// <summary>
    /// What network-bridge-additional start makes of the host's default: what its caller says. Without a word of that it
    /// stays, and where the configuration file says no as well, there is nothing to set.
    /// </summary>
    /// <exception cref="HotplugException">antispoof is neither yes nor no.</exception>
    public bool? HostDefaultToSet
    {
        get
        {
            var isOn = _settings!.IsYes(AntispoofKey, otherwise: false);
            return _settings.FindFromCaller(AntispoofKey) == null ? Current.HostDefault
                : isOn ? true
                : _settings.FindConfigured(AntispoofKey) is null or "no" ? null
                : false;
        }
    }

    /// <summary>Sees to it that <see cref="Current"/> is a firewall that can guard ports.</summary>
    /// <exception cref="HotplugException">Nothing on this host can.</exception>
    public void RequireGuarding()
    {
        if (_isNamed || Current is not NftablesFirewall nftables || nftables.FindObstacle() is not { } obstacle)
            return;
        if (IptablesFirewall.FindObstacle() is { } other)
            throw new HotplugException(
                $"antispoof=yes needs a firewall, and none works here: nftables ({obstacle}), iptables ({other}); install nftables, or set antispoof=no"
            );
        Current.Dispose();
        Current = new IptablesFirewall(_links, isFallback: true);
    }

    /// <summary>
    /// As <see cref="IFirewall.PlanDeparture"/>, whichever firewall the port has its rules of: another call may have named
    /// another one. Only firewall=none touches none.
    /// </summary>
    public void PlanDeparture(Plan plan, string device, string name) =>
        WithEach(firewall => firewall.PlanDeparture(plan, device, name));

    /// <summary>As <see cref="IFirewall.PlanEnd"/>, of each firewall that may have been used.</summary>
    public void PlanEnd(Plan plan) => WithEach(firewall => firewall.PlanEnd(plan));

    private void WithEach(Action<IFirewall> action)
    {
        action(Current);
        if (Current is NftablesFirewall && IptablesFirewall.HasBeenUsed)
            action(_other ??= new IptablesFirewall(_links));
        else if (Current is IptablesFirewall)
            action(_other ??= new NftablesFirewall());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Current.Dispose();
        _other?.Dispose();
    }
}
