using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>
/// What one link carries of the host's network, on its way to another link, or back to the one that it was read from. Each
/// part of it may be sent again without harm.
/// </summary>
/// <param name="configuration">What is handed over.</param>
/// <param name="origin">The link that had it when it was read.</param>
/// <param name="target">The link that gets it.</param>
/// <param name="links">Names the links of routes over several.</param>
internal sealed class Handover(LinkConfiguration configuration, Link origin, LinkReference target, ILinkTable links)
{
    private bool _isPrepared;

    /// <summary>The link that gets the network.</summary>
    internal LinkReference Target => target;

    /// <summary>The link that had the network when it was read.</summary>
    internal Link Origin => origin;

    internal IReadOnlyList<LinkAddress> Addresses => configuration.Addresses;

    /// <summary>Whether any next hop object leads over the link.</summary>
    internal bool HasNextHops => configuration.NextHops.Count > 0;

    /// <summary>The handover once <see cref="Preparation"/> was sent.</summary>
    /// <param name="name">The name that the target has by then.</param>
    internal Handover Prepared(string name) =>
        new(configuration, origin, target.Named(name), links) { _isPrepared = true };

    /// <summary>
    /// Gives the target the IPv6 addresses some time before it needs them, without a route to their networks: the kernel adds
    /// the local route of an address later, from a worker, and without it the host does not know the address for its own.
    /// </summary>
    internal RequestBatch Preparation()
    {
        const uint flags = AddressFlag.NoDuplicateDetection | AddressFlag.NoPrefixRoute;
        var batch = new RequestBatch();
        foreach (var address in Inet6Addresses)
            batch.AddAddress(OnTarget(address) with { Flags = address.Flags | flags }, target);
        return batch;
    }

    /// <summary>Takes the prepared addresses off the target again.</summary>
    internal RequestBatch PreparationTakenBack()
    {
        var batch = new RequestBatch();
        foreach (var address in Inet6Addresses)
            batch.DeleteAddress(address, target);
        return batch;
    }

    /// <summary>Gives the target the addresses that it does not have yet.</summary>
    internal void AddAddresses(RequestBatch batch)
    {
        // On the way back they are here still, but a rename has rewritten their labels.
        if (target.Identity.Is(origin.Index))
        {
            foreach (var address in InetAddresses)
                batch.DeleteAddress(address, target);
        }
        foreach (var address in InetAddresses)
            batch.AddAddress(OnTarget(address), target);
        if (_isPrepared)
            return;
        // The host has had them all along: to look for duplicates would keep them from being used for a second.
        foreach (var address in Inet6Addresses)
            batch.AddAddress(
                OnTarget(address) with
                {
                    Flags = address.Flags | AddressFlag.NoDuplicateDetection,
                },
                target
            );
    }

    /// <summary>Makes ordinary addresses of those that were prepared.</summary>
    internal void FinishPreparation(RequestBatch batch)
    {
        if (_isPrepared)
            RestoreFlags(batch);
    }

    /// <summary>Gives the IPv6 addresses the flags that they had, and with them the routes to their networks.</summary>
    internal void RestoreFlags(RequestBatch batch)
    {
        foreach (var address in Inet6Addresses)
            batch.ChangeAddress(OnTarget(address), target);
    }

    /// <summary>Gives the target neighbours, next hops and routes, and IPv6's route for multicast.</summary>
    internal void AddNeighboursAndRoutes(RequestBatch batch)
    {
        if (Inet6Addresses.Any())
            batch.AddMulticastRoute(target);
        foreach (var neighbour in configuration.Neighbours)
            batch.AddNeighbour(neighbour, target);
        // Without a carrier there is no next hop yet, nor a route that uses it: NextHopPlanner comes back to them.
        foreach (var nextHop in configuration.NextHops)
            batch.ReplaceNextHop(nextHop, target, Errno.ENETDOWN);
        // A gateway must be reachable by a route that is there already.
        foreach (var route in configuration.Routes.OrderBy(route => route.Gateway != null || route.Hops.Count > 0))
            AddRoute(batch, route);
    }

    /// <summary>Takes the routes off a link that had them.</summary>
    internal void DeleteRoutes(RequestBatch batch, LinkReference link)
    {
        // A route that uses a next hop object has followed that already.
        foreach (var route in configuration.Routes.Where(route => route.NextHopId == 0))
            batch.DeleteRoute(route, PathOver(link));
    }

    /// <summary>Takes everything off a link that had it.</summary>
    internal void DeleteAll(RequestBatch batch, LinkReference link)
    {
        DeleteRoutes(batch, link);
        foreach (var address in configuration.Addresses)
            batch.DeleteAddress(address, link);
        // The others end by themselves; what somebody set would stay with the link for good.
        foreach (var neighbour in configuration.Neighbours.Where(one => one.IsProxy || one.IsPermanent))
            batch.DeleteNeighbour(neighbour, link);
    }

    /// <summary>Gives the target the next hop objects and the routes that use them.</summary>
    internal RequestBatch NextHops()
    {
        var batch = new RequestBatch();
        foreach (var nextHop in configuration.NextHops)
            batch.ReplaceNextHop(nextHop, target);
        foreach (var route in configuration.Routes.Where(route => route.NextHopId != 0))
            batch.AddRoute(route, PathOver(target));
        return batch;
    }

    private IEnumerable<LinkAddress> InetAddresses =>
        configuration.Addresses.Where(address => address.Family == AddressFamily.Inet);

    private IEnumerable<LinkAddress> Inet6Addresses =>
        configuration.Addresses.Where(address => address.Family == AddressFamily.Inet6);

    private void AddRoute(RequestBatch batch, Route route)
    {
        if (route.NextHopId != 0)
        {
            batch.AddRoute(route, PathOver(target), Errno.EINVAL);
            return;
        }
        // The kernel has added this one by itself, behind those of other links to the same network.
        if (route is { IsInet6: false, IsMadeByKernel: true, IsSecond: false })
            batch.DeleteRoute(route, PathOver(target));
        batch.AddRoute(route, PathOver(target));
    }

    private RoutePath PathOver(LinkReference link) => new(origin.Index, link, links);

    private LinkAddress OnTarget(LinkAddress address) => address.Renamed(origin.Name, target.Name);
}
