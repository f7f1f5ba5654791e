using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>
/// The datagrams in which a NIC and its bridge change places: names, addresses, routes and all. The first gives copies to the
/// one that takes over, and only when the kernel has taken all of them the second takes the originals off the other. Each goes
/// to the kernel as one, so that no kill finds the host in between, and each may be sent again without harm.
/// </summary>
/// <param name="name">The name that the host's configuration speaks of, such as eth0.</param>
/// <param name="nic">The uplink, under the name that it has before.</param>
/// <param name="bridge">The bridge, under the name that it has before.</param>
/// <param name="release">The kernel's release.</param>
internal sealed class ShadowExchange(InterfaceName name, Link nic, LinkReference bridge, KernelRelease release)
{
    private readonly LinkReference _nic = LinkReference.To(nic);
    private readonly LinkReference _uplink = LinkReference.To(nic).Named(ShadowNames.Uplink(name));
    private readonly LinkReference _spare = bridge.Named(ShadowNames.Spare(nic.Index));

    /// <summary>What VLANs on the uplink lose while it is down: only a kernel that renames no link that is up takes it down.</summary>
    internal IReadOnlyList<Handover> Vlans { get; init; } = [];

    /// <summary>The uplink's VLANs on the bridge.</summary>
    internal UplinkVlans UplinkVlans { get; init; } = UplinkVlans.OfBridge;

    /// <summary>The names by which the kernel finds the link that has the network too.</summary>
    internal IReadOnlyList<string> AlternativeNames { get; init; } = [];

    /// <summary>The NIC, as it is called while the bridge has the network.</summary>
    internal LinkReference Uplink => _uplink;

    /// <summary>The bridge, as it is called once it has the network.</summary>
    internal LinkReference Shadow { get; } = bridge.Named(name.Value);

    /// <summary>The NIC, as it is called once it has the network.</summary>
    internal LinkReference Plain { get; } = LinkReference.To(nic).Named(name.Value);

    /// <summary>The exchange between the same links, once <see cref="ToBridge"/> has been carried out.</summary>
    internal ShadowExchange AfterToBridge() => Between(_uplink, Shadow);

    /// <summary>The exchange between the same links, once <see cref="ToNic"/> has been carried out.</summary>
    internal ShadowExchange AfterToNic() => Between(Plain, _spare);

    /// <summary>The bridge takes everything over.</summary>
    internal Move ToBridge(Handover handover)
    {
        var batch = new RequestBatch();
        if (nic.Inet6AddressGenerationMode != null)
            batch.SetAddressGeneration(_nic, AddressGeneration.None, Errno.EAFNOSUPPORT);
        var nicWentDown = Rename(batch, _nic, _uplink, nic.IsUp);
        if (nicWentDown)
            batch.SetUp(_uplink);
        // A bridge that is still to be made is down.
        var bridgeWentDown = Rename(batch, bridge, Shadow, isUp: bridge.Identity.IsKnown);
        batch.MoveAlternativeNames(AlternativeNames, _uplink, Shadow);
        AddAddresses(batch, handover, bridgeWentDown);
        batch.SetMaster(_uplink, Shadow);
        batch.ChangeVlansOneByOne(_uplink, UplinkVlans.Wanted, UplinkVlans.OfNewPort);
        batch.SetUp(_uplink);
        // Only now: a bridge that comes up with a port has its carrier, and sends, at once.
        batch.SetUp(Shadow);
        handover.FinishAddresses(batch);
        handover.AddNeighboursAndRoutes(batch);
        var removal = new Removal(_uplink, handover.IsSlowToDelete);
        handover.DeleteRoutesAndInetAddresses(removal.First, _uplink);
        handover.DeleteInet6AddressesAndNeighbours(removal.Last, _uplink);
        AddVlans(batch, nicWentDown);
        return new Move(batch, removal, handover, Vlans);
    }

    /// <summary>The uplink takes everything back, under its old name; the bridge is left down, under a spare name.</summary>
    internal Move ToNic(Handover handover)
    {
        var batch = new RequestBatch();
        var nicWentDown = TakePlainNames(batch);
        if (nicWentDown)
            batch.SetUp(Plain);
        AddAddresses(batch, handover, nicWentDown);
        batch.SetUp(Plain);
        handover.FinishAddresses(batch);
        handover.AddNeighboursAndRoutes(batch);
        // As long as the uplink is in the bridge it sends all the same, and the routes agree on it from here on.
        var removal = new Removal(_spare, isFlushed: false);
        handover.DeleteRoutes(removal.First, _spare);
        removal.Last.RemoveMaster(Plain).SetDown(_spare);
        AddVlans(batch, nicWentDown);
        return new Move(batch, removal, handover, Vlans);
    }

