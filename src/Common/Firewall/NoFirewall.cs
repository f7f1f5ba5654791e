using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Firewall;

/// <summary>firewall=none: guards nothing, and touches no rule.</summary>
public sealed class NoFirewall : IFirewall
{
    /// <inheritdoc/>
    public int GroupForwardMask => 0;

    /// <inheritdoc/>
    public bool? HostDefault => null;

    /// <inheritdoc/>
    public void PlanHostDefault(Plan plan, bool? value)
    {
        if (value == true)
            throw CannotGuard;
    }

    /// <inheritdoc/>
    public void PlanArrival(Plan plan, string device, Link port, PortGuard? guard)
    {
        if (guard != null)
            throw CannotGuard;
    }

    /// <inheritdoc/>
    public void PlanDeparture(Plan plan, string device, string name) { }

    /// <inheritdoc/>
    public void PlanEnd(Plan plan) { }

    /// <inheritdoc/>
    public IReadOnlyList<GuardRecord> ListGuards() => [];

    /// <inheritdoc/>
    public void Dispose() { }

    private static HotplugException CannotGuard =>
        new("antispoof=yes needs a firewall, and firewall=none allows none; set firewall=nftables or antispoof=no");
}
