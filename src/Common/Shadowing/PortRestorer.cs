using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>
/// Gives a shadow bridge and its ports what a record says. A port whose settings are not what each new port has, is down
/// while it joins and has none of them: one that is isolated or guarded is so from its first frame on.
/// </summary>
/// <param name="kernel">The host's network.</param>
/// <param name="record">What they had.</param>
/// <param name="bridge">The bridge as it is now.</param>
/// <param name="nic">The uplink, which is its port already.</param>
internal sealed class PortRestorer(Rtnetlink kernel, BridgeRecord record, Link bridge, Link nic)
{
    // What each new port has: the uplink's, before it gets anything back.
    private readonly RawSettings _ofNewPort = kernel.ReadBridgePort(nic.Index);
    private Dictionary<int, RawSettings> _vlans = kernel.ListBridgeVlans();

    private LinkReference Bridge => LinkReference.To(bridge);

    /// <summary>Gives the bridge itself and the uplink back what they had.</summary>
    /// <exception cref="NetlinkException">The kernel refused something of it; the rest was done.</exception>
    internal void RestoreBridge()
    {
        var differing = record.Bridge.Settings.DifferingFrom(kernel.ReadBridge(bridge.Index));
        var first = new RequestBatch();
        if (record.Mtu != 0)
            first.SetMtu(Bridge, record.Mtu);
        // With filtering on, the untagged VLAN of new ports cannot be changed, and the host's frames would need theirs.
        first.SetBridge(Bridge, differing.Without(BridgeAttribute.VlanFiltering, BridgeAttribute.Switches));
        Execute(first);
        // With the link's MTU the kernel has set IPv6's, which start had carried over.
        if (record.Mtu != 0 && bridge.Inet6Mtu is { } inet6 && inet6 < record.Mtu)
            new InterfaceSettings().Write(InterfaceSettings.Inet6MtuPath(bridge.Name), $"{inet6}");
        // The untagged VLAN of new ports is changed on those that are there, too.
        _vlans = kernel.ListBridgeVlans();
        var batch = new RequestBatch();
        batch.ReplaceVlansOfBridge(Bridge, record.Bridge.Vlans, VlansOf(bridge.Index));
        AddForwarding(batch, record.Bridge.Index, Bridge);
        if (Find(nic.Index) is { } uplink)
        {
            AddSettings(batch, uplink, LinkReference.To(nic), _ofNewPort);
            AddForwarding(batch, nic.Index, LinkReference.To(nic));
        }
        batch.SetBridge(Bridge, differing.Only(BridgeAttribute.VlanFiltering));
        batch.SetBridge(Bridge, differing.Only(BridgeAttribute.Switches));
        Execute(batch);
    }

    /// <summary>
    /// Puts a port on the bridge, with what it had. One that was taken down or put elsewhere meanwhile, or is gone, stays so.
    /// </summary>
    /// <exception cref="NetlinkException">The kernel refused something of it; the port is off the bridge.</exception>
    internal void Rejoin(BridgedLink port)
    {
        if (
            kernel.FindLink(port.Index) is not { } link
            || link.Name != port.Name
            || port.IsUp && !link.IsUp
            || link.MasterIndex != 0 && link.MasterIndex != bridge.Index
        )
            return;
        var reference = LinkReference.To(link);
        // On a bridge with VLANs no port is taken for one.
        var isOrdinary =
            port.Settings.Without(BridgePortAttribute.Cost).DifferingFrom(_ofNewPort).IsEmpty
            && port.Vlans.IsEmpty
            && VlansOf(nic.Index).IsEmpty;
        var joining = new RequestBatch();
        if (link.IsUp && link.MasterIndex == 0 && !isOrdinary)
            joining.SetDown(reference);
        joining.SetMaster(reference, Bridge);
        try
        {
            Execute(joining);
            var batch = new RequestBatch();
            if (!isOrdinary)
            {
                if (_vlans.Count > 0)
                    _vlans = kernel.ListBridgeVlans();
                AddSettings(batch, port, reference, kernel.ReadBridgePort(link.Index));
            }
            AddForwarding(batch, port.Index, reference);
            Execute(batch);
            if (link.IsUp)
                Execute(new RequestBatch().SetUp(reference));
        }
        catch (NetlinkException exception) when (exception.IsGone && kernel.FindLink(port.Index) == null)
        {
            // It went meanwhile.
        }
        catch (NetlinkException)
        {
            Execute(new RequestBatch().RemoveMaster(reference));
            throw;
        }
    }

    /// <summary>Gives the ports what can be set only once all of them are there.</summary>
    /// <exception cref="NetlinkException">The kernel refused something of it.</exception>
    internal void Complete()
    {
        var batch = new RequestBatch();
        foreach (var port in record.Ports)
        {
            if (kernel.FindLink(port.Index) is not { } link || link.MasterIndex != bridge.Index)
                continue;
            var differing = port
                .Settings.Only(BridgePortAttribute.Late)
                .DifferingFrom(kernel.ReadBridgePort(port.Index));
            batch.SetBridgePort(LinkReference.To(link), differing);
        }
        Execute(batch);
    }

    private BridgedLink? Find(int index)
    {
        foreach (var port in record.Ports)
            if (port.Index == index)
                return port;
        return null;
    }

    private void AddSettings(RequestBatch batch, BridgedLink port, LinkReference link, RawSettings present)
    {
        batch.SetBridgePort(link, port.Settings.Without(BridgePortAttribute.Late).DifferingFrom(present));
        batch.ReplaceVlans(link, port.Vlans, VlansOf(port.Index));
    }

    private void AddForwarding(RequestBatch batch, int index, LinkReference link)
    {
        foreach (var entry in record.Forwarding)
            if (entry.LinkIndex == index && !IsLeftOver(entry))
                batch.AddForwarding(entry, link);
    }

    /// <summary>Whether it is for a VLAN that its link is not in any more: the kernel keeps those that somebody set, and adds none.</summary>
    private bool IsLeftOver(ForwardingEntry entry)
    {
        var link = entry.LinkIndex == record.Bridge.Index ? record.Bridge : Find(entry.LinkIndex);
        return entry.Vlan != 0 && link != null && !PortVlans.Read(link.Vlans).Contains(entry.Vlan);
    }

    private RawSettings VlansOf(int index) => _vlans.GetValueOrDefault(index, RawSettings.None);

    private void Execute(RequestBatch batch)
    {
        if (!batch.IsEmpty)
            kernel.Execute(batch);
    }
}
