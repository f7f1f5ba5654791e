using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>
/// Restores next hop objects and the routes that use them. The kernel drops them from a link that goes down, and refuses
/// them until the link has its carrier: right away on a link that stayed up, but seconds after a NIC was taken down.
/// </summary>
/// <param name="kernel">Where they are restored.</param>
/// <param name="linkName">Names a link by its index.</param>
internal sealed class NextHopChanges(Rtnetlink kernel, Func<int, string> linkName)
{
    private static TimeSpan CarrierLimit => TimeSpan.FromSeconds(10);

    /// <summary>Plans to wait for the carrier of a link and to give the link its next hops, where it is to have any.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="configuration">What the link is to have.</param>
    /// <param name="origin">The link that the configuration was read from.</param>
    /// <param name="target">The link.</param>
    internal void PlanRestoring(Plan plan, LinkConfiguration configuration, Link origin, Func<Link> target)
    {
        if (configuration.NextHops.Count == 0)
            return;
        var commands = Requests(configuration, origin, target()).Commands;
        plan.Add(
            new Change(
                $"# wait at most {CarrierLimit.TotalSeconds} s for the carrier of {target().Name}\n{string.Join('\n', commands)}",
                () => Restore(configuration, origin, target())
            )
            {
                Summary = $"give {target().Name} its next hops",
            }
        );
    }

    /// <summary>Waits for the carrier of a link, and gives the link its next hops.</summary>
    /// <exception cref="NetlinkException">The kernel refused them, or the carrier did not come in time.</exception>
    internal void Restore(LinkConfiguration configuration, Link origin, Link target)
    {
        if (configuration.NextHops.Count == 0)
            return;
        var deadline = Environment.TickCount64 + (long)CarrierLimit.TotalMilliseconds;
        using var events = new LinkEvents();
        // Tried after subscribing: a carrier that came before is not told of.
        while (true)
        {
            try
            {
                kernel.Execute(Requests(configuration, origin, target));
                return;
            }
            catch (NetlinkException exception)
                when (exception.Error == Errno.ENETDOWN && Environment.TickCount64 < deadline)
            {
                events.Wait(deadline);
            }
        }
    }

    private RequestBatch Requests(LinkConfiguration configuration, Link origin, Link target)
    {
        var batch = new RequestBatch();
        var requests = new AddressRequests(origin, target);
        var routes = new RouteRequests(origin.Index, linkName);
        foreach (var nextHop in configuration.NextHops)
            requests.ReplaceNextHop(batch, nextHop);
        foreach (var route in configuration.Routes.Where(route => route.NextHopId != 0))
            routes.Add(batch, route, target);
        return batch;
    }
}
