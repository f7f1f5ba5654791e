using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>
/// Plans to give a link the routes that a router advertised, as the kernel makes them, so that the router can withdraw them.
/// Until then others stand in for them, which end when they do.
/// </summary>
/// <param name="kernel">Where they are added.</param>
internal sealed class AdvertisedRoutePlanner(INetworkChanges kernel)
{
    /// <summary>
    /// Plans to give the target the routes, if there are any. It comes last: a change of an address takes the mark off the
    /// route to its network.
    /// </summary>
    internal void PlanAdvertised(Plan plan, Handover handover)
    {
        if (handover.AdvertisedRoutes.Count == 0)
            return;
        plan.Add(
            new Change(
                () =>
                    $"# give {handover.Target.Name} the routes that a router advertised, so that it can withdraw them\n{handover.StandInsDeleted()}",
                () => GiveAdvertised(handover)
            )
            {
                Summary = $"mark the advertised routes of {handover.Target.Name}",
                // Those that stand in for them lead the same way, and the next advertisement brings the others.
                IsTidying = true,
            }
        );
    }

    /// <summary>Gives the target the routes, and takes away what stood in for them.</summary>
    /// <exception cref="NetlinkException">The kernel refused one.</exception>
    internal void GiveAdvertised(Handover handover)
    {
        if (handover.AdvertisedRoutes.Count == 0)
            return;
        foreach (var route in handover.AdvertisedRoutes)
            kernel.AddAdvertisedRoute(route, handover.Target.Index);
        kernel.Execute(handover.StandInsDeleted());
    }
}
