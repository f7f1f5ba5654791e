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

    /// <summary>
    /// By what it will configure a link once it is started later in this boot, for people to read; null if it is not about to
    /// be started, or will leave the link alone.
    /// </summary>
    string? FindBootClaim(Link link) => null;

    /// <summary>Whether a bridge that is there before it starts is told to it, or needs nothing: the card comes back in a boot.</summary>
    bool ConfiguresInBoot => false;

    /// <summary>
    /// Why no card of a name can become a bridge in a boot, and what to do; null if that depends on the card. It is asked before
    /// the card is there, and must not wait for anybody.
    /// </summary>
    string? FindBootRefusal(InterfaceName name) => null;

    /// <summary>
    /// Why it could not be told of a bridge in a boot, and what to do; null if it can. Asked on a running host, while it has a
    /// claim on the interface.
    /// </summary>
    string? FindBootRefusal(ManagedInterface managed) => null;

    /// <summary>What only the running manager can say, and a start at boot must know: as in <see cref="ManagerWork.Facts"/>.</summary>
    /// <param name="managed">The interface.</param>
    /// <param name="noted">What was noted when it was started; empty if it was not.</param>
    IReadOnlyDictionary<string, string> FindBootFacts(
        ManagedInterface managed,
        IReadOnlyDictionary<string, string> noted
    ) => new Dictionary<string, string>();

    /// <summary>Plans what it needs to configure the bridge as it would the NIC, when it is started later in this boot.</summary>
    void PlanBoot(ManagerWork work) { }

    /// <summary>Plans what it needs before and after the NIC takes its place again. Nothing of a start is left then.</summary>
    void PlanStop(ManagerWork work);
}
