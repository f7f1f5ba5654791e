using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Firewall;

/// <summary>What guards the ports of guests. Planning asks and changes nothing; the changes go into the plan.</summary>
public interface IFirewall : IPortUnguarding, IDisposable
{
    /// <summary>What network-bridge-additional has set, as far as it is in this firewall's rules.</summary>
    HostDefault HostDefault { get; }

    /// <summary>Plans to set the host's default in the rules, or to take it away there.</summary>
    void PlanHostDefault(Plan plan, HostDefault value);

    /// <inheritdoc cref="IHostGuards.HasGuard"/>
    bool HasGuard(Link port, string device);

    /// <summary>The part in the arrival of a port that is guarded.</summary>
    IPortGuarding ForGuarded(PortGuard guard);

    /// <summary>The part in the arrival of a port that is not guarded.</summary>
    /// <param name="device">The name that the link was made with.</param>
    IPortGuarding ForUnguarded(string device);

    /// <summary>Plans to clear all that guests left that ended without an event, and to take away what all guards shared, if none is left.</summary>
    void PlanEnd(Plan plan);

    /// <summary>What each guarded port may send, by the port's first name, and what is wrong with its guard, by looking.</summary>
    IReadOnlyList<GuardRecord> ListGuards();
}
