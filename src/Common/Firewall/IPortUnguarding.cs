using Xen.Hotplug.Common.Changes;

namespace Xen.Hotplug.Common.Firewall;

/// <summary>The firewalls' part in taking a port off its bridge.</summary>
public interface IPortUnguarding
{
    /// <summary>Plans to take away what a port had; it has sent its last frame by then.</summary>
    /// <param name="plan">Where the changes go.</param>
    /// <param name="device">The name that the link was made with.</param>
    /// <param name="name">The name that it has now, or had at last.</param>
    void PlanDeparture(Plan plan, string device, string name);
}
