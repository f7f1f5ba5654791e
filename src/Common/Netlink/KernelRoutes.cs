using System.Net;

namespace Xen.Hotplug.Common.Netlink;

/// <summary>Routes as the kernel makes them, described without asking it.</summary>
internal static class KernelRoutes
{
    private const byte BootProtocol = 3; // RTPROT_BOOT
    private const byte CompatibleTable = 252; // RT_TABLE_COMPAT, for a number that its byte cannot hold

    /// <summary>IP6_RT_PRIO_ADDRCONF of linux/ipv6_route.h.</summary>
    internal const uint Inet6Metric = 256;

    /// <summary>
    /// The routes to the networks of an address, which the kernel adds with it: fib_add_ifaddr of net/ipv4/fib_frontend.c,
    /// addrconf_prefix_route of net/ipv6/addrconf.c. None for one with noprefixroute, for a temporary one, and for a secondary one of IPv4.
    /// </summary>
    internal static List<Route> OfAddress(LinkAddress address)
    {
        if (address.HasFlag(AddressFlag.NoPrefixRoute) || address.IsTemporary)
            return [];
        var metric = AttributeReader.FindNumber<uint>(address.Attributes, AddressAttribute.Metric);
        if (address.Family == AddressFamily.Inet)
        {
            // An address of 32 bits is its own network.
            return address.HasFlag(AddressFlag.Secondary) || address is { Peer: null, PrefixLength: 32 }
                ? []
                : [ToNetwork(address, address.Peer ?? address.Local, address.PrefixLength, metric)];
        }
        if (metric == 0)
            metric = Inet6Metric;
        var own = ToNetwork(address, address.Local, address.PrefixLength, metric);
        return address.Peer is { } peer
            ? [own, ToNetwork(address, peer, address.PrefixLength, metric), ToNetwork(address, peer, 128, metric)]
            : [own];
    }

    /// <summary>
    /// A route to a router: with it the kernel accepts routes by that router, whatever other routes and rules say
    /// (fib_check_nh of net/ipv4/fib_semantics.c, ip6_route_check_nh of net/ipv6/route.c).
    /// </summary>
    /// <param name="router">The router.</param>
    /// <param name="table">The table of the routes by it.</param>
    /// <param name="link">The link that it is on.</param>
    /// <param name="metric">Its metric.</param>
    internal static Route ToRouter(IPAddress router, uint table, int link, uint metric)
    {
        var bytes = router.GetAddressBytes();
        // IPv4 asks the rules where the routes by it are in the main table, and the first rule is about table local.
        if (bytes.Length == 4 && table == Route.MainTable)
            table = Route.LocalTable;
        return new Route
        {
            Header = new RouteHeader
            {
                Family = bytes.Length == 4 ? AddressFamily.Inet : AddressFamily.Inet6,
                DestinationLength = (byte)(bytes.Length * 8),
                Table = table > byte.MaxValue ? CompatibleTable : (byte)table,
                Protocol = BootProtocol,
                Scope = bytes.Length == 4 ? LinkAddress.LinkScope : (byte)0,
                Type = Route.Unicast,
            },
            Attributes = new MessageWriter(0, 0)
                .Bytes(RouteAttribute.Destination, bytes)
                .Number(RouteAttribute.Priority, metric)
                .Number(RouteAttribute.Table, table)
                .Number(RouteAttribute.OutputInterface, link)
                .ToAttributes(),
            Table = table,
            Destination = router,
            OutputInterface = link,
            Priority = metric,
        };
    }

    private static Route ToNetwork(LinkAddress address, IPAddress host, byte length, uint metric)
    {
        var isInet = address.Family == AddressFamily.Inet;
        var network = IpPrefix.Mask(host, length);
        var attributes = new MessageWriter(0, 0)
            .Bytes(RouteAttribute.Destination, network.GetAddressBytes())
            .Number(RouteAttribute.OutputInterface, address.LinkIndex);
        if (isInet)
            attributes.Bytes(RouteAttribute.PreferredSource, address.Local.GetAddressBytes());
        if (metric != 0)
            attributes.Number(RouteAttribute.Priority, metric);
        return new Route
        {
            Header = new RouteHeader
            {
                Family = address.Family,
                DestinationLength = length,
                Table = (byte)Route.MainTable,
                Protocol = Route.KernelProtocol,
                Scope = isInet ? LinkAddress.LinkScope : (byte)0,
                Type = Route.Unicast,
            },
            Attributes = attributes.ToAttributes(),
            Table = Route.MainTable,
            Destination = network,
            OutputInterface = address.LinkIndex,
            Priority = metric,
            PreferredSource = isInet ? address.Local : null,
        };
    }
}
