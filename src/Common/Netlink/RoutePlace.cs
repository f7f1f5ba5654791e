using System.Net;

namespace Xen.Hotplug.Common.Netlink;

/// <summary>Where the kernel keeps a route; of those with the same place it uses the first.</summary>
/// <param name="Family">AF_INET or AF_INET6.</param>
/// <param name="Table">The table's number.</param>
/// <param name="Destination">Where it leads; null for everywhere.</param>
/// <param name="DestinationLength">In bits.</param>
/// <param name="TypeOfService">IPv4's; 0 for any.</param>
/// <param name="Priority">The metric.</param>
internal sealed record RoutePlace(
    byte Family,
    uint Table,
    IPAddress? Destination,
    byte DestinationLength,
    byte TypeOfService,
    uint Priority
)
{
    /// <summary>Routes by their place, those of each in the order in which they came.</summary>
    internal static Dictionary<RoutePlace, List<Route>> Group(IEnumerable<Route> routes) =>
        Group(routes, static route => route.Place);

    /// <summary>The same by something of their place.</summary>
    internal static Dictionary<RoutePlace, List<Route>> Group(
        IEnumerable<Route> routes,
        Func<Route, RoutePlace> placeOf
    )
    {
        var groups = new Dictionary<RoutePlace, List<Route>>();
        foreach (var route in routes)
        {
            var place = placeOf(route);
            if (!groups.TryGetValue(place, out var group))
                groups.Add(place, group = []);
            group.Add(route);
        }
        return groups;
    }
}
