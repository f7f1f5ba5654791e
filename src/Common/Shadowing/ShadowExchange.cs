using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>
/// The datagrams in which a NIC and its bridge change places: names, addresses, routes and all. Each goes to the kernel as one,
/// so that no kill finds the host in between, and each may be sent again without harm. The one takes back what the other did.
/// </summary>
/// <param name="interfaceName">The name that the host's configuration speaks of, such as eth0.</param>
/// <param name="nic">The uplink, under the name that it has before.</param>
/// <param name="bridge">The bridge, under the name that it has before.</param>
/// <param name="release">The kernel's release.</param>
internal sealed class ShadowExchange(string interfaceName, Link nic, PlannedBridge bridge, KernelRelease release)
{
    private readonly LinkReference _uplink = LinkReference.To(nic).Named(ShadowNames.Uplink(interfaceName));
    private readonly LinkReference _plain = LinkReference.To(nic).Named(interfaceName);
    private readonly LinkReference _shadow = bridge.Reference.Named(interfaceName);
    private readonly LinkReference _spare = bridge.Reference.Named(ShadowNames.Spare(nic.Index));

    /// <summary>What VLANs on the uplink lose while it is down: only a kernel that renames no link that is up takes it down.</summary>
    internal IReadOnlyList<Handover> Vlans { get; init; } = [];

    /// <summary>The bridge, as it is called afterwards.</summary>
    internal LinkReference Shadow => _shadow;

    /// <summary>The NIC, as it is called afterwards.</summary>
    internal LinkReference Plain => _plain;

    /// <summary>The bridge takes everything over.</summary>
    /// <param name="handover">To the bridge.</param>
    internal Move ToBridge(Handover handover)
    {
        var batch = new RequestBatch();
        if (nic.Inet6AddressGenerationMode != null)
            batch.StopAddressGeneration(LinkReference.To(nic));
        if (nic.Name != _uplink.Name)
        {
            Rename(batch, LinkReference.To(nic), _uplink, nic.IsUp);
            if (MustGoDown(nic.IsUp))
                batch.SetUp(_uplink);
        }
        if (bridge.Reference.Name != _shadow.Name)
            Rename(batch, bridge.Reference, _shadow, bridge.IsUp);
        handover.AddAddresses(batch);
        batch.SetMaster(_uplink, _shadow);
        batch.SetUp(_uplink);
        // Only now: a bridge that comes up with a port has its carrier, and sends, at once.
        batch.SetUp(_shadow);
        handover.FinishPreparation(batch);
        handover.AddNeighboursAndRoutes(batch);
        handover.DeleteAll(batch, _uplink);
        return WithVlans(handover, batch);
    }

    /// <summary>The uplink takes everything back, under its old name; the bridge is left down, under a spare name.</summary>
    /// <param name="handover">To the NIC.</param>
    internal Move ToNic(Handover handover)
    {
        var batch = TakePlainNames();
        if (MustGoDown(nic.IsUp))
            batch.SetUp(_plain);
        handover.AddAddresses(batch);
        batch.SetUp(_plain);
        handover.FinishPreparation(batch);
        handover.AddNeighboursAndRoutes(batch);
        // As long as the uplink is in the bridge it sends all the same, and the routes agree on it from here on.
        handover.DeleteRoutes(batch, _spare);
        batch.RemoveMaster(_plain);
        batch.SetDown(_spare);
        return WithVlans(handover, batch);
    }

    /// <summary>As <see cref="ToNic"/>, for a NIC that was down: it has addresses, and no routes yet.</summary>
    /// <param name="handover">To the NIC.</param>
    internal Move ToNicThatIsDown(Handover handover)
    {
        var batch = TakePlainNames();
        handover.AddAddresses(batch);
        batch.RemoveMaster(_plain);
        batch.SetDown(_spare);
        batch.SetDown(_plain);
        return WithVlans(handover, batch);
    }

    /// <summary>The exchange between the same links, once <see cref="ToNic"/> has been carried out.</summary>
    internal ShadowExchange AfterToNic() =>
        new(interfaceName, nic with { Name = _plain.Name }, bridge with { Reference = _spare }, release)
        {
            Vlans = Vlans,
        };

    private RequestBatch TakePlainNames()
    {
        var batch = new RequestBatch();
        if (!release.RenamesLinksThatAreUp)
        {
            batch.RemoveMaster(_uplink);
            batch.SetDown(_shadow);
        }
        Rename(batch, _shadow, _spare, bridge.IsUp);
        Rename(batch, _uplink, _plain, nic.IsUp);
        return batch;
    }

    private void Rename(RequestBatch batch, LinkReference before, LinkReference after, bool isUp)
    {
        if (MustGoDown(isUp))
            batch.SetDown(before);
        batch.SetName(before, after.Name);
    }

    private bool MustGoDown(bool isUp) => isUp && !release.RenamesLinksThatAreUp;

    // The kernel brings the VLANs back with the link that they are on, but not what was on them.
    private Move WithVlans(Handover handover, RequestBatch batch)
    {
        foreach (var vlan in Vlans)
        {
            if (!vlan.Origin.IsUp)
            {
                batch.SetDown(vlan.Target);
                continue;
            }
            batch.SetUp(vlan.Target);
            vlan.AddAddresses(batch);
            vlan.AddNeighboursAndRoutes(batch);
        }
        return new Move(batch, handover, Vlans);
    }
}

/// <summary>A change of places as it is sent.</summary>
/// <param name="Batch">The datagram.</param>
/// <param name="Handover">What it hands over between NIC and bridge.</param>
/// <param name="Vlans">What it gives back to VLANs on the NIC.</param>
internal sealed record Move(RequestBatch Batch, Handover Handover, IReadOnlyList<Handover> Vlans)
{
    /// <summary>All that it hands over.</summary>
    internal IEnumerable<Handover> Handovers => Vlans.Prepend(Handover);
}
