using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>
/// The routes of a handover as requests: each in its place among those that are alike, each whether or not a route leads to its
/// router, and none that the kernel would add for an address though the host has it not.
/// </summary>
/// <param name="configuration">What is handed over.</param>
/// <param name="origin">The link that had it when it was read.</param>
/// <param name="target">The link that gets it.</param>
/// <param name="links">Names the links of routes over several.</param>
internal sealed class RouteHandover(
    LinkConfiguration configuration,
    Link origin,
    LinkReference target,
    ILinkTable links
)
{
    private readonly RoutePath _path = new(origin.Index, target, links);
    private readonly RouterCovers _covers = new(configuration, origin);
    private Dictionary<RoutePlace, List<Route>>? _connectedRoutes;
    private Dictionary<RoutePlace, List<Route>>? _inet6Routes;

    /// <summary>Gives the target next hop objects and routes.</summary>
    internal void Add(RequestBatch batch)
    {
        // A link that is down has no such routes, which says nothing of what the host wants.
        if (origin.IsUp)
            DeleteKernelRoutes(batch);
        var groups = RoutePlace.Group(Routes.Select(route => route.IsAdvertised ? StandIn(route) : route));
        // With a route to each router the kernel accepts the routes by it in any order, and also if the host has deleted the
        // one that it accepted them for.
        var covers = _covers.Find(groups.Values);
        AddCovers(batch, covers);
        // Without a carrier there is no next hop yet, nor a route that uses it: NextHopPlanner comes back to them.
        foreach (var nextHop in configuration.NextHops)
            ReplaceNextHop(batch, nextHop, covers, Errno.ENETDOWN);
        foreach (var group in groups.Values)
            Add(batch, group);
        foreach (var route in UsersOfNextHops)
            AddWithFollowers(batch, route, Errno.EINVAL);
        DeleteCovers(batch, covers);
    }

    /// <summary>Gives the target the next hop objects and the routes that use them.</summary>
    internal RequestBatch NextHops()
    {
        var batch = new RequestBatch();
        var covers = _covers.Find([
            [.. UsersOfNextHops],
        ]);
        AddCovers(batch, covers);
        foreach (var nextHop in configuration.NextHops)
            ReplaceNextHop(batch, nextHop, covers);
        foreach (var route in UsersOfNextHops)
            AddWithFollowers(batch, route);
        DeleteCovers(batch, covers);
        return batch;
    }

    /// <summary>
    /// Adds the routes by routers once more, each with another metric, and deletes that at once; null if there are none. The
    /// target must have them.
    /// </summary>
    internal RequestBatch? Trial()
    {
        var tried = Routes.Where(route => route.HasGateway && route.NextHopId == 0).ToList();
        var nextHops = configuration.NextHops.Where(nextHop => nextHop.Members.Count == 0).ToList();
        if (tried.Count + nextHops.Count == 0)
            return null;
        var batch = new RequestBatch();
        var covers = _covers.Find([tried]);
        AddCovers(batch, covers);
        foreach (var nextHop in nextHops)
            ReplaceNextHop(batch, nextHop, covers);
        foreach (var route in tried.Select(StandIn))
            batch.AddRoute(route, _path).DeleteRoute(route, _path);
        DeleteCovers(batch, covers);
        return batch;
    }

    /// <summary>Lets the next hop objects lead over the target again, which has all its routes.</summary>
    internal void ReturnNextHops(RequestBatch batch)
    {
        var covers = _covers.Find([]);
        AddCovers(batch, covers);
        foreach (var nextHop in configuration.NextHops)
        {
            if (nextHop.Members.Count == 0)
                InItsScope(batch, nextHop, covers, () => batch.ReturnNextHop(nextHop, target));
        }
        DeleteCovers(batch, covers);
    }

    /// <summary>Adds the IPv6 routes by next hop objects again that the kernel deleted in place of others.</summary>
    internal void ReturnUsersOfNextHops(RequestBatch batch)
    {
        foreach (var route in UsersOfNextHops)
        {
            if (route.IsInet6)
                batch.AddRoute(route, _path, Errno.EINVAL);
        }
    }

    /// <summary>Takes the routes off a link that had them.</summary>
    internal void Delete(RequestBatch batch, LinkReference link)
    {
        var path = new RoutePath(origin.Index, link, links);
        // IPv6 takes a request without a router for any that leads over the link, so those with one go first.
        foreach (var route in configuration.Routes.OrderBy(route => route.IsInet6 && !route.HasGateway))
        {
            // A route that uses a next hop object has followed that already.
            if (route.NextHopId == 0)
                batch.DeleteRoute(route, path);
        }
    }

    /// <summary>
    /// Makes good what a change of an IPv6 address does to the routes to its network: it may end any of them, whatever its
    /// metric, and may add one that the host does not have.
    /// </summary>
    internal void Refresh(RequestBatch batch, LinkAddress address)
    {
        foreach (var made in KernelRoutes.OfAddress(address))
        {
            var wanted = ConnectedRoutes.GetValueOrDefault(NetworkOf(made), []);
            if (!wanted.Exists(route => route.Priority == made.Priority && route.IsMadeByKernel))
                batch.DeleteRoute(made with { OutputInterface = origin.Index }, _path);
            foreach (var route in wanted)
                batch.AddRoute(route, _path);
            foreach (var place in wanted.Select(route => route.Place).Distinct())
                AddBehind(batch, place);
        }
    }

    /// <summary>
    /// What stands in for routes that a router advertised, until the target has these themselves: netlink cannot give them
    /// their mark.
    /// </summary>
    internal RequestBatch StandInsDeleted()
    {
        var batch = new RequestBatch();
        foreach (var route in Routes)
        {
            if (route.IsAdvertised)
                batch.DeleteRoute(StandIn(route), _path);
        }
        return batch;
    }

    /// <summary>The routes that a router advertised.</summary>
    internal List<Route> Advertised => [.. Routes.Where(route => route.IsAdvertised)];

    private IEnumerable<Route> Routes => configuration.LastingRoutes;

    private IEnumerable<Route> UsersOfNextHops => Routes.Where(route => route.NextHopId != 0);

    /// <summary>The routes without a router, by their network; but for what a router advertised, which comes later.</summary>
    private Dictionary<RoutePlace, List<Route>> ConnectedRoutes =>
        _connectedRoutes ??= RoutePlace.Group(
            Routes.Where(route => !route.HasGateway && !route.IsAdvertised),
            NetworkOf
        );

    /// <summary>The IPv6 routes by their place; but for what comes by itself or later.</summary>
    private Dictionary<RoutePlace, List<Route>> Inet6Routes =>
        _inet6Routes ??= RoutePlace.Group(
            Routes.Where(route => route is { IsInet6: true, NextHopId: 0, IsAdvertised: false })
        );

    private static RoutePlace NetworkOf(Route route) => route.Place with { Priority = 0 };

    private void AddCovers(RequestBatch batch, List<Route> covers)
    {
        foreach (var cover in covers)
            batch.AddRoute(cover, _path);
    }

    private void DeleteCovers(RequestBatch batch, List<Route> covers)
    {
        foreach (var cover in covers)
            batch.DeleteRoute(cover, _path);
    }

    private void ReplaceNextHop(RequestBatch batch, NextHop nextHop, List<Route> covers, params Errno[] tolerated)
    {
        if (nextHop.Members.Count > 0)
        {
            batch.ReplaceNextHopGroup(nextHop, target);
            return;
        }
        InItsScope(batch, nextHop, covers, () => batch.ReplaceNextHop(nextHop, target, tolerated));
    }

    /// <summary>An object takes the scope of the route that leads to its router.</summary>
    private void InItsScope(RequestBatch batch, NextHop nextHop, List<Route> covers, Action add)
    {
        var others = _covers.FindOfOtherScope(covers, nextHop);
        foreach (var cover in others)
            batch.DeleteRoute(cover, _path).AddRoute(cover.WithScope(nextHop.Header.Scope), _path);
        add();
        foreach (var cover in others)
            batch.DeleteRoute(cover.WithScope(nextHop.Header.Scope), _path).AddRoute(cover, _path);
    }

    /// <summary>The kernel adds these behind those of other links, and also where the host had deleted them.</summary>
    private void DeleteKernelRoutes(RequestBatch batch)
    {
        var places = new HashSet<RoutePlace>();
        foreach (var address in configuration.Addresses)
        {
            foreach (var route in KernelRoutes.OfAddress(address))
            {
                if (places.Add(route.Place) || !route.IsInet6)
                    batch.DeleteRoute(route with { OutputInterface = origin.Index }, _path);
            }
        }
    }

    private void Add(RequestBatch batch, List<Route> group)
    {
        foreach (var route in group)
        {
            if (route.ComesWithAddresses)
                batch.DeleteRoute(route, _path);
        }
        // IPv4 puts a route before the others that are alike, or behind them; IPv6 behind them.
        for (var place = group.Count - 1; place >= 0; place--)
        {
            if (group[place] is { IsInet6: false, IsSecond: false, NextHopId: 0 })
                batch.AddRoute(group[place], _path);
        }
        var isAlone = group.TrueForAll(route => route.NextHopId != 0);
        foreach (var route in group)
        {
            if (route.NextHopId != 0)
            {
                // It has followed its object. IPv6 puts it behind those that were added by now, and behind those of the origin:
                // asked to delete one of them, the kernel takes the first one, or one by a next hop object before that.
                if (route.IsInet6 && !isAlone)
                    batch.DeleteRoute(route, _path).AddRoute(route, _path, Errno.EINVAL);
                continue;
            }
            if (route.IsInet6 || route.IsSecond)
                AddWithFollowers(batch, route);
        }
    }

    /// <summary>Puts routes by routers behind one without that was added again, if that is where they were.</summary>
    private void AddBehind(RequestBatch batch, RoutePlace place)
    {
        var routes = Inet6Routes
            .GetValueOrDefault(place, [])
            .SkipWhile(route => route.HasGateway)
            .Where(route => route.HasGateway)
            .ToList();
        if (routes.Count == 0)
            return;
        var covers = _covers.Find([routes]);
        AddCovers(batch, covers);
        foreach (var route in routes)
            batch.DeleteRoute(route, _path).AddRoute(route, _path);
        DeleteCovers(batch, covers);
    }

    private void AddWithFollowers(RequestBatch batch, Route route, params Errno[] tolerated)
    {
        batch.AddRoute(route, _path, tolerated);
        foreach (var follower in route.Followers)
            batch.DeleteRoute(follower, _path).AddRoute(follower with { IsSecond = true }, _path, tolerated);
    }

    /// <summary>The same with a metric that none of them has yet.</summary>
    private Route StandIn(Route route)
    {
        var metric = route.Priority;
        do metric++;
        while (_covers.IsTaken(route.Place with { Priority = metric }));
        return route.WithPriority(metric);
    }
}
