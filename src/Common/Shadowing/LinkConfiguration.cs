using System.Net;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>What a link carries of the host's network.</summary>
/// <param name="Addresses">Its addresses.</param>
/// <param name="Neighbours">Its neighbours that another link can be told.</param>
/// <param name="NextHops">The next hop objects that lead over it.</param>
/// <param name="Routes">The routes of all tables that lead over it, but those of table local that come with its addresses and have no other beside them.</param>
public sealed record LinkConfiguration(
    IReadOnlyList<LinkAddress> Addresses,
    IReadOnlyList<Neighbour> Neighbours,
    IReadOnlyList<NextHop> NextHops,
    IReadOnlyList<Route> Routes
)
{
    /// <summary>The IPv6 routes of the host by next hop objects that do not lead over the link; they stay where they are.</summary>
    public IReadOnlyList<Route> Bystanders { get; init; } = [];

    /// <summary>An IPv6 route of the link, or between its own, that no list has; null if there is none.</summary>
    internal HiddenRoute? HiddenRoute { get; init; }

    /// <summary>An IPv6 route that no list would have once those of the link come behind the others; null if there is none.</summary>
    internal Route? RouteToBeHidden { get; init; }

    /// <summary>The routes but those that have expired: added again, one would stay for good.</summary>
    internal IEnumerable<Route> LastingRoutes => Routes.Where(route => !route.HasExpired);

    /// <summary>Whether there is nothing that another link would have to take over.</summary>
    public bool IsEmpty => Addresses.Count == 0 && NextHops.Count == 0 && Routes.Count == 0;

    /// <summary>Asks the kernel.</summary>
    public static LinkConfiguration Read(INetworkTable kernel, int index)
    {
        var nextHops = kernel.ListNextHops();
        var addresses = InOrderOfAdding(kernel.ListAddresses(index));
        var routes = ReadRoutes(kernel, index, addresses);
        return new LinkConfiguration(
            addresses,
            [.. kernel.ListNeighbours(index).Where(neighbour => neighbour.IsUsable)],
            NextHopsOver(nextHops, index),
            routes
        )
        {
            Bystanders =
                nextHops.Count == 0
                    ? []
                    : [.. kernel.ListInet6RoutesByNextHops().Where(route => !route.LeadsOver(index))],
            HiddenRoute = kernel.FindHiddenRoute(index),
            RouteToBeHidden = RouteJoining.FindHidden(kernel, routes, index),
        };
    }

    /// <summary>This, with the flags that the addresses had before they were marked for a change of places.</summary>
    public LinkConfiguration WithFlagsOf(LinkConfiguration original)
    {
        var flags = new Dictionary<IPAddress, uint>();
        foreach (var before in original.Addresses)
            flags.TryAdd(before.Local, before.Flags);
        var addresses = new List<LinkAddress>(Addresses.Count);
        foreach (var address in Addresses)
            addresses.Add(address with { Flags = flags.GetValueOrDefault(address.Local, address.Flags) });
        return this with { Addresses = addresses };
    }

    /// <summary>This in two parts: what another link lacks, and the addresses that it has already.</summary>
    public (LinkConfiguration Lacking, LinkConfiguration Present) Without(IReadOnlyList<LinkAddress> present)
    {
        var there = LocalsOf(present);
        var (lacking, both) = (new List<LinkAddress>(), new List<LinkAddress>());
        foreach (var address in Addresses)
            (there.Contains(address.Local) ? both : lacking).Add(address);
        return (this with { Addresses = lacking }, new LinkConfiguration(both, [], [], []));
    }

    /// <summary>
    /// This, with the next hops (and their routes) of the other that the kernel no longer has, as after a kill while the link
    /// had no carrier.
    /// </summary>
    internal LinkConfiguration WithMissingNextHops(LinkConfiguration other, INetworkTable kernel)
    {
        if (other.NextHops.Count == 0)
            return this;
        var present = IdsOf(kernel.ListNextHops());
        var missing = other.NextHops.Where(hop => !present.Contains(hop.Id)).ToList();
        var lost = IdsOf(missing);
        return this with
        {
            NextHops = [.. NextHops, .. missing],
            Routes = [.. Routes, .. other.Routes.Where(route => lost.Contains(route.NextHopId))],
        };
    }

    /// <summary>This and what the other has beyond it.</summary>
    public LinkConfiguration Union(LinkConfiguration other)
    {
        var locals = LocalsOf(Addresses);
        var routes = Routes.Select(WhatMakesOne).ToHashSet();
        return new LinkConfiguration(
            [.. Addresses, .. other.Addresses.Where(more => !locals.Contains(more.Local))],
            [.. Neighbours, .. other.Neighbours],
            [.. NextHops, .. other.NextHops],
            [.. Routes, .. other.Routes.Where(more => !routes.Contains(WhatMakesOne(more)))]
        )
        {
            Bystanders = Bystanders,
            HiddenRoute = HiddenRoute,
            RouteToBeHidden = RouteToBeHidden,
        };
    }

    /// <summary>Those over the link, and then the groups that have any of them.</summary>
    private static List<NextHop> NextHopsOver(IReadOnlyList<NextHop> all, int index)
    {
        var hops = new List<NextHop>();
        foreach (var hop in all)
        {
            if (hop.OutputInterface == index)
                hops.Add(hop);
        }
        var own = IdsOf(hops);
        var groups = new List<NextHop>();
        foreach (var group in all)
        {
            if (group.Members.Any(own.Contains))
                groups.Add(group);
        }
        return [.. hops, .. groups];
    }

    private static HashSet<uint> IdsOf(IEnumerable<NextHop> hops) => [.. hops.Select(hop => hop.Id)];

    private static HashSet<IPAddress> LocalsOf(IEnumerable<LinkAddress> addresses) =>
        [.. addresses.Select(address => address.Local)];

    private static List<Route> ReadRoutes(INetworkTable kernel, int index, List<LinkAddress> addresses)
    {
        var all = kernel.MarkAdvertised(kernel.ListRoutesOver(index), index);
        // Two links on one network have routes that are alike, of which the first one is used.
        var order = new InetRouteOrder(kernel, index, [.. all.Where(route => !route.IsInet6)]);
        var ofAddresses = new AddressRoutes(addresses);
        var routes = new List<Route>();
        foreach (var route in all)
        {
            if (!ofAddresses.Has(route) || !order.IsAlone(route))
                routes.Add(order.Place(route));
        }
        return routes;
    }

    private static (uint, byte, uint, IPAddress?, IPAddress?) WhatMakesOne(Route route) =>
        (route.Table, route.DestinationLength, route.Priority, route.Destination, route.Gateway);

    // Of each scope IPv6 lists the youngest address first, which is the one that the host sends from. Link-local ones come last:
    // with the first of them the kernel asks for routers, and for what they advertise it makes the addresses that it lacks.
    private static List<LinkAddress> InOrderOfAdding(IReadOnlyList<LinkAddress> addresses)
    {
        var inet6 = addresses.Where(address => address.Family == AddressFamily.Inet6).Reverse().ToList();
        return
        [
            .. addresses.Where(address => address.Family == AddressFamily.Inet),
            .. inet6.Where(address => !address.Local.IsIPv6LinkLocal),
            .. inet6.Where(address => address.Local.IsIPv6LinkLocal),
        ];
    }
}
