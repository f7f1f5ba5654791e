using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Firewall;

/// <summary>What guards the ports of guests. Planning asks and changes nothing; the changes go into the plan.</summary>
public interface IFirewall : IDisposable
{
    /// <summary>
    /// The frames to 01:80:c2:00:00:0x, a bit for each x, from which a bridge learns before the firewall sees them, unless it
    /// is told to treat them like all others that come in by a guarded port.
    /// </summary>
    int GroupForwardMask { get; }

    /// <summary>Whether ports that come online are guarded, as network-bridge-additional has set it; null where it has not.</summary>
    bool? HostDefault { get; }

    /// <summary>Plans to set the host's default; null takes it away.</summary>
    void PlanHostDefault(Plan plan, bool? value);

    /// <summary>Plans what has to be in place before a port joins its bridge.</summary>
    /// <param name="plan">Where the changes go.</param>
    /// <param name="device">The name that the link was made with.</param>
    /// <param name="port">The link as it will be when this part of the plan is carried out.</param>
    /// <param name="guard">What the guest may send; null for a port that is not guarded.</param>
    void PlanArrival(Plan plan, string device, Link port, PortGuard? guard);

    /// <summary>Plans to take away what a port had; the port is down by then, or gone.</summary>
    /// <param name="plan">Where the changes go.</param>
    /// <param name="device">The name that the link was made with.</param>
    /// <param name="name">The name that it has now, or had at last.</param>
    void PlanDeparture(Plan plan, string device, string name);

    /// <summary>Plans to take away what all guards shared, where none is left.</summary>
    void PlanEnd(Plan plan);

    /// <summary>What each guarded port may send, by the port's first name.</summary>
    IReadOnlyList<GuardRecord> ListGuards();
}
