namespace Xen.Hotplug.Common.Netlink;

/// <content>What bridges and their ports are set to.</content>
public sealed partial class RequestBatch
{
    /// <summary>Sets what a bridge is set to. What only a newer kernel knows is tried by itself, and may fail.</summary>
    internal RequestBatch SetBridge(LinkReference bridge, RawSettings settings)
    {
        var (known, newer) = Split(settings, BridgeAttribute.LastKnown);
        if (!known.IsEmpty)
            Add(
                $"# set attributes {Numbers(known)} of the bridge {bridge.Word}",
                () => BridgeRequests.Set(bridge.Index, known)
            );
        foreach (var one in newer)
            AddOptional(
                () => $"# set attribute {Numbers(one)} of the bridge {bridge.Word}",
                () => BridgeRequests.Set(bridge.Index, one)
            );
        return this;
    }

    /// <summary>The same for a port of a bridge.</summary>
    internal RequestBatch SetBridgePort(LinkReference port, RawSettings settings)
    {
        var (known, newer) = Split(settings, BridgePortAttribute.LastKnown);
        if (!known.IsEmpty)
            Add(
                $"# set attributes {Numbers(known)} of the port {port.Word}",
                () => BridgeRequests.SetPort(port.Index, known)
            );
        foreach (var one in newer)
            AddOptional(
                () => $"# set attribute {Numbers(one)} of the port {port.Word}",
                () => BridgeRequests.SetPort(port.Index, one)
            );
        return this;
    }

    /// <summary>Sets those options of a port that differ from what there is.</summary>
    /// <param name="port">The port.</param>
    /// <param name="wanted">What it should have.</param>
    /// <param name="present">What it has.</param>
    public RequestBatch SetPortOptions(LinkReference port, BridgePortOptions wanted, BridgePortOptions present)
    {
        if (present.IsLocked)
            SetLock(port, wanted, present);
        var unlocked = wanted with { IsLocked = present.IsLocked };
        if (unlocked != present)
            Set(
                port,
                $"type bridge_slave {unlocked.DescribeDifferences(present)}",
                () => BridgeRequests.SetPort(port.Index, unlocked, present)
            );
        return present.IsLocked ? this : SetLock(port, wanted, present);
    }

    /// <summary>By itself: an older `ip` does not know it.</summary>
    private RequestBatch SetLock(LinkReference port, BridgePortOptions wanted, BridgePortOptions present)
    {
        var changed = present with { IsLocked = wanted.IsLocked };
        return changed == present
            ? this
            : Set(
                port,
                $"type bridge_slave {changed.DescribeDifferences(present)}",
                () => BridgeRequests.SetPort(port.Index, changed, present)
            );
    }

    /// <summary>
    /// Has a bridge find a MAC address behind a port for good, in each of the port's VLANs: whatever others send, it stays there.
    /// </summary>
    public RequestBatch Pin(LinkReference port, MacAddress address) =>
        Add(PinCommand(port, address), () => ForwardingEntry.Pin(port.Index, address));

    /// <summary>The same for a port that is pinned, in the VLANs that it has got; it may be gone by then.</summary>
    internal RequestBatch PinAgain(LinkReference port, MacAddress address) =>
        AddOptional(() => PinCommand(port, address), () => ForwardingEntry.Pin(port.Index, address));

    /// <summary>Lets a bridge learn again where a MAC address is that was behind a port for good.</summary>
    public RequestBatch Unpin(LinkReference port, MacAddress address) =>
        Add(
            $"bridge fdb delete {address} dev {port.Word} master",
            () => ForwardingEntry.Unpin(port.Index, address),
            NetlinkException.Gone
        );

    /// <summary>Gives a port the VLANs that it is to have, in place of those that it has.</summary>
    /// <param name="port">The port.</param>
    /// <param name="wanted">Those that it is to have.</param>
    /// <param name="present">Those that it has.</param>
    internal RequestBatch ReplaceVlans(LinkReference port, RawSettings wanted, RawSettings present) =>
        ReplaceVlans(port, wanted, present, flags: 0);

    /// <summary>The same for the bridge itself.</summary>
    /// <param name="bridge">The bridge.</param>
    /// <param name="wanted">Those that it is to have.</param>
    /// <param name="present">Those that it has.</param>
    internal RequestBatch ReplaceVlansOfBridge(LinkReference bridge, RawSettings wanted, RawSettings present) =>
        ReplaceVlans(bridge, wanted, present, BridgeSpecification.Self);

