using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Managers.Networkd;

/// <summary>
/// Has the kernel tell once more what a link has. networkd takes two routes without a router for one, whatever links they lead
/// over (route_compare_func of src/network/networkd-route.c), so that it forgets the new one with the old; it then waits
/// for ever to be told of the one that it wants. And it takes a port that leaves its bridge for a link that is gone.
/// </summary>
internal static class Reannouncement
{
    /// <summary>The command that does about that, for people to read.</summary>
    internal static string Describe(InterfaceName name) =>
        $"# change each address of {name} into itself, and delete and add each route without a router, for systemd-networkd to hear of them";

    /// <summary>Does it.</summary>
    /// <exception cref="NetlinkException">The kernel refused it.</exception>
    internal static void Make(InterfaceName name)
    {
        using var kernel = new Rtnetlink();
        if (kernel.FindLink(name.Value) is not { } link)
            return;
        var batch = new RequestBatch();
        var target = LinkReference.To(link);
        foreach (var address in kernel.ListAddresses(link.Index))
            batch.ChangeAddress(address, target);
        var path = new RoutePath(link.Index, target, kernel);
        foreach (var route in kernel.ListRoutesOver(link.Index).Where(IsConfused))
            batch.DeleteRoute(route, path).AddRoute(route, path);
        kernel.Execute(batch);
    }

    private static bool IsConfused(Route route) =>
        route is { HasGateway: false, IsDefault: false, NextHopId: 0 } && route.Table != Route.LocalTable;
}
