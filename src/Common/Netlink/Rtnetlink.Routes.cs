using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Netlink;

/// <content>The routes.</content>
public sealed partial class Rtnetlink
{
    /// <inheritdoc/>
    public IReadOnlyList<Route> ListRoutes(uint table = Route.MainTable) =>
        [.. ListRoutes(AddressFamily.Inet, table, 0), .. ListRoutes(AddressFamily.Inet6, table, 0)];

    /// <inheritdoc/>
    public IReadOnlyList<Route> ListRoutesOver(int linkIndex) =>
        [
            .. ListRoutes(AddressFamily.Inet, 0, linkIndex).FindAll(route => route.LeadsOver(linkIndex)),
            .. ListRoutes(AddressFamily.Inet6, 0, linkIndex).FindAll(route => route.LeadsOver(linkIndex)),
        ];

    /// <inheritdoc/>
    public IReadOnlyList<Route> MarkAdvertised(IReadOnlyList<Route> routes, int linkIndex)
    {
        if (!routes.Any(AdvertisementMarks.IsPossible))
            return routes;
        var marks = FindPrefixRoutes(linkIndex);
        if (routes.Any(AdvertisementMarks.IsUntold))
        {
            var places = new AdvertisementMarks(ListLinks().ToDictionary(link => link.Index, link => link.Name));
            foreach (var route in ListRoutes(AddressFamily.Inet6, 0, 0))
                places.Pass(route, linkIndex);
            foreach (var (key, flags) in places.Read())
                marks[key] = flags;
        }
        return
        [
            .. routes.Select(route =>
                AdvertisementMarks.IsPossible(route) && marks.TryGetValue(new RouteKey(route), out var flags)
                    ? route with
                    {
                        KernelFlags = flags,
                    }
                    : route
            ),
        ];
    }

    /// <summary>The marks of routes to networks that a router advertised as on the link.</summary>
    private Dictionary<RouteKey, uint> FindPrefixRoutes(int linkIndex)
    {
        var marks = new Dictionary<RouteKey, uint>();
        var request = new MessageWriter(MessageType.GetRoute, MessageFlags.Dump).Fixed(
            new RouteHeader { Family = AddressFamily.Inet6, Flags = RouteHeader.OnlyAdvertisedPrefixes }
        );
        foreach (var route in ListRoutes(request, AddressFamily.Inet6))
        {
            if (route.OutputInterface == linkIndex)
                marks[new RouteKey(route)] =
                    RouteFlag.Up | RouteFlag.Advertised | RouteFlag.AdvertisedPrefix | RouteFlag.Expires;
        }
        return marks;
    }

    /// <inheritdoc/>
    public IReadOnlyList<Route> ListRoutesBeside(IReadOnlyList<Route> routes)
    {
        var places = new HashSet<RoutePlace>();
        var tables = new HashSet<(byte, uint)>();
        foreach (var route in routes)
        {
            places.Add(route.Place);
            tables.Add((route.Header.Family, route.Table));
        }
        var beside = new List<Route>();
        foreach (var (family, table) in tables)
            beside.AddRange(ListRoutes(family, table, 0).FindAll(route => places.Contains(route.Place)));
        return beside;
    }

    /// <inheritdoc/>
    public IReadOnlyList<Route> ListInet6RoutesByNextHops() =>
        ListRoutes(AddressFamily.Inet6, 0, 0).FindAll(route => route.NextHopId != 0);

    /// <inheritdoc/>
    public HiddenRoute? FindHiddenRoute(int linkIndex)
    {
        if (FindLink(linkIndex) is not { } link)
            return null;
        // Hardly ever is any route hidden, and to see that is quick on a router too.
        var kept = Inet6RouteLine.CountAll();
        if (kept <= CountListedInet6())
            return null;
        HiddenRoute? found = null;
        // One that went between the two looks is not hidden.
        for (var look = 0; look < 3; look++)
        {
            var lines = Inet6RouteLine.ReadAll();
            found = HiddenRoute.Find(lines, ListRoutes(AddressFamily.Inet6, 0, 0), link);
            if (found == null)
                break;
        }
        return found;
    }

    /// <summary>The IPv6 routes of all tables that are listed, those of several hops once for each.</summary>
    private int CountListedInet6()
    {
        var count = 0;
        foreach (var route in ListRoutes(AddressFamily.Inet6, 0, 0))
            count += route.KeptEntries;
        return count;
    }

    private List<Route> ListRoutes(byte family, uint table, int linkIndex)
    {
        var request = new MessageWriter(MessageType.GetRoute, MessageFlags.Dump).Fixed(
            new RouteHeader { Family = family }
        );
        if (table != 0)
            request.Number(RouteAttribute.Table, table);
        if (linkIndex != 0)
            request.Number(RouteAttribute.OutputInterface, linkIndex);
        return ListRoutes(request, family).FindAll(route => table == 0 || route.Table == table);
    }

    private List<Route> ListRoutes(MessageWriter request, byte family) =>
        // A table that nothing was ever put in does not exist; no IPv6, no IPv6 routes.
        List("list routes", request, Route.Read, Errno.ENOENT, Errno.EAFNOSUPPORT, Errno.EOPNOTSUPP)
            // A kernel without IPv6 sends IPv4's again.
            .FindAll(route => route.Header.Family == family);
}
