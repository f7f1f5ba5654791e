using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>
/// IPv6 routes of a link that come before those of other links to the same destination, with the same metric. IPv6 adds a
/// route behind the others, so the successor's come behind, and the kernel uses the other link's first.
/// </summary>
public static class Inet6RouteOrder
{
    /// <summary>The routes that lose their place.</summary>
    public static IReadOnlyList<Route> FindLosers(INetworkTable kernel, int linkIndex)
    {
        var own = new List<Route>();
        foreach (var route in kernel.ListRoutesOver(linkIndex))
        {
            // To fe80::/64 a packet takes the link that it is sent on.
            if (
                route is { IsInet6: true, ComesWithAddresses: false, NextHopId: 0 }
                && route.Destination?.IsIPv6LinkLocal != true
            )
                own.Add(route);
        }
        var alike = RoutePlace.Group(kernel.ListRoutesBeside(own));
        return own.FindAll(route => IsBeforeAnother(route, alike.GetValueOrDefault(route.Place, []), linkIndex));
    }

    /// <summary>The sentence of a default route that loses its place, or null: the host would send by another router.</summary>
    /// <param name="losers">The routes that lose their place.</param>
    /// <param name="link">The link whose routes they are.</param>
    public static string? FindDefault(IReadOnlyList<Route> losers, Link link)
    {
        foreach (var route in losers)
        {
            if (route.IsDefault)
                return $"{Describe(route, link)}, so that the host would send to everywhere by that one";
        }
        return null;
    }

    /// <summary>A sentence for each route that loses its place, but default ones.</summary>
    /// <param name="losers">The routes that lose their place.</param>
    /// <param name="link">The link whose routes they are.</param>
    public static IReadOnlyList<string> DescribeAll(IReadOnlyList<Route> losers, Link link)
    {
        var sentences = new List<string>();
        foreach (var route in losers)
        {
            if (!route.IsDefault)
                sentences.Add($"{Describe(route, link)}; give one of them another metric");
        }
        return sentences;
    }

    // Those with several next hops, of which one is another link's, stay one route.
    private static bool IsBeforeAnother(Route route, List<Route> alike, int linkIndex)
    {
        var isReached = false;
        foreach (var other in alike)
        {
            if (isReached && !other.LeadsOver(linkIndex))
                return true;
            isReached |= other.LeadsOver(linkIndex) && Equals(other.Gateway, route.Gateway);
        }
        return false;
    }

    private static string Describe(Route route, Link link) =>
        $"the IPv6 route '{route.Describe(_ => link.Name)}' comes before one of another link that is alike, and will come behind it";
}