    /// <summary>Takes a port out of the VLANs that it is to leave, and puts it in those that it lacks.</summary>
    /// <param name="port">The port.</param>
    /// <param name="wanted">The VLANs that it is to have.</param>
    /// <param name="present">Those that it has.</param>
    internal RequestBatch ChangeVlans(LinkReference port, PortVlans wanted, PortVlans present)
    {
        var (left, joined) = (present.MissingFrom(wanted), wanted.BeyondThoseOf(present));
        // First: no frame may go where it went before, into the VLAN that the port leaves.
        if (!left.IsEmpty)
            Add(VlanCommands("del", port, left), () => BridgeRequests.DeleteVlans(port.Index, left));
        if (!joined.IsEmpty)
            Add(VlanCommands("add", port, joined), () => BridgeRequests.AddVlans(port.Index, joined));
        return this;
    }

    /// <summary>The same with a request for each VLAN that it joins: the error names the one that the card refuses.</summary>
    /// <param name="port">The port.</param>
    /// <param name="wanted">The VLANs that it is to have.</param>
    /// <param name="present">Those that it has.</param>
    internal RequestBatch ChangeVlansOneByOne(LinkReference port, PortVlans wanted, PortVlans present)
    {
        var left = present.MissingFrom(wanted);
        if (!left.IsEmpty)
            Add(VlanCommands("del", port, left), () => BridgeRequests.DeleteVlans(port.Index, left));
        foreach (var joined in wanted.BeyondThoseOf(present).Each())
            Add(() => VlanCommands("add", port, joined), () => BridgeRequests.AddVlans(port.Index, joined));
        return this;
    }

    /// <summary>Lets a bridge keep VLANs apart.</summary>
    internal RequestBatch FilterVlans(LinkReference bridge) =>
        Set(bridge, "type bridge vlan_filtering 1", () => BridgeRequests.SetVlanFiltering(bridge.Index, 1));

    /// <summary>Lets a bridge heed no VLAN.</summary>
    internal RequestBatch FilterNoVlans(LinkReference bridge) =>
        Set(bridge, "type bridge vlan_filtering 0", () => BridgeRequests.SetVlanFiltering(bridge.Index, 0));

    /// <summary>
    /// Sets the VLAN that each new port of a bridge is in, untagged. Ports that are in the one before as new ports are, and the
    /// bridge itself, change with it (__br_vlan_set_default_pvid of net/bridge/br_vlan.c).
    /// </summary>
    internal RequestBatch SetDefaultPvid(LinkReference bridge, int id) =>
        Set(bridge, $"type bridge vlan_default_pvid {id}", () => BridgeRequests.SetDefaultPvid(bridge.Index, id));

    /// <summary>Has a bridge send frames for a MAC address always the same way.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="link">The port, or the bridge.</param>
    internal RequestBatch AddForwarding(ForwardingEntry entry, LinkReference link) =>
        Add($"# bridge fdb replace {entry.Address} dev {link.Word}", () => entry.Add(link.Index));

    private RequestBatch ReplaceVlans(LinkReference link, RawSettings wanted, RawSettings present, ushort flags)
    {
        var (superfluous, missing) = (present.DifferingFrom(wanted), wanted.DifferingFrom(present));
        // First: one whose flags differ is deleted and added.
        if (!superfluous.IsEmpty)
            Add($"# delete VLANs of {link.Word}", () => BridgeRequests.DeleteVlans(link.Index, superfluous, flags));
        if (!missing.IsEmpty)
            Add($"# add VLANs to {link.Word}", () => BridgeRequests.AddVlans(link.Index, missing, flags));
        return this;
    }

    private static string PinCommand(LinkReference port, MacAddress address) =>
        $"bridge fdb replace {address} dev {port.Word} master static sticky";

    private static string VlanCommands(string action, LinkReference port, PortVlans vlans) =>
        string.Join('\n', vlans.Words().ConvertAll(words => $"bridge vlan {action} dev {port.Word} {words}"));

    private static (RawSettings Known, List<RawSettings> Newer) Split(RawSettings settings, ushort lastKnown)
    {
        var newer = settings.Above(lastKnown);
        return (settings.Without([.. newer.Types]), newer.Types.ConvertAll(type => newer.Only(type)));
    }

    private static string Numbers(RawSettings settings) => string.Join(", ", settings.Types);
}
