using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>
/// Plans to give a link what is set on another one itself. It is done before they change places: neighbours are forgotten when
/// the flag for ARP changes. Alternative names alone change places with the links, for a name is never on two.
/// </summary>
/// <param name="kernel">Where links are read and changed.</param>
internal sealed class LinkPropertyPlanner(INetwork kernel)
{
    /// <summary>Plans to give a bridge that the same plan makes what the NIC has; it goes when that is undone.</summary>
    internal void PlanForNewBridge(Plan plan, Link nic, LinkReference bridge)
    {
        var batch = Differences(kernel.ReadProperties(nic.Index), LinkProperties.OfNewBridge, bridge);
        if (!batch.IsEmpty)
            plan.Add(new Change($"{batch}", () => kernel.Execute(batch)));
        foreach (var address in kernel.ListMulticast(nic.Index))
            plan.Add(Adding(bridge, address));
    }

    /// <summary>Plans to give a link what another has, both of which are there.</summary>
    internal void Plan(Plan plan, Link from, Link to)
    {
        var (wanted, present) = (kernel.ReadProperties(from.Index), kernel.ReadProperties(to.Index));
        var target = LinkReference.To(to);
        var batch = Differences(wanted, present, target);
        var back = Differences(present, wanted, target);
        if (!batch.IsEmpty)
            plan.Add(
                new Change($"{batch}", () => kernel.Execute(batch))
                {
                    UndoCommand = $"{back}",
                    Undo = () => kernel.Execute(back),
                }
            );
        var (there, here) = (kernel.ListMulticast(from.Index), kernel.ListMulticast(to.Index));
        foreach (var address in there)
        {
            if (!here.Contains(address))
                plan.Add(WithUndo(Adding(target, address), Deleting(target, address)));
        }
        foreach (var address in here)
        {
            if (!there.Contains(address))
                plan.Add(WithUndo(Deleting(target, address), Adding(target, address)));
        }
    }

    /// <summary>Plans to give the bridge the limits of the NIC that is its port by now.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="nic">The NIC.</param>
    /// <param name="bridge">The bridge, as it is called by then.</param>
    internal void PlanLimits(Plan plan, Link nic, LinkReference bridge)
    {
        var wanted = kernel.ReadProperties(nic.Index);
        var present = bridge.Identity.IsKnown
            ? kernel.ReadProperties(bridge.Identity.Value)
            : LinkProperties.OfNewBridge;
        var batch = new RequestBatch();
        foreach (var attribute in CarriedAttributes.Limits)
        {
            // What a bridge cannot keep to, its port keeps to all the same.
            if (CarriedAttributes.IsOther(attribute, wanted, present))
                batch.SetAttribute(
                    bridge,
                    attribute,
                    [.. CarriedAttributes.Value(attribute, wanted)],
                    Errno.EINVAL,
                    Errno.EOPNOTSUPP
                );
        }
        if (!batch.IsEmpty)
            plan.Add(new Change($"{batch}", () => kernel.Execute(batch)));
    }

    /// <summary>
    /// Plans to bind MPTCP's endpoints of an interface's links to the one that has the network by then: from another they make
    /// no subflows.
    /// </summary>
    internal void PlanEndpoints(Plan plan, ShadowState state, LinkReference target)
    {
        foreach (var link in new[] { state.Nic, state.Bridge, state.Spare })
        {
            if (link == null || target.Identity.Is(link.Index))
                continue;
            var endpoints = kernel.ListMptcpEndpoints(link.Index);
            if (endpoints.Count == 0)
                continue;
            var back = LinkReference.To(link);
            plan.Add(
                new Change(Command(endpoints, target), () => kernel.BindMptcpEndpoints(endpoints, target))
                {
                    IsTidying = true,
                    UndoCommand = Command(endpoints, back),
                    Undo = () => kernel.BindMptcpEndpoints(endpoints, back),
                }
            );
        }
    }

    private static string Command(IReadOnlyList<MptcpEndpoint> endpoints, LinkReference link)
    {
        var commands = new List<string>();
        foreach (var endpoint in endpoints)
        {
            commands.Add($"ip mptcp endpoint delete id {endpoint.Id}");
            commands.Add($"ip mptcp endpoint add {endpoint.Describe(link)}");
        }
        return string.Join('\n', commands);
    }

    private static RequestBatch Differences(LinkProperties wanted, LinkProperties present, LinkReference target)
    {
        var batch = new RequestBatch();
        foreach (var attribute in CarriedAttributes.OfHost)
        {
            if (CarriedAttributes.IsOther(attribute, wanted, present))
                batch.SetAttribute(target, attribute, [.. CarriedAttributes.Value(attribute, wanted)]);
        }
        if (!wanted.Token.SequenceEqual(present.Token))
            batch.SetToken(target, [.. wanted.Token]);
        // Without ARP a link takes no token.
        foreach (var flag in LinkFlag.All)
        {
            if (((wanted.Flags ^ present.Flags) & flag) != 0)
                batch.SetFlag(target, flag, wanted.Flags);
        }
        return batch;
    }

    private static Change WithUndo(Change change, Change back) =>
        change with
        {
            UndoCommand = back.Command,
            Undo = back.Apply,
        };

    private Change Adding(LinkReference link, MacAddress address) =>
        new($"ip maddress add {address} dev {Text.ShellWord(link.Name)}", () => kernel.AddMulticast(link, address));

    private Change Deleting(LinkReference link, MacAddress address) =>
        new(
            $"ip maddress delete {address} dev {Text.ShellWord(link.Name)}",
            () => kernel.DeleteMulticast(link, address)
        );
}
