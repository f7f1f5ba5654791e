using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>
/// What one link carries of the host's network, on its way to another link, or back to the one that it was read from. Each
/// part of it may be sent again without harm.
/// </summary>
/// <param name="configuration">What is handed over.</param>
/// <param name="origin">The link that had it when it was read.</param>
/// <param name="target">The link that gets it.</param>
/// <param name="links">Names the links of routes over several.</param>
internal sealed class Handover(LinkConfiguration configuration, Link origin, LinkReference target, ILinkTable links)
{
    private readonly RouteHandover _routes = new(configuration, origin, target, links);
    private bool _isPrepared;

    /// <summary>The link that gets the network.</summary>
    internal LinkReference Target => target;

    /// <summary>The link that had the network when it was read.</summary>
    internal Link Origin => origin;

    /// <summary>The addresses that the target gets before it needs them.</summary>
    internal IEnumerable<LinkAddress> PreparedAddresses => Inet6Addresses.Where(address => !address.IsUnverified);

    /// <summary>
    /// Whether the addresses have the one that the kernel makes with a mode (IN6_ADDR_GEN_MODE_*), so that it makes no other
    /// when it notices the carrier. Of modes with a secret that cannot be told.
    /// </summary>
    internal bool HasGenerated(byte mode) =>
        mode == AddressGeneration.None
        || mode == AddressGeneration.Eui64
            && origin.Address is { } mac
            && configuration.Addresses.Any(address => address.Local.Equals(AddressGeneration.LinkLocal(mac)));

    /// <summary>The routes that a router advertised and may withdraw.</summary>
    internal List<Route> AdvertisedRoutes => _routes.Advertised;

    /// <summary>Whether any next hop object leads over the link.</summary>
    internal bool HasNextHops => configuration.NextHops.Count > 0;

    /// <summary>The handover once <see cref="Preparation"/> was sent.</summary>
    /// <param name="name">The name that the target has by then.</param>
    internal Handover Prepared(string name) =>
        new(configuration, origin, target.Named(name), links) { _isPrepared = true };

    /// <summary>
    /// Gives the target the IPv6 addresses some time before it needs them, without a route to their networks: the kernel adds
    /// the local route of an address later, from a worker, and without it the host does not know the address for its own.
    /// </summary>
    internal RequestBatch Preparation()
    {
        var batch = new RequestBatch();
        Prepare(batch);
        return batch;
    }

    /// <summary>Takes the prepared addresses off the target again.</summary>
    internal RequestBatch PreparationTakenBack()
    {
        var batch = new RequestBatch();
        foreach (var address in Inet6Addresses)
            batch.DeleteAddress(address, target);
        return batch;
    }

    /// <summary>Gives the target the addresses that it does not have yet.</summary>
    internal void AddAddresses(RequestBatch batch)
    {
        AddInetAddresses(batch);
        if (!_isPrepared)
            Prepare(batch);
    }

    /// <summary>
    /// The same for a target that the batch has taken down, and so has lost its IPv6 addresses. Of any that it has all the same
    /// the kernel is looking for duplicates, and they cannot be used for a second or two: it has kept them (keep_addr_on_down),
    /// or made them when the target came up and a router advertised itself.
    /// </summary>
    internal void AddAddressesAfterDown(RequestBatch batch)
    {
        AddInetAddresses(batch);
        foreach (var address in PreparedAddresses)
        {
            batch.DeleteAddress(address, target);
            Prepare(batch, address);
        }
    }

    /// <summary>Makes ordinary addresses of the IPv6 ones, once the target is up.</summary>
    internal void FinishAddresses(RequestBatch batch)
    {
        RestoreFlags(batch);
        // The host could not use these, and must not before the kernel has looked for others that do.
        foreach (var address in Inet6Addresses)
        {
            if (address.IsUnverified)
                batch.AddAddress(OnTarget(WithoutTemporary(address)), target);
        }
    }

    /// <summary>
    /// Gives the IPv6 addresses the flags that they had, and with them the routes to their networks; but for what
    /// <see cref="TemporaryManagement"/> gives.
    /// </summary>
    internal void RestoreFlags(RequestBatch batch)
    {
        foreach (var address in PreparedAddresses)
            batch.ChangeAddress(OnTarget(WithoutTemporary(address)), target);
    }

    /// <summary>
    /// Lets the kernel make temporary addresses beside those that had some. It must have noticed the target's carrier: before,
    /// it drops each at once, and after some attempts gives up for good (ipv6_create_tempaddr of net/ipv6/addrconf.c).
    /// </summary>
    internal RequestBatch TemporaryManagement()
    {
        var batch = new RequestBatch();
        foreach (var address in Inet6Addresses)
        {
            if (!address.HasFlag(AddressFlag.ManagesTemporary))
                continue;
            batch.ChangeAddress(OnTarget(address), target);
            _routes.Refresh(batch, address);
        }
        return batch;
    }

    /// <summary>Goes no further where the kernel would lose another link's route with those of the origin.</summary>
    /// <exception cref="HotplugException">There is such a route.</exception>
    internal void RefuseConfusion()
    {
        if (configuration.HiddenRoute is { } hidden)
            throw new HotplugException(
                $"an IPv6 route to {hidden} of {origin.Name} would be lost: the kernel does not list it, for it stands between routes by routers to the same place (/proc/net/ipv6_route has it); give one of them another metric"
            );
        if (configuration.RouteToBeHidden is { } route)
            throw new HotplugException(
                $"the kernel would list the IPv6 route '{route.Describe(links.NameOf)}' no more, for it would stand between routes by routers to the same place; give one of them another metric"
            );
        NextHopConfusion.Refuse(configuration, links);
    }

