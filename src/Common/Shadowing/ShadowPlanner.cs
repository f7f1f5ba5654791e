using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>Plans to shadow an interface and to take that back, from whatever state it is in.</summary>
/// <param name="kernel">The kernel's links.</param>
/// <param name="settings">The links' settings.</param>
/// <param name="renamesLinksThatAreUp">Whether this kernel does (since 6.2).</param>
public sealed class ShadowPlanner(Rtnetlink kernel, InterfaceSettings settings, bool renamesLinksThatAreUp)
{
    private readonly SettingChanges _settingChanges = new(kernel, settings);
    private readonly NextHopChanges _nextHops = new(kernel, index => NameOf(kernel, index));

    /// <summary>Plans to let a bridge take the interface's name and network over; empty where that is so.</summary>
    public Plan PlanStart(ShadowState state)
    {
        var plan = new Plan();
        var name = state.InterfaceName;
        var nic = state.Nic!;
        var journal = JournalChanges.Find(state);
        var left = LinkConfiguration.Read(kernel, nic.Index);
        if (state.Phase == ShadowPhase.Shadowed && journal == null && left.IsEmpty && nic.IsUp && state.Bridge!.IsUp)
            return plan;

        // After a kill in between, the journal has what the links may have lost.
        if (journal != null)
            left = left.WithFlagsOf(journal.Configuration);
        var present = state.Bridge == null ? [] : kernel.ListAddresses(state.Bridge.Index);
        var (configuration, prepared) = left.Without(present);
        configuration = JournalChanges.Complete(configuration, journal, state, kernel);
        var model = state.Bridge ?? nic;
        var goal =
            journal
            ?? DescribeGoal(model, configuration, model.Name) with
            {
                NicIndex = nic.Index,
                OriginIndex = nic.Index,
            };
        JournalChanges.PlanWriting(plan, name, goal);
        PlanSpareRemoval(plan, state.Spare, isTidying: false);
        var bridge = state.Bridge == null ? PlanBridge(plan, nic) : () => state.Bridge;
        if (state.Bridge == null)
            _settingChanges.PlanSettings(plan, nic.Name, "default", ShadowNames.Spare(nic.Index));
        _settingChanges.PlanPassing(
            plan,
            goal,
            state.Bridge?.Name ?? ShadowNames.Spare(nic.Index),
            isNew: state.Bridge == null
        );
        PlanUnprepare(plan, prepared, nic);
        PlanPreparation(plan, configuration, nic, bridge);
        PlanSwitch(
            plan,
            $"hand the network of {name} over to its bridge",
            state,
            bridge,
            (change, children) => change.ToBridge(configuration, nic, children, isUndo: false),
            (change, children) => change.ToNic(configuration, nic, children, nic.IsUp, isUndo: true),
            configuration,
            nic,
            () => bridge() with { Name = name }
        );
        _settingChanges.PlanCompletion(plan, goal, nic with { Name = name }, () => bridge().Index);
        JournalChanges.PlanRemoval(plan, name);
        return plan;
    }

