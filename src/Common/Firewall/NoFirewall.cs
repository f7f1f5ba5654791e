using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Firewall;

/// <summary>firewall=none: guards nothing, and touches no rule.</summary>
public sealed class NoFirewall : IFirewall, IPortGuarding
{
    /// <inheritdoc/>
    public HostDefault HostDefault => HostDefault.Unset;

    /// <inheritdoc/>
    public void PlanHostDefault(Plan plan, HostDefault value)
    {
        if (value == HostDefault.Yes)
            throw CannotGuard;
    }

    /// <inheritdoc/>
    public bool HasGuard(Link port, string device) => false;

    /// <inheritdoc/>
    public IPortGuarding ForGuarded(PortGuard guard) => throw CannotGuard;

    /// <inheritdoc/>
    public IPortGuarding ForUnguarded(string device) => this;

    /// <inheritdoc/>
    public void PlanDeparture(Plan plan, string device, string name) { }

    /// <inheritdoc/>
    public void PlanEnd(Plan plan) { }

    /// <inheritdoc/>
    public IReadOnlyList<GuardRecord> ListGuards() => [];

    void IPortGuarding.PlanBeforeJoining(LinkPlanner port) { }

    /// <inheritdoc/>
    public void Dispose() { }

    private static HotplugException CannotGuard =>
        new("antispoof=yes needs a firewall, and firewall=none allows none; set firewall=nftables or antispoof=no");
}
