using System.Net;

namespace Xen.Hotplug.Common.Netlink;

/// <summary>
/// An IPv6 route that the kernel keeps and does not list. Routes by routers to the same place count as hops of one, and what
/// stands between them is passed over when routes are listed (fib6_dump_node of net/ipv6/ip6_fib.c).
/// </summary>
/// <param name="Destination">Where it leads.</param>
/// <param name="DestinationLength">In bits.</param>
/// <param name="Metric">Its metric.</param>
public sealed record HiddenRoute(IPAddress Destination, int DestinationLength, uint Metric)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Destination}/{DestinationLength} metric {Metric}";

    /// <summary>Finds one over a link, or between the hops of a route over it; null if there is none.</summary>
    /// <param name="lines">All that the kernel keeps, read before the routes were listed.</param>
    /// <param name="listed">The IPv6 routes of all tables, as they are listed.</param>
    /// <param name="link">The link.</param>
    internal static HiddenRoute? Find(IReadOnlyList<Inet6RouteLine> lines, IReadOnlyList<Route> listed, Link link)
    {
        var (ofLink, ofAll, between) = (new Counts(), new Counts(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var route in listed)
        {
            var place = Inet6RouteLine.PlaceOf(route);
            ofAll.Add(place, route.KeptEntries);
            // The line of a route by a group of next hop objects has the group's first.
            var links = route.Hops.Count == 0 ? [route.OutputInterface] : route.Hops.Select(hop => hop.LinkIndex);
            var own = links.Take(route.KeptEntries).Count(index => index == link.Index);
            ofLink.Add(place, own);
            if (own > 0 && route.KeptEntries > 1)
                between.Add(place);
        }
        foreach (var line in lines)
        {
            ofAll.Add(line.Place, -1);
            if (line.Link == link.Name)
                ofLink.Add(line.Place, -1);
        }
        foreach (var line in lines)
        {
            if (
                line.Link == link.Name && ofLink.Of(line.Place) < 0
                || between.Contains(line.Place) && ofAll.Of(line.Place) < 0
            )
                return line.ToHiddenRoute();
        }
        return null;
    }

    private sealed class Counts
    {
        private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

        internal void Add(string place, int number) => _numbers[place] = Of(place) + number;

        internal int Of(string place) => _numbers.GetValueOrDefault(place);
    }
}
