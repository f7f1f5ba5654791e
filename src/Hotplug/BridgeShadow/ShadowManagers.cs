using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Managers;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Shadowing;

namespace Xen.Hotplug.BridgeShadow;

/// <summary>What the host's managers say of an interface, and what they need around its start and stop.</summary>
internal sealed class ShadowManagers(HostManagers managers, ShadowVlans vlans)
{
    /// <summary>Who configures the NIC.</summary>
    internal IReadOnlyList<ManagerClaim> FindClaims(ShadowState state) => managers.FindClaims(state.Nic!);

    /// <summary>Who configures the NIC, as a sentence.</summary>
    internal static string Describe(ShadowState state, ManagerClaim claim) =>
        $"{state.InterfaceName} is configured by {claim.Manager.Name}: {Text.Printable(claim.Reason)}";

    /// <summary>Why a manager of the NIC cannot be told of a bridge in its place; null if it can.</summary>
    internal static string? FindRefusal(ShadowState state, ManagerClaim claim) =>
        claim.Manager.FindRefusal(Managed(state));

    /// <summary>The names of the processes that hold leases and sockets on a link, and are seen to.</summary>
    internal IReadOnlyList<string> FindPrograms(Link link) => managers.FindPrograms(link);

    /// <summary>A start, with what the managers need before and after.</summary>
    internal Plan AroundStart(ShadowState state, Plan plan) =>
        Around(plan, managers.PlanStart(Managed(state) with { Vlans = vlans }));

    /// <summary>A stop, with what the managers need before and after.</summary>
    internal Plan AroundStop(ShadowState state, Plan plan) => Around(plan, managers.PlanStop(Managed(state)));

    private static Plan Around(Plan plan, ManagerSteps steps)
    {
        var whole = new Plan();
        whole.AddAll(steps.Before);
        whole.AddAll(plan);
        whole.AddAll(steps.After);
        return whole;
    }

    /// <summary>An interface as managers see it.</summary>
    internal static ManagedInterface Managed(ShadowState state) =>
        new(
            state.InterfaceName,
            ShadowNames.Uplink(state.InterfaceName),
            state.Nic!,
            state.Phase == ShadowPhase.Shadowed ? state.Bridge : null
        );
}
