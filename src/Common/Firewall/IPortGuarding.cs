using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Changes;

namespace Xen.Hotplug.Common.Firewall;

/// <summary>A firewall's part in putting one port on a bridge.</summary>
public interface IPortGuarding
{
    /// <summary>What the port may send once it has joined, in words, and only what is really looked at; null for anything.</summary>
    string? Guard => null;

    /// <summary>Whether the port must be down when it joins, since <see cref="PlanAfterJoining"/> has to come before its first frame.</summary>
    bool MustJoinDown => false;

    /// <summary>Plans what must be in place before the port joins.</summary>
    void PlanBeforeJoining(LinkPlanner port);

    /// <summary>Plans what can be set only once the port is on the bridge.</summary>
    void PlanAfterJoining(LinkPlanner port) { }
}

/// <summary>The firewalls' part in taking a port off its bridge.</summary>
public interface IPortUnguarding
{
    /// <summary>Notes what a port is pinned to in its bridge, if it is, for the way back.</summary>
    /// <param name="port">The port, which is still on its bridge.</param>
    /// <param name="device">The name that the link was made with.</param>
    void NotePin(LinkPlanner port, string device) { }

    /// <summary>Plans to take away what a port had; it has sent its last frame by then.</summary>
    /// <param name="plan">Where the changes go.</param>
    /// <param name="device">The name that the link was made with.</param>
    /// <param name="name">The name that it has now, or had at last.</param>
    void PlanDeparture(Plan plan, string device, string name);
}
