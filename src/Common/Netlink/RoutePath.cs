namespace Xen.Hotplug.Common.Netlink;

/// <summary>The way of a route that leads over another link than the one that it was read from.</summary>
/// <param name="origin">The index of the link that it led over when it was read.</param>
/// <param name="target">The link that it leads over now.</param>
/// <param name="links">Names the links of its other next hops.</param>
public sealed class RoutePath(int origin, LinkReference target, ILinkTable links)
{
    /// <summary>The route as <c>ip route</c> takes it.</summary>
    internal string Describe(Route route) =>
        route.Over(origin).Describe(hop => hop == origin ? target.Name : links.NameOf(hop));

    /// <summary>The route over its new link, which must exist by now.</summary>
    internal Route Move(Route route) => route.Over(origin).Moved(origin, target.Index);
}
