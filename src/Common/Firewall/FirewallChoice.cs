using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Configuration;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Firewall;

/// <summary>Which firewall guards ports on this host: the key firewall says so, or else what works here.</summary>
public sealed class FirewallChoice : IPortUnguarding, IDisposable
{
    private const string Key = "firewall";

    private readonly ILinkTable _links;
    private readonly bool _isNamed;
    private IFirewall? _other;

    /// <param name="settings">Where the key firewall is looked up.</param>
    /// <param name="links">Where links are looked up.</param>
    /// <exception cref="HotplugException">firewall is none of nftables, iptables and none.</exception>
    public FirewallChoice(Settings settings, ILinkTable links)
        : this(settings.Find(Key), links) { }

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
    public static FirewallChoice ForDeparture(Settings settings, ILinkTable links) =>
        new(settings.Find(Key) is ("nftables" or "iptables" or "none") and var name ? name : null, links);

    /// <summary>The firewall.</summary>
    public IFirewall Current { get; private set; }

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
        Current = IptablesFirewall.AsDefault(_links);
    }

    /// <summary>
    /// As <see cref="IPortUnguarding.PlanDeparture"/> says, whichever firewall the port has its rules of: another call may have named
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
