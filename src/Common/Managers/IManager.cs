using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Managers;

/// <summary>
/// A program that configures the host's interfaces, such as NetworkManager. It is told when a bridge takes a NIC's place, so
/// that it configures the bridge as it did the NIC, and leaves the NIC alone.
/// </summary>
public interface IManager
{
    /// <summary>What people call it.</summary>
    string Name { get; }

    /// <summary>The names of the processes by which it holds leases and listens on links; a start and a stop see to them.</summary>
    IReadOnlyList<string> Programs => [];

    /// <summary>By what it configures a link, such as a file or a profile, for people to read; null if it does not.</summary>
    string? FindClaim(Link link);

    /// <summary>
    /// Why it cannot be told of a bridge in the link's place, and what to do; null if it can. Asked only while it has a claim.
    /// </summary>
    string? FindRefusal(ManagedInterface managed);

    /// <summary>Plans what it needs before and after a bridge takes the NIC's place.</summary>
    void PlanStart(ManagerWork work);

    /// <summary>
    /// Plans, in <see cref="ManagerWork.After"/>, that what was made of somebody's files says what they say now. A start of an
    /// interface that is started already does that.
    /// </summary>
    void PlanRenewal(ManagerWork work) { }

    /// <summary>Plans what it needs before and after the NIC takes its place again. Nothing of a start is left then.</summary>
    void PlanStop(ManagerWork work);
}
