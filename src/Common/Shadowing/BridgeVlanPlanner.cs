using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>Plans what a shadow bridge makes of VLANs. No frame without a tag is lost: it stays in the VLAN of new ports.</summary>
/// <param name="kernel">The host's network.</param>
/// <param name="wanted">What the bridge should make of them.</param>
internal sealed class BridgeVlanPlanner(INetwork kernel, ShadowVlans wanted)
{
    /// <summary>Plans it for a bridge that is still to be made, and has no port yet.</summary>
    internal void PlanNew(Plan plan, LinkReference bridge)
    {
        if (!wanted.IsFiltering)
            return;
        var batch = new RequestBatch();
        var pvid = wanted.DefaultPvid(ShadowVlans.KernelPvid);
        if (pvid != ShadowVlans.KernelPvid)
            batch.SetDefaultPvid(bridge, pvid);
        batch.FilterVlans(bridge);
        plan.Add(new Change($"{batch}", () => Filter(batch)));
    }

    /// <summary>Plans it for a bridge that has its uplink already, in one datagram; nothing if it is so.</summary>
    internal void PlanChange(Plan plan, Link bridge, Link uplink)
    {
        if (
            wanted.Filtering == VlanFiltering.AsItIs
            || wanted.IsFiltering == bridge.FiltersVlans && wanted.Uplink.IsEmpty
        )
            return;
        var reference = LinkReference.To(bridge);
        var present = kernel.ReadVlans(uplink.Index);
        var before = new BridgeVlanState(bridge.FiltersVlans, bridge.DefaultPvid, present);
        var after = new BridgeVlanState(
            wanted.IsFiltering,
            wanted.DefaultPvid(bridge.DefaultPvid),
            wanted.UplinkBeside(present)
        );
        if (after.Equals(before))
            return;
        var pins = FindPins(bridge);
        var there = after.From(before, reference, LinkReference.To(uplink)).Append(pins);
        var back = before.From(after, reference, LinkReference.To(uplink)).Append(pins);
        plan.Add(
            new Change($"{there}", () => Filter(there)) { UndoCommand = $"{back}", Undo = () => kernel.Execute(back) }
        );
    }

    /// <summary>The VLANs that the uplink gets on a bridge that is made for it, or has on one that it is a port of.</summary>
    internal UplinkVlans FindOfUplink(ShadowState state)
    {
        if (state.Bridge is not { } bridge)
            return wanted.IsFiltering
                ? new UplinkVlans(
                    wanted.UplinkBeside(PortVlans.OfNewPort(ShadowVlans.KernelPvid)),
                    PortVlans.OfNewPort(wanted.DefaultPvid(ShadowVlans.KernelPvid))
                )
                : UplinkVlans.OfBridge;
        return bridge.FiltersVlans && state.Nic!.MasterIndex == bridge.Index
            ? new UplinkVlans(kernel.ReadVlans(state.Nic.Index), PortVlans.OfNewPort(bridge.DefaultPvid))
            : UplinkVlans.OfBridge;
    }

    /// <summary>What pins each guarded port in the VLANs that it has by then: new ones have no entry for its guest.</summary>
    private RequestBatch FindPins(Link bridge)
    {
        var pins = new RequestBatch();
        var entries = kernel.ListLastingForwarding(bridge.Index);
        foreach (var port in kernel.ListPorts(bridge.Index).Where(port => port.PortOptions.IsLocked))
        {
            var pin = entries.FirstOrDefault(entry =>
                entry is { IsPinned: true, Vlan: 0 } && entry.LinkIndex == port.Index
            );
            if (pin?.Address is { } address)
                pins.PinAgain(LinkReference.To(port), address);
        }
        return pins;
    }

    private void Filter(RequestBatch batch)
    {
        try
        {
            kernel.Execute(batch);
        }
        catch (NetlinkException exception) when (exception.Error == Errno.EOPNOTSUPP)
        {
            throw new HotplugException(
                $"{exception.Message}: this kernel's bridges filter no VLANs (CONFIG_BRIDGE_VLAN_FILTERING); boot another one, or leave {ShadowFile.FilteringKey} out",
                exception
            );
        }
    }
}

/// <summary>What a bridge with an uplink makes of VLANs.</summary>
/// <param name="Filters">Whether it keeps them apart.</param>
/// <param name="DefaultPvid">The VLAN of new ports; 0 for none.</param>
/// <param name="Uplink">The uplink's VLANs.</param>
internal sealed record BridgeVlanState(bool Filters, int DefaultPvid, PortVlans Uplink)
{
    /// <summary>What makes it so.</summary>
    /// <param name="before">How it is.</param>
    /// <param name="bridge">The bridge.</param>
    /// <param name="uplink">Its uplink.</param>
    internal RequestBatch From(BridgeVlanState before, LinkReference bridge, LinkReference uplink)
    {
        var batch = new RequestBatch();
        // While the VLANs change nothing is kept apart, unless it was and stays so.
        if (before.Filters && !Filters)
            batch.FilterNoVlans(bridge);
        if (before.DefaultPvid != DefaultPvid)
            batch.SetDefaultPvid(bridge, DefaultPvid);
        batch.ChangeVlansOneByOne(uplink, Uplink, before.Uplink);
        return Filters && !before.Filters ? batch.FilterVlans(bridge) : batch;
    }
}