    /// <summary>
    /// Asks the kernel whether it would accept the routes and next hops of a link once more, as long as the link has them; null
    /// if it has none by a router.
    /// </summary>
    internal RequestBatch? Trial() => origin.IsUp ? _routes.Trial() : null;

    /// <summary>Gives the target neighbours, next hops and routes, and IPv6's route for multicast.</summary>
    internal void AddNeighboursAndRoutes(RequestBatch batch)
    {
        if (Inet6Addresses.Any())
            batch.AddMulticastRoute(target);
        foreach (var neighbour in configuration.Neighbours)
            batch.AddNeighbour(neighbour, target);
        _routes.Add(batch);
    }

    /// <summary>
    /// Whether the kernel would take long to delete the IPv6 addresses one by one: for each it goes through all IPv6 routes, and
    /// through each of them (ipv6_del_addr of net/ipv6/addrconf.c, rt6_remove_prefsrc of net/ipv6/route.c).
    /// </summary>
    internal bool IsSlowToDelete
    {
        get
        {
            // Below that nobody notices.
            const long manySteps = 1_000_000;
            long routes = configuration.Routes.Count(route => route.IsInet6);
            return Inet6Addresses.Count() * routes > manySteps;
        }
    }

    /// <summary>Takes the routes off a link that had them.</summary>
    internal void DeleteRoutes(RequestBatch batch, LinkReference link) => _routes.Delete(batch, link);

    /// <summary>Takes everything off a link that had it.</summary>
    internal void DeleteAll(RequestBatch batch, LinkReference link)
    {
        DeleteRoutesAndInetAddresses(batch, link);
        DeleteInet6AddressesAndNeighbours(batch, link);
    }

    /// <summary>The first half of that.</summary>
    internal void DeleteRoutesAndInetAddresses(RequestBatch batch, LinkReference link)
    {
        DeleteRoutes(batch, link);
        foreach (var address in InetAddresses)
            batch.DeleteAddress(address, link);
    }

    /// <summary>The second half.</summary>
    internal void DeleteInet6AddressesAndNeighbours(RequestBatch batch, LinkReference link)
    {
        foreach (var address in Inet6Addresses)
            batch.DeleteAddress(address, link);
        // The others end by themselves; what somebody set would stay with the link for good.
        foreach (var neighbour in configuration.Neighbours.Where(one => one.IsProxy || one.IsPermanent))
            batch.DeleteNeighbour(neighbour, link);
    }

    /// <summary>
    /// Gives the IPv4 addresses of a link that kept them, and got its name back, the labels that two renames took from them.
    /// A secondary one alone: no route depends on it.
    /// </summary>
    internal void RestoreLabels(RequestBatch batch)
    {
        var number = 0;
        foreach (var address in InetAddresses)
        {
            number++;
            // inetdev_changename of net/ipv4/devinet.c
            var suffix = address.Label.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon
                ? address.Label[colon..]
                : $":{number}";
            if (number == 1 || !address.HasFlag(AddressFlag.Secondary) || address.Label == origin.Name + suffix)
                continue;
            batch.DeleteAddress(address, target).AddAddress(OnTarget(address), target);
        }
    }

    /// <summary>Lets the next hop objects lead over the target again, which has all its routes.</summary>
    internal void ReturnNextHops(RequestBatch batch) => _routes.ReturnNextHops(batch);

    /// <summary>Adds the IPv6 routes by next hop objects again that the kernel deleted in place of others.</summary>
    internal void ReturnUsersOfNextHops(RequestBatch batch) => _routes.ReturnUsersOfNextHops(batch);

    /// <summary>Gives the target the next hop objects and the routes that use them.</summary>
    internal RequestBatch NextHops() => _routes.NextHops();

    /// <summary>Takes away what stood in for <see cref="AdvertisedRoutes"/>.</summary>
    internal RequestBatch StandInsDeleted() => _routes.StandInsDeleted();

    private IEnumerable<LinkAddress> InetAddresses =>
        configuration.Addresses.Where(address => address.Family == AddressFamily.Inet);

    private IEnumerable<LinkAddress> Inet6Addresses =>
        configuration.Addresses.Where(address => address.Family == AddressFamily.Inet6);

    private void AddInetAddresses(RequestBatch batch)
    {
        // On the way back they are here still, but a rename has rewritten their labels.
        if (target.Identity.Is(origin.Index))
        {
            foreach (var address in InetAddresses)
                batch.DeleteAddress(address, target);
        }
        foreach (var address in InetAddresses)
            batch.AddAddress(OnTarget(address), target);
    }

    private void Prepare(RequestBatch batch)
    {
        foreach (var address in PreparedAddresses)
            Prepare(batch, address);
    }

    /// <summary>
    /// The host has had it all along: to look for duplicates would keep it from being used for a second.
    /// </summary>
    private void Prepare(RequestBatch batch, LinkAddress address)
    {
        const uint flags = AddressFlag.NoDuplicateDetection | AddressFlag.NoPrefixRoute;
        batch.AddAddress(OnTarget(address) with { Flags = WithoutTemporary(address).Flags | flags }, target);
    }

    private static LinkAddress WithoutTemporary(LinkAddress address) =>
        address with
        {
            Flags = address.Flags & ~AddressFlag.ManagesTemporary,
        };

    // The kernel makes no route with a temporary address, but would make one with its copy, an ordinary one.
    private LinkAddress OnTarget(LinkAddress address)
    {
        var flags = address.IsTemporary ? address.Flags | AddressFlag.NoPrefixRoute : address.Flags;
        return address.Renamed(origin.Name, target.Name) with { Flags = flags };
    }
}
