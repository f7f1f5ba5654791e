using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>
/// Plans to restore next hop objects and the routes that use them. The kernel drops them from a link that goes down, and
/// refuses them until the link has its carrier: right away on a link that stayed up, but seconds after a NIC was taken down.
/// </summary>
/// <param name="kernel">Where they are restored.</param>
internal sealed class NextHopPlanner(INetworkChanges kernel)
{
    private static TimeSpan CarrierLimit => TimeSpan.FromSeconds(10);

    /// <summary>Plans to wait for the target's carrier and to give it its next hops, if it must have any.</summary>
    internal void PlanRestoring(Plan plan, Handover handover)
    {
        if (!handover.HasNextHops)
            return;
        var batch = handover.NextHops();
        plan.Add(
            new Change(
                () =>
                    $"# wait at most {CarrierLimit.TotalSeconds} s for the carrier of {handover.Target.Name}\n{batch}",
                () => Restore(batch)
            )
            {
                Summary = $"give {handover.Target.Name} its next hops",
            }
        );
    }

    /// <summary>Waits for the target's carrier, and gives it its next hops.</summary>
    /// <exception cref="NetlinkException">The kernel refused them, or the carrier did not come in time.</exception>
    internal void Restore(Handover handover)
    {
        if (handover.HasNextHops)
            Restore(handover.NextHops());
    }

    private void Restore(RequestBatch batch)
    {
        var deadline = Environment.TickCount64 + (long)CarrierLimit.TotalMilliseconds;
        using var events = new LinkEvents();
        // Tried after subscribing: a carrier that came before is not told of.
        while (true)
        {
            try
            {
                kernel.Execute(batch);
                return;
            }
            catch (NetlinkException exception)
                when (exception.Error == Errno.ENETDOWN && Environment.TickCount64 < deadline)
            {
                events.Wait(deadline);
            }
        }
    }
}
