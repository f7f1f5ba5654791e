using System.Net;

namespace Xen.Hotplug.Common.Netlink;

/// <summary>
/// Finds out which routes the kernel made for a router's advertisement (RTF_ADDRCONF). Netlink tells it of routes to networks,
/// by a filter; of routes by routers only /proc/net/ipv6_route does. The kernel takes as long for all of that file as its lines
/// multiplied by themselves, so that lines are read by themselves, from where the route is in the kernel's order.
/// </summary>
/// <param name="names">The names of links, by their index.</param>
internal sealed class AdvertisementMarks(IReadOnlyDictionary<int, string> names)
{
    // To read one line takes as long as there are lines before it. More are left to a look at the whole file.
    private const int MostPlaces = 64;

    private readonly List<(Route Route, long Offset)> _wanted = [];
    private long _offset;

    /// <summary>Whether the kernel may have made a route for an advertisement: all of those that end, and none of programs' protocols.</summary>
    internal static bool IsPossible(Route route)
    {
        const byte boot = 3; // RTPROT_BOOT: what the ioctl adds
        const byte advertisement = 9; // RTPROT_RA
        return route is { IsInet6: true, HundredthsLeft: > 0, NextHopId: 0, Hops.Count: 0 }
            && route.Header.Protocol is Route.KernelProtocol or boot or advertisement;
    }

    /// <summary>Whether netlink tells nothing of a route: it is by a router.</summary>
    internal static bool IsUntold(Route route) => IsPossible(route) && route.HasGateway;

    /// <summary>Takes notice of the next route in the kernel's order, of all links and tables.</summary>
    internal void Pass(Route route, int linkIndex)
    {
        if (IsUntold(route) && route.OutputInterface == linkIndex)
            _wanted.Add((route, _offset));
        // Of those by next hop objects the first link counts.
        if (route.Hops.Count == 0)
            _offset += LengthOf(route.OutputInterface);
        else
            foreach (var hop in route.Hops.Take(route.KeptEntries))
                _offset += LengthOf(hop.LinkIndex);
    }

    /// <summary>The marks of those that were passed, by what makes them one.</summary>
    internal Dictionary<RouteKey, uint> Read()
    {
        var marks = new Dictionary<RouteKey, uint>();
        if (_wanted.Count == 0)
            return marks;
        if (_wanted.Count <= MostPlaces)
        {
            foreach (var (route, offset) in _wanted)
            {
                if (Inet6RouteLine.TryReadAt(offset) is not { } line || !IsOf(line, route))
                    break;
                marks[new RouteKey(route)] = line.Flags;
            }
            if (marks.Count == _wanted.Count)
                return marks;
        }
        return ReadWhole();
    }

    /// <summary>Where the routes have changed meanwhile, or some are not listed, only the whole file tells.</summary>
    private Dictionary<RouteKey, uint> ReadWhole()
    {
        var marks = new Dictionary<RouteKey, uint>();
        var flags = new Dictionary<(string, string, string), uint>();
        foreach (var line in Inet6RouteLine.ReadAll())
            flags[(line.Place, line.Gateway, line.Link)] = line.Flags;
        foreach (var (route, _) in _wanted)
        {
            var key = (Inet6RouteLine.PlaceOf(route), Inet6RouteLine.Hexadecimal(route.Gateway), LinkOf(route));
            if (flags.TryGetValue(key, out var mark))
                marks[new RouteKey(route)] = mark;
        }
        return marks;
    }

    private bool IsOf(Inet6RouteLine line, Route route) =>
        line.Place == Inet6RouteLine.PlaceOf(route)
        && line.Gateway == Inet6RouteLine.Hexadecimal(route.Gateway)
        && line.Link == LinkOf(route);

    private string LinkOf(Route route) => names.GetValueOrDefault(route.OutputInterface, "");

    private int LengthOf(int link) => Inet6RouteLine.LengthWith(names.GetValueOrDefault(link, ""));
}

/// <summary>What makes a route without several hops one that there is once.</summary>
/// <param name="Place">Where the kernel keeps it.</param>
/// <param name="Gateway">The next router; null for none.</param>
internal sealed record RouteKey(RoutePlace Place, IPAddress? Gateway)
{
    internal RouteKey(Route route)
        : this(route.Place, route.Gateway) { }
}
