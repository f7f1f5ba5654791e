using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>
/// The two batches that let a bridge and its uplink change places: names, addresses, routes and all. Each goes to the
/// kernel as one datagram, so that no kill finds the host in between, and each may be sent again without harm.
/// The one takes back what the other did.
/// </summary>
/// <param name="interfaceName">The name that the host's configuration speaks of, such as eth0.</param>
/// <param name="nic">The uplink; its name does not matter.</param>
/// <param name="bridge">The bridge; its name does not matter.</param>
/// <param name="renamesLinksThatAreUp">Whether this kernel does (since 6.2).</param>
/// <param name="linkName">Names other links by their index.</param>
internal sealed class ShadowSwitch(
    string interfaceName,
    Link nic,
    Link bridge,
    bool renamesLinksThatAreUp,
    Func<int, string> linkName
)
{
    private readonly Link _uplink = nic with { Name = ShadowNames.Uplink(interfaceName) };
    private readonly Link _shadow = bridge with { Name = interfaceName };
    private readonly Link _spare = bridge with { Name = ShadowNames.Spare(nic.Index) };
    private readonly Link _plain = nic with { Name = interfaceName };

    /// <summary>The bridge takes everything over.</summary>
    /// <param name="configuration">What it is to have.</param>
    /// <param name="origin">The link that the configuration was read from.</param>
    /// <param name="children">What VLANs on the uplink lose while it is down.</param>
    /// <param name="isUndo">Whether the links may have other names by now than when they were read.</param>
    internal RequestBatch ToBridge(
        LinkConfiguration configuration,
        Link origin,
        IReadOnlyList<(Link Link, LinkConfiguration Configuration)> children,
        bool isUndo
    )
    {
        var batch = new RequestBatch();
        var routes = new RouteRequests(origin.Index, linkName);
        StopAddressGeneration(batch, nic, _uplink.Name);
        if (isUndo || nic.Name != _uplink.Name)
            Rename(batch, nic, nic.Name, _uplink.Name, mustComeUp: true);
        if (isUndo || bridge.Name != _shadow.Name)
            Rename(batch, bridge, bridge.Name, _shadow.Name, mustComeUp: false);
        AddAddresses(batch, configuration, origin, _shadow, isPrepared: !isUndo);
        SetMaster(batch, _uplink, _shadow);
        SetUp(batch, _uplink, up: true);
        // Only now: a bridge that comes up with a port has its carrier, and sends, at once.
        SetUp(batch, _shadow, up: true);
        if (!isUndo)
            RestoreFlags(batch, configuration, origin, _shadow);
        AddNeighboursAndRoutes(batch, configuration, origin, _shadow, routes);
        foreach (var route in configuration.Routes)
            routes.Delete(batch, route, _uplink);
        var uplink = new AddressRequests(origin, _uplink);
        foreach (var address in configuration.Addresses)
            uplink.Delete(batch, address);
        foreach (var neighbour in configuration.Neighbours)
            uplink.DeleteNeighbour(batch, neighbour);
        Restore(batch, children);
        return batch;
    }

    /// <summary>The uplink takes everything back, under its old name; the bridge is left down, under a spare name.</summary>
    /// <param name="configuration">What it is to have.</param>
    /// <param name="origin">The link that the configuration was read from.</param>
    /// <param name="children">What VLANs on the uplink lose while it is down.</param>
    /// <param name="isUp">Whether the uplink is to be up.</param>
    /// <param name="isUndo">Whether this takes back what <see cref="ToBridge"/> did, or did half of.</param>
    internal RequestBatch ToNic(
        LinkConfiguration configuration,
        Link origin,
        IReadOnlyList<(Link Link, LinkConfiguration Configuration)> children,
        bool isUp,
        bool isUndo
    )
    {
        var batch = new RequestBatch();
        var routes = new RouteRequests(origin.Index, linkName);
        if (!renamesLinksThatAreUp)
        {
            SetMaster(batch, _uplink, null);
            SetUp(batch, _shadow, up: false);
        }
        Rename(batch, bridge, _shadow.Name, _spare.Name, mustComeUp: false);
        Rename(batch, nic, _uplink.Name, _plain.Name, mustComeUp: isUp);
        // A link that was down has lost the IPv6 addresses that were prepared on it.
        var isPrepared = !isUndo && renamesLinksThatAreUp;
        AddAddresses(batch, configuration, origin, _plain, isPrepared);
        if (isUp)
        {
            SetUp(batch, _plain, up: true);
            if (isPrepared)
                RestoreFlags(batch, configuration, origin, _plain);
            AddNeighboursAndRoutes(batch, configuration, origin, _plain, routes);
            // As long as the uplink is in the bridge it sends all the same, and the routes agree on it from here on.
            foreach (var route in configuration.Routes)
                routes.Delete(batch, route, _spare);
        }
        SetMaster(batch, _plain, null);
        SetUp(batch, _spare, up: false);
        if (!isUp)
            SetUp(batch, _plain, up: false);
        Restore(batch, children);
        return batch;
    }

    /// <summary>The IPv6 addresses, given to a link before it needs them.</summary>
    internal static RequestBatch Prepare(LinkConfiguration configuration, Link origin, Link target)
    {
        var batch = new RequestBatch();
        foreach (var address in configuration.Addresses.Where(address => address.Family == AddressFamily.Inet6))
            new AddressRequests(origin, target).Prepare(batch, address);
        return batch;
    }

    /// <summary>Takes the prepared addresses off again.</summary>
    internal static RequestBatch Unprepare(LinkConfiguration configuration, Link origin, Link target)
    {
        var batch = new RequestBatch();
        foreach (var address in configuration.Addresses.Where(address => address.Family == AddressFamily.Inet6))
            new AddressRequests(origin, target).Delete(batch, address);
        return batch;
    }

    /// <summary>Gives the IPv6 addresses of a link the flags that they are to have.</summary>
    internal static void RestoreFlags(RequestBatch batch, LinkConfiguration configuration, Link origin, Link target)
    {
        foreach (var address in configuration.Addresses.Where(address => address.Family == AddressFamily.Inet6))
            new AddressRequests(origin, target).RestoreFlags(batch, address);
    }

    private static void AddAddresses(
        RequestBatch batch,
        LinkConfiguration configuration,
        Link origin,
        Link target,
        bool isPrepared
    )
    {
        var requests = new AddressRequests(origin, target);
        // On the way back they are here still, but a rename has rewritten their labels.
        if (origin.Index == target.Index)
        {
            foreach (var address in configuration.Addresses.Where(address => address.Family == AddressFamily.Inet))
                requests.Delete(batch, address);
        }
        foreach (var address in configuration.Addresses)
        {
            if (address.Family == AddressFamily.Inet || !isPrepared)
                requests.Add(batch, address);
        }
    }

    private static void AddNeighboursAndRoutes(
        RequestBatch batch,
        LinkConfiguration configuration,
        Link origin,
        Link target,
        RouteRequests routes
    )
    {
        var requests = new AddressRequests(origin, target);
        if (configuration.Addresses.Any(address => address.Family == AddressFamily.Inet6))
            RouteRequests.AddMulticast(batch, target);
        foreach (var neighbour in configuration.Neighbours)
            requests.AddNeighbour(batch, neighbour);
        // Without a carrier there is no next hop yet, nor a route that uses it: NextHopChanges comes back to them.
        foreach (var nextHop in configuration.NextHops)
            requests.ReplaceNextHop(batch, nextHop, Errno.ENETDOWN);
        // A gateway must be reachable by a route that is there already.
        foreach (var route in configuration.Routes.OrderBy(route => route.Gateway != null || route.Hops.Count > 0))
            routes.Add(batch, route, target, route.NextHopId != 0 ? [Errno.EINVAL] : []);
    }

    private void Rename(RequestBatch batch, Link link, string before, string after, bool mustComeUp)
    {
        var mustGoDown = link.IsUp && !renamesLinksThatAreUp;
        if (mustGoDown)
            SetUp(batch, link with { Name = before }, up: false);
        batch.Add(
            $"ip link set dev {Text.ShellWord(before)} name {Text.ShellWord(after)}",
            LinkRequests.SetName(link.Index, after)
        );
        if (mustGoDown && mustComeUp)
            SetUp(batch, link with { Name = after }, up: true);
    }

    private static void StopAddressGeneration(RequestBatch batch, Link link, string name)
    {
        if (link.Inet6AddressGenerationMode != null)
            batch.Add(
                $"ip link set dev {Text.ShellWord(name)} addrgenmode none",
                LinkRequests.SetInet6AddressGenerationMode(link.Index, AddressGeneration.None),
                Errno.EAFNOSUPPORT
            );
    }

    private static void SetMaster(RequestBatch batch, Link port, Link? master) =>
        batch.Add(
            $"ip link set dev {Text.ShellWord(port.Name)} {(master == null ? "nomaster" : $"master {Text.ShellWord(master.Name)}")}",
            LinkRequests.SetMaster(port.Index, master?.Index ?? 0)
        );

    private static void SetUp(RequestBatch batch, Link link, bool up) =>
        batch.Add(
            $"ip link set dev {Text.ShellWord(link.Name)} {(up ? "up" : "down")}",
            up ? LinkRequests.SetUp(link.Index) : LinkRequests.SetDown(link.Index)
        );

    // A link that goes down takes the VLANs on it along, and the kernel brings back only the links themselves.
    private void Restore(RequestBatch batch, IReadOnlyList<(Link Link, LinkConfiguration Configuration)> children)
    {
        if (renamesLinksThatAreUp)
            return;
        foreach (var (child, configuration) in children)
        {
            SetUp(batch, child, child.IsUp);
            if (!child.IsUp)
                continue;
            AddAddresses(batch, configuration, child, child, isPrepared: false);
            AddNeighboursAndRoutes(batch, configuration, child, child, new RouteRequests(child.Index, linkName));
        }
    }
}