    /// <summary>As <see cref="ToNic"/>, for a NIC that was down: it has addresses, and no routes yet.</summary>
    internal Move ToNicThatIsDown(Handover handover)
    {
        var batch = new RequestBatch();
        var nicWentDown = TakePlainNames(batch);
        handover.AddAddresses(batch);
        var removal = new Removal(_spare, isFlushed: false);
        removal.Last.RemoveMaster(Plain).SetDown(_spare).SetDown(Plain);
        AddVlans(batch, nicWentDown);
        return new Move(batch, removal, handover, Vlans);
    }

    /// <summary>
    /// The uplink gets its old name back, and leaves a bridge that took over copies alone: it has all that it had, and nothing
    /// that the kernel may have refused is asked of it.
    /// </summary>
    internal RequestBatch BackToIntactNic(Handover back)
    {
        var batch = new RequestBatch();
        _ = TakePlainNames(batch);
        back.RestoreLabels(batch);
        back.ReturnNextHops(batch);
        batch.RemoveMaster(Plain);
        return batch.SetDown(_spare);
    }

    /// <summary>The same for a bridge that has all that it had: its uplink loses the copies.</summary>
    internal RequestBatch BackToIntactBridge(Handover back, Handover copies)
    {
        var batch = new RequestBatch();
        _ = Rename(batch, _nic, _uplink, isUp: false);
        _ = Rename(batch, bridge, Shadow, isUp: false);
        batch.MoveAlternativeNames(AlternativeNames, _uplink, Shadow);
        back.RestoreLabels(batch);
        back.ReturnNextHops(batch);
        copies.DeleteAll(batch, _uplink);
        back.ReturnUsersOfNextHops(batch);
        return batch.Append(copies.StandInsDeleted());
    }

    // Either may be up by then, however it was before.
    private ShadowExchange Between(LinkReference nicThen, LinkReference bridgeThen) =>
        new(name, nic with { Name = nicThen.Name, Flags = nic.Flags | LinkFlags.Up }, bridgeThen, release)
        {
            Vlans = Vlans,
            UplinkVlans = UplinkVlans,
            AlternativeNames = AlternativeNames,
        };

    /// <summary>Renames bridge and NIC; whether the NIC was taken down for that.</summary>
    private bool TakePlainNames(RequestBatch batch)
    {
        if (!release.RenamesLinksThatAreUp)
        {
            batch.RemoveMaster(_nic);
            batch.SetDown(bridge);
        }
        _ = Rename(batch, bridge, _spare, isUp: false);
        var wentDown = Rename(batch, _nic, Plain, nic.IsUp);
        batch.MoveAlternativeNames(AlternativeNames, _spare, Plain);
        return wentDown;
    }

    /// <summary>Renames a link that has another name; whether it was taken down for that.</summary>
    private bool Rename(RequestBatch batch, LinkReference before, LinkReference after, bool isUp)
    {
        if (before.Name == after.Name)
            return false;
        var mustGoDown = isUp && !release.RenamesLinksThatAreUp;
        if (mustGoDown)
            batch.SetDown(before);
        batch.SetName(before, after.Name);
        return mustGoDown;
    }

    // The kernel brings the VLANs back with the link that they are on, but not what was on them.
    private void AddVlans(RequestBatch batch, bool nicWentDown)
    {
        foreach (var vlan in Vlans)
        {
            if (!vlan.Origin.IsUp)
            {
                batch.SetDown(vlan.Target);
                continue;
            }
            batch.SetUp(vlan.Target);
            AddAddresses(batch, vlan, nicWentDown);
            vlan.FinishAddresses(batch);
            vlan.AddNeighboursAndRoutes(batch);
        }
    }

    private static void AddAddresses(RequestBatch batch, Handover handover, bool wentDown)
    {
        if (wentDown)
            handover.AddAddressesAfterDown(batch);
        else
            handover.AddAddresses(batch);
    }
}

/// <summary>The VLANs that the uplink gets on the bridge.</summary>
/// <param name="Wanted">Those that it gets.</param>
/// <param name="OfNewPort">Those that the bridge gives each new port.</param>
internal sealed record UplinkVlans(PortVlans Wanted, PortVlans OfNewPort)
{
    /// <summary>What the bridge gives each new port, whatever that is.</summary>
    internal static UplinkVlans OfBridge => new(new PortVlans(), new PortVlans());
}

/// <summary>A change of places as it is sent.</summary>
/// <param name="copies">The datagram that gives what is handed over to the one that takes over.</param>
/// <param name="removal">What takes it off the other.</param>
/// <param name="handover">What it hands over between NIC and bridge.</param>
/// <param name="vlans">What it gives back to VLANs on the NIC.</param>
internal sealed class Move(RequestBatch copies, Removal removal, Handover handover, IReadOnlyList<Handover> vlans)
{
    internal RequestBatch Copies => copies;

    internal Removal Removal => removal;

    /// <summary>Both.</summary>
    internal RequestBatch Whole => new RequestBatch().Append(copies).Append(removal.Whole);

    internal Handover Handover => handover;

    /// <summary>All that it hands over.</summary>
    internal IReadOnlyList<Handover> Handovers => [handover, .. vlans];
}
