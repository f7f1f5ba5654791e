using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>
/// IPv6 routes of a link that come before those of other links to the same destination, with the same metric. IPv6 adds a
/// route behind the others, so the successor's come behind, and the kernel uses the other link's first.
/// </summary>
public static class Inet6RouteOrder
{
    /// <summary>The routes that lose their place.</summary>
    public static IReadOnlyList<OvertakenRoute> FindOvertaken(INetworkTable kernel, int linkIndex)
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
        var overtaken = new List<OvertakenRoute>();
        foreach (var route in own)
        {
            if (FindOvertaker(route, alike.GetValueOrDefault(route.Place, []), linkIndex) is { } overtaker)
                overtaken.Add(new OvertakenRoute(route, overtaker));
        }
        return overtaken;
    }

    /// <summary>The sentence of a route whose loss of its place changes where the host can send, or null.</summary>
    /// <param name="overtaken">The routes that lose their place.</param>
    /// <param name="link">The link whose routes they are.</param>
    public static string? FindRefusal(IReadOnlyList<OvertakenRoute> overtaken, Link link)
    {
        foreach (var route in overtaken)
        {
            if (route.FindHarm() is { } harm)
                return $"{Describe(route.Route, link)}, {harm}";
        }
        return null;
    }

    /// <summary>A sentence for each of the other routes that lose their place.</summary>
    /// <param name="overtaken">The routes that lose their place.</param>
    /// <param name="link">The link whose routes they are.</param>
    public static IReadOnlyList<string> DescribeAll(IReadOnlyList<OvertakenRoute> overtaken, Link link)
    {
        var sentences = new List<string>();
        foreach (var route in overtaken)
        {
            if (route.FindHarm() == null)
                sentences.Add($"{Describe(route.Route, link)}; give one of them another metric");
        }
        return sentences;
    }

    // Those with several next hops, of which one is another link's, stay one route.
    private static Route? FindOvertaker(Route route, List<Route> alike, int linkIndex)
    {
        var isReached = false;
        foreach (var other in alike)
        {
            if (isReached && !other.LeadsOver(linkIndex))
                return other;
            isReached |= other.LeadsOver(linkIndex) && Equals(other.Gateway, route.Gateway);
        }
        return null;
    }

    private static string Describe(Route route, Link link) =>
        $"the IPv6 route '{route.Describe(_ => link.Name)}' comes before one of another link that is alike, and will come behind it";
}

/// <summary>A route that comes before another one now, and will come behind it.</summary>
/// <param name="Route">The route.</param>
/// <param name="Overtaker">The other one.</param>
public sealed record OvertakenRoute(Route Route, Route Overtaker)
{
    /// <summary>
    /// What the host loses by it, as the end of a sentence; null if it goes on sending there, by the other link. One by a next
    /// hop object is refused for another reason, which --force does not overrule (<see cref="NextHopConfusion"/>).
    /// </summary>
    internal string? FindHarm() =>
        Overtaker is { IsRefusal: true, NextHopId: 0 }
            ? "which lets nothing through, so that the host would send nothing there any more"
        : Route.IsDefault ? "so that the host would send to everywhere by that one"
        : null;
}
