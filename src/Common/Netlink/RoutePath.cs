namespace Xen.Hotplug.Common.Netlink;

/// <summary>The way of a route that leads over another link than the one that it was read from.</summary>
/// <param name="Origin">The index of the link that it led over when it was read.</param>
/// <param name="Target">The link that it leads over now.</param>
/// <param name="Links">Names the links of its other next hops.</param>
public sealed record RoutePath(int Origin, LinkReference Target, ILinkTable Links)
{
    /// <summary>The route as <c>ip route</c> takes it.</summary>
    internal string Describe(Route route) =>
        route.Over(Origin).Describe(hop => hop == Origin ? Target.Name : Links.NameOf(hop));

    /// <summary>The route over its new link, which must exist by now.</summary>
    internal Route Move(Route route) => route.Over(Origin).Moved(Origin, Target.Index);
}
