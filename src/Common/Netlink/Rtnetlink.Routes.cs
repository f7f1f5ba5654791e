using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Netlink;

/// <content>Routes.</content>
public sealed partial class Rtnetlink
{
    /// <inheritdoc/>
    public IReadOnlyList<Route> ListRoutes(uint table = Route.MainTable) =>
        [.. ListRoutes(AddressFamily.Inet, table, 0), .. ListRoutes(AddressFamily.Inet6, table, 0)];

    /// <inheritdoc/>
    public IReadOnlyList<Route> ListRoutesOver(int linkIndex) =>
        [
            .. ListRoutes(AddressFamily.Inet, 0, linkIndex)
                .Concat(ListRoutes(AddressFamily.Inet6, 0, linkIndex))
                .Where(route =>
                    route.OutputInterface == linkIndex || route.Hops.Any(hop => hop.LinkIndex == linkIndex)
                ),
        ];

    private List<Route> ListRoutes(byte family, uint table, int linkIndex)
    {
        var request = new MessageWriter(MessageType.GetRoute, MessageFlags.Dump).Fixed(
            new RouteHeader { Family = family }
        );
        if (table != 0)
            request.Number(RouteAttribute.Table, table);
        if (linkIndex != 0)
            request.Number(RouteAttribute.OutputInterface, linkIndex);
        // A table that nothing was ever put in does not exist; no IPv6, no IPv6 routes.
        return List("list routes", request, Route.Read, Errno.ENOENT, Errno.EAFNOSUPPORT, Errno.EOPNOTSUPP)
            // A kernel without IPv6 sends IPv4's again.
            .FindAll(route => route.Header.Family == family && (table == 0 || route.Table == table));
    }
}