    /// <summary>Plans to give the NIC its name and network back; empty where that is so.</summary>
    public Plan PlanStop(ShadowState state)
    {
        var plan = new Plan();
        var name = state.InterfaceName;
        var nic = state.Nic!;
        var journal = JournalChanges.Find(state);
        if (state.Phase == ShadowPhase.Plain)
        {
            if (journal != null)
            {
                var plain = LinkConfiguration.Read(kernel, nic.Index).WithFlagsOf(journal.Configuration);
                _settingChanges.PlanFlags(plan, plain, nic, nic);
                if (nic.IsUp)
                    _nextHops.PlanRestoring(
                        plan,
                        JournalChanges.Complete(plain, journal, state, kernel),
                        nic,
                        () => nic
                    );
                _settingChanges.PlanCompletion(plan, journal, nic, () => nic.Index);
                PlanSpareRemoval(plan, state.Spare, isTidying: false);
                JournalChanges.PlanRemoval(plan, name);
            }
            return plan;
        }
        var bridge = state.Bridge ?? state.Spare;
        if (bridge == null)
        {
            PlanRename(plan, nic, name);
            JournalChanges.PlanRemoval(plan, name);
            return plan;
        }
        var configuration = LinkConfiguration.Read(kernel, bridge.Index);
        configuration = JournalChanges.Complete(configuration, journal, state, kernel);
        var goal = journal ?? DescribeGoal(bridge, configuration, bridge.Name) with { NicIndex = nic.Index };
        JournalChanges.PlanWriting(plan, name, goal);
        _settingChanges.PlanSettings(plan, bridge.Name, nic.Name, nic.Name);
        _settingChanges.PlanPassing(plan, goal, nic.Name, isNew: false);
        _settingChanges.PlanPassing(plan, goal, bridge.Name, isNew: false);
        if (renamesLinksThatAreUp)
            PlanPreparation(plan, configuration, bridge, () => nic);
        PlanSwitch(
            plan,
            $"hand the network of {name} back to its NIC",
            state,
            () => bridge,
            (change, children) => change.ToNic(configuration, bridge, children, isUp: true, isUndo: false),
            (change, children) => change.ToBridge(configuration, bridge, children, isUndo: true),
            configuration,
            bridge,
            () => nic with { Name = name }
        );
        if (!renamesLinksThatAreUp)
            _settingChanges.PlanFlags(plan, configuration, bridge, nic with { Name = name });
        _settingChanges.PlanCompletion(plan, goal, nic with { Name = name }, () => nic.Index);
        PlanSpareRemoval(plan, bridge with { Name = ShadowNames.Spare(nic.Index) }, isTidying: true);
        JournalChanges.PlanRemoval(plan, name);
        return plan;
    }

    private ShadowJournal DescribeGoal(Link link, LinkConfiguration configuration, string name) =>
        new(
            link.Index,
            settings.ReadReversePathFilter(name),
            link.Inet6AddressGenerationMode,
            link.Index,
            configuration
        );

    private void PlanSpareRemoval(Plan plan, Link? spare, bool isTidying)
    {
        if (spare != null)
            plan.Add(
                new Change($"ip link delete dev {spare.Name}", () => DeleteIfThere(spare)) { IsTidying = isTidying }
            );
    }

    private void DeleteIfThere(Link link)
    {
        try
        {
            kernel.DeleteLink(link.Index);
        }
        catch (NetlinkException)
        {
            // Its answer may have been lost and not the request; and what failed for want of memory may go well now.
            if (kernel.FindLink(link.Index) != null)
                kernel.DeleteLink(link.Index);
        }
    }

    /// <summary>Takes the addresses off the uplink that a stop had prepared on it when it was killed.</summary>
    private void PlanUnprepare(Plan plan, LinkConfiguration prepared, Link nic)
    {
        var batch = ShadowSwitch.Unprepare(prepared, nic, nic);
        if (batch.Commands.Count > 0)
            plan.Add(new Change(string.Join('\n', batch.Commands), () => kernel.Execute(batch)));
    }

    /// <summary>Gives the next owner the IPv6 addresses, and waits until the kernel knows them for the host's there too.</summary>
    private void PlanPreparation(Plan plan, LinkConfiguration configuration, Link origin, Func<Link> target)
    {
        var commands = ShadowSwitch.Prepare(configuration, origin, target()).Commands;
        if (commands.Count == 0)
            return;
        plan.Add(
            new Change(
                string.Join('\n', commands),
                () =>
                {
                    kernel.Execute(ShadowSwitch.Prepare(configuration, origin, target()));
                    LocalRouteWait.Wait(kernel, target(), configuration.Addresses);
                }
            )
            {
                Summary = $"prepare the IPv6 addresses on {target().Name}",
                UndoCommand = $"take the prepared addresses off {target().Name}",
                Undo = () => kernel.Execute(ShadowSwitch.Unprepare(configuration, origin, target())),
            }
        );
    }

