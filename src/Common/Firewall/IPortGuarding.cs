using Xen.Hotplug.Common.Bridging;

namespace Xen.Hotplug.Common.Firewall;

/// <summary>A firewall's part in putting one port on a bridge.</summary>
public interface IPortGuarding
{
    /// <summary>Whether the port must be down when it joins, since <see cref="PlanAfterJoining"/> has to come before its first frame.</summary>
    bool MustJoinDown { get; }

    /// <summary>Plans what must be in place before the port joins.</summary>
    void PlanBeforeJoining(LinkPlan port);

    /// <summary>Plans what can be set only once the port is on the bridge.</summary>
    void PlanAfterJoining(LinkPlan port);
}
