using System.Net;

namespace Xen.Hotplug.Common.Netlink;

/// <summary>
/// The routes of table local that the kernel adds with a link's addresses (fib_add_ifaddr of net/ipv4/fib_frontend.c,
/// addrconf_f6i_alloc of net/ipv6/route.c). Somebody may have said of another one that it is the kernel's.
/// </summary>
internal sealed class AddressRoutes
{
    private const int LastLengthWithBroadcast = 30;

    private readonly HashSet<IPAddress> _locals = [];
    private readonly HashSet<IPAddress> _broadcasts = [];

    /// <param name="addresses">All of the link's.</param>
    internal AddressRoutes(IEnumerable<LinkAddress> addresses)
    {
        foreach (var address in addresses)
        {
            _locals.Add(address.Local);
            if (address.Family == AddressFamily.Inet)
                AddBroadcasts(address);
        }
    }

    /// <summary>Whether a route comes and goes with one of the addresses.</summary>
    internal bool Has(Route route) =>
        route.ComesWithAddresses
        && route.Destination is { } destination
        && (route.IsLocal ? _locals.Contains(destination) : route.IsInet6 || _broadcasts.Contains(destination));

    // That to a network's first address is left out: since Linux 5.17 none comes with an address, but one may stay when another
    // address goes. Where one comes, to add it once more does no harm.
    private void AddBroadcasts(LinkAddress address)
    {
        if (AttributeReader.FindAddress(address.Attributes, AddressAttribute.Broadcast) is { } broadcast)
            _broadcasts.Add(broadcast);
        if (address.PrefixLength <= LastLengthWithBroadcast)
            _broadcasts.Add(IpPrefix.Fill(address.Peer ?? address.Local, address.PrefixLength));
    }
}