    private Func<Link> PlanBridge(Plan plan, Link nic)
    {
        Link? bridge = null;
        var spare = ShadowNames.Spare(nic.Index);
        plan.Add(
            new Change(
                $"ip link add name {spare} address {nic.Address} mtu {nic.Mtu} type bridge forward_delay 0 stp_state 0",
                () =>
                {
                    kernel.CreateBridge(spare, nic.Address!.Value, nic.Mtu);
                    bridge = kernel.FindLink(spare) ?? throw new HotplugException($"the bridge {spare} is gone again");
                }
            )
            {
                UndoCommand = $"ip link delete dev {spare}",
                Undo = () =>
                {
                    // It may be there although its making failed; under this name alone it is ours.
                    if (kernel.FindLink(spare) is { IsBridge: true } made)
                        kernel.DeleteLink(made.Index);
                },
            }
        );
        // A NIC that is up has made its addresses; one that is down makes them when it comes up, and so must its bridge.
        if (nic.Inet6AddressGenerationMode is { } mode)
            _settingChanges.PlanGenerationMode(
                plan,
                () => bridge!.Index,
                spare,
                nic.IsUp ? AddressGeneration.None : mode
            );
        return () => bridge ?? new Link { Name = spare, Kind = "bridge" };
    }

    private void PlanSwitch(
        Plan plan,
        string summary,
        ShadowState state,
        Func<Link> bridge,
        Func<ShadowSwitch, IReadOnlyList<(Link, LinkConfiguration)>, RequestBatch> forward,
        Func<ShadowSwitch, IReadOnlyList<(Link, LinkConfiguration)>, RequestBatch> back,
        LinkConfiguration configuration,
        Link origin,
        Func<Link> target
    )
    {
        var children = FindChildren(state.Nic!);
        ShadowSwitch Make() =>
            new(state.InterfaceName, state.Nic!, bridge(), renamesLinksThatAreUp, index => NameOf(kernel, index));
        plan.Add(
            new Change(
                string.Join('\n', forward(Make(), children).Commands),
                () => kernel.Execute(forward(Make(), children))
            )
            {
                Summary = summary,
                UndoCommand = $"take back: {summary}",
                Undo = () =>
                {
                    kernel.Execute(back(Make(), children));
                    Complete(configuration, origin);
                    foreach (var (child, lost) in children.Prepend((origin, configuration)))
                        _nextHops.Restore(lost, child, child);
                },
            }
        );
        _nextHops.PlanRestoring(plan, configuration, origin, target);
        foreach (var (child, lost) in children)
            _nextHops.PlanRestoring(plan, lost, child, () => child);
    }

    /// <summary>What the undoing of a switch leaves to be done on the link that has its configuration back.</summary>
    private void Complete(LinkConfiguration configuration, Link link)
    {
        var flags = new RequestBatch();
        ShadowSwitch.RestoreFlags(flags, configuration, link, link);
        kernel.Execute(flags);
        if (link.Inet6AddressGenerationMode is { } mode)
            kernel.SetInet6AddressGenerationMode(link.Index, mode);
    }

    private List<(Link, LinkConfiguration)> FindChildren(Link nic) =>
        renamesLinksThatAreUp
            ? []
            :
            [
                .. kernel
                    .ListLinks()
                    .Where(link => link.ParentIndex == nic.Index && link.Kind == "vlan" && !link.HasForeignParent)
                    .Select(link => (link, LinkConfiguration.Read(kernel, link.Index))),
            ];

    private static string NameOf(Rtnetlink kernel, int index) => kernel.FindLink(index)?.Name ?? $"if{index}";

    private void PlanRename(Plan plan, Link nic, string name)
    {
        var link = new Bridging.LinkPlan(kernel, plan, nic);
        if (!renamesLinksThatAreUp)
            link.SetDown();
        link.SetName(name);
        if (nic.IsUp)
            link.SetUp();
    }
}
