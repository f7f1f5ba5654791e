using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Firewall;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.VifBridge;

/// <summary>
/// Plans what becomes of the host's end of a guest's NIC: onto a bridge, and off it. A link that was renamed
/// carries its first name as its alias, by which it is known again.
/// </summary>
/// <param name="kernel">The host's links.</param>
internal sealed class PortPlanner(INetwork kernel)
{
    /// <summary>Plans to put the link on the bridge and set it up.</summary>
    /// <param name="plan">Where the changes go.</param>
    /// <param name="port">The link.</param>
    /// <param name="goal">What it should be.</param>
    /// <param name="guarding">The firewall's part in it.</param>
    /// <returns>The link as it will be.</returns>
    public Link PlanOnline(Plan plan, Link port, PortGoal goal, IPortGuarding guarding)
    {
        var link = new LinkPlanner(kernel, plan, port);
        var addresses = kernel.ListAddresses(port.Index);
        var isRenamed = port.Name != goal.Name.Value;
        var isJoining = port.MasterIndex != goal.Bridge.Index;
        var mustJoinDown = isJoining && (guarding.MustJoinDown || !goal.Vlans.IsEmpty);
        if (mustJoinDown || isRenamed || port.Address != BackendPort.Address || addresses.Count > 0)
            link.SetDown();
        if (isRenamed)
            link.SetAlias(goal.Name == goal.FirstName ? null : goal.FirstName.Value);
        link.SetName(goal.Name.Value);
        link.SetAddress(BackendPort.Address);
        link.StopAddressGeneration();
        link.RemoveAddresses(addresses);
        BridgeMtu.PlanKeeping(kernel, plan, port, goal);
        link.SetMtu(goal.Mtu);
        guarding.PlanBeforeJoining(link);
        var bridgeBefore = port.MasterIndex == 0 ? null : kernel.FindLink(port.MasterIndex);
        NoteVlans(link, bridgeBefore);
        link.AddToBridge(goal.Bridge, bridgeBefore);
        if (!goal.Vlans.IsEmpty)
            link.SetVlans(goal.Vlans);
        guarding.PlanAfterJoining(link);
        link.SetUp();
        return link.Link;
    }

    /// <summary>Plans to set the link down and take it off its bridge, and to give it its first name back.</summary>
    /// <param name="plan">Where the changes go.</param>
    /// <param name="port">The link.</param>
    /// <param name="bridge">The bridge that it is a port of, or null.</param>
    /// <param name="firstName">The name that the link had when it was made.</param>
    /// <param name="unguarding">The firewalls' part in it.</param>
    public void PlanOffline(Plan plan, Link port, Link? bridge, InterfaceName firstName, IPortUnguarding unguarding)
    {
        var link = LinkPlanner.IfStillThere(kernel, plan, port);
        // Off first would have the bridge go through all of its ports once, not twice. But what came in until the link was
        // down would be the host's own, past bridge and guard.
        link.SetDown();
        unguarding.PlanDeparture(plan, firstName.Value, port.Name);
        unguarding.NotePin(link, firstName.Value);
        NoteVlans(link, bridge);
        link.RemoveFromBridge(bridge);
        if (!IsRenamed(port, firstName) || kernel.FindLink(firstName.Value) != null)
            return;
        link.SetName(firstName.Value);
        link.SetAlias(null);
    }

    private void NoteVlans(LinkPlanner link, Link? bridge)
    {
        if (bridge is { FiltersVlans: true })
            link.NoteVlans(kernel.ReadVlans(link.Link.Index));
    }

    private static bool IsRenamed(Link? link, InterfaceName firstName) => link?.Alias == firstName.Value;
}
