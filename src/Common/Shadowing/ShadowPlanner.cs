using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>Plans to shadow an interface and to take that back, from any state that it is in.</summary>
/// <param name="kernel">The host's network.</param>
/// <param name="settings">The links' settings.</param>
/// <param name="journals">What a killed start or stop left.</param>
/// <param name="release">The kernel's release.</param>
public sealed class ShadowPlanner(
    INetwork kernel,
    InterfaceSettings settings,
    ShadowJournals journals,
    KernelRelease release
)
{
    private readonly JournalPlanner _journals = new(kernel, journals);
    private readonly SettingPlanner _settings = new(kernel, settings);
    private readonly LinkPropertyPlanner _properties = new(kernel);
    private readonly MovePlanner _moves = new(kernel, settings);
    private readonly NextHopPlanner _nextHops = new(kernel);
    private readonly AdvertisedRoutePlanner _routes = new(kernel);

    /// <summary>What the bridges should make of VLANs.</summary>
    public ShadowVlans Vlans { get; init; } = ShadowVlans.AsTheyAre;

    /// <summary>Plans to let a bridge take the interface's name and network over; empty if that is so.</summary>
    public Plan PlanStart(ShadowState state) => PlanStart(state, HandoverProof.None);

    /// <summary>The same, with a proof that the network still works.</summary>
    /// <param name="state">How far the interface is shadowed.</param>
    /// <param name="proof">What comes around the handover.</param>
    public Plan PlanStart(ShadowState state, HandoverProof proof)
    {
        var plan = new Plan();
        var (name, nic) = (state.InterfaceName, state.Nic!);
        var journal = _journals.Find(state);
        var left = LinkConfiguration.Read(kernel, nic.Index);
        if (state.Phase == ShadowPhase.Shadowed && journal == null && left.IsEmpty && nic.IsUp && state.Bridge!.IsUp)
            return PlanVlans(state);

        // After a kill in between, the journal has what the links may have lost.
        if (journal != null)
            left = left.WithFlagsOf(journal.Configuration);
        var present = state.Bridge == null ? [] : kernel.ListAddresses(state.Bridge.Index);
        var (configuration, copied) = left.Without(present);
        configuration = _journals.Complete(configuration, journal, state);
        var vlans = FindVlans(nic);
        // What a kill left is completed as it is.
        if (journal == null)
            PlanTrial(plan, [new Handover(configuration, nic, LinkReference.To(nic), kernel), .. vlans]);
        var names = _journals.FindAlternativeNames(nic, journal, state);
        var goal = journal ?? DescribeGoal(state.Bridge ?? nic, nic, configuration) with { AlternativeNames = names };

        _journals.PlanWriting(plan, name, goal);
        if (state.Spare != null)
            plan.Add(Removal(state.Spare));
        var bridge = new SpareBridgePlanner(kernel, settings, Vlans).Plan(plan, state, goal);
        var toBridge = new Handover(configuration, nic, bridge, kernel);
        _moves.PlanPreparation(plan, toBridge);
        var exchange = new ShadowExchange(name, nic, bridge, release)
        {
            Vlans = vlans,
            UplinkVlans = new BridgeVlanPlanner(kernel, Vlans).FindOfUplink(state),
            AlternativeNames = names,
        };
        toBridge = toBridge.Prepared(name.Value);
        var back = new Handover(configuration, nic, exchange.Plain, kernel);
        var reverse = exchange.AfterToBridge();
        plan.AddAll(proof.Before);
        _moves.Plan(
            plan,
            $"hand the network of {name} over to its bridge",
            exchange.ToBridge(toBridge),
            new WayBackToNic(reverse, back, nic.IsUp)
            {
                // Otherwise the NIC loses what it had, and gets it all again.
                IsIntact = release.RenamesLinksThatAreUp && nic.IsUp && state.Phase == ShadowPhase.Plain,
            }
        );
        plan.AddAll(proof.After);
        _moves.PlanDeletion(plan, new Handover(copied, nic, exchange.Uplink, kernel));
        _properties.PlanLimits(plan, nic, exchange.Shadow);
        _properties.PlanEndpoints(plan, state, exchange.Shadow);
        _settings.PlanCompletion(plan, goal, toBridge, nic);
        foreach (var handover in (Handover[])[toBridge, .. exchange.Vlans])
            _routes.PlanAdvertised(plan, handover);
        if (journal != null)
        {
            _settings.PlanSwitchOn(plan, exchange.Uplink.Name, exchange.Shadow.Name);
            PlanNotedAdvertised(plan, journal, nic, exchange.Shadow);
        }
        _journals.PlanRemoval(plan, name);
        // A bridge that a kill left is completed as it is, and changed then.
        plan.AddAll(PlanVlans(state));
        return plan;
    }

    /// <summary>Plans that a bridge that has its uplink makes of VLANs what it should; empty if it does.</summary>
    public Plan PlanVlans(ShadowState state)
    {
        var plan = new Plan();
        if (state is { Phase: ShadowPhase.Shadowed, Bridge: { } bridge, Nic: { } nic })
            new BridgeVlanPlanner(kernel, Vlans).PlanChange(plan, bridge, nic);
        return plan;
    }

    /// <summary>Plans to give the NIC its name and network back; empty if that is so.</summary>
    public Plan PlanStop(ShadowState state) => PlanStop(state, HandoverProof.None);

    /// <summary>The same, with a proof that the network still works.</summary>
    /// <param name="state">How far the interface is shadowed.</param>
    /// <param name="proof">What comes around the handover.</param>
    public Plan PlanStop(ShadowState state, HandoverProof proof)
    {
        var plan = new Plan();
        if (state.Phase == ShadowPhase.Plain)
            PlanCompletionOfStop(plan, state);
        else if ((state.Bridge ?? state.Spare) is { } bridge)
            PlanHandingBack(plan, state, bridge, proof);
        else
        {
            PlanRename(plan, state.Nic!, state.InterfaceName.Value);
            _journals.PlanRemoval(plan, state.InterfaceName);
        }
        return plan;
    }

    private void PlanHandingBack(Plan plan, ShadowState state, Link bridge, HandoverProof proof)
    {
        var (name, nic) = (state.InterfaceName, state.Nic!);
        var journal = _journals.Find(state);
        var configuration = LinkConfiguration.Read(kernel, bridge.Index);
        configuration = _journals.Complete(configuration, journal, state);
        var vlans = FindVlans(nic);
        if (journal == null)
            PlanTrial(plan, [new Handover(configuration, bridge, LinkReference.To(bridge), kernel), .. vlans]);
        var names = _journals.FindAlternativeNames(bridge, journal, state);
        var goal = journal ?? DescribeGoal(bridge, nic, configuration) with { AlternativeNames = names };

        _journals.PlanWriting(plan, name, goal);
        // The bridge needs that name.
        if (state.Bridge != null && state.Spare != null)
            plan.Add(Removal(state.Spare));
        _settings.PlanSettings(plan, bridge.Name, nic.Name);
        _properties.Plan(plan, bridge, nic);
        _settings.PlanPassing(plan, goal, nic.Name);
        _settings.PlanPassing(plan, goal, bridge.Name);
        var exchange = new ShadowExchange(name, nic, LinkReference.To(bridge), release)
        {
            Vlans = vlans,
            UplinkVlans = new BridgeVlanPlanner(kernel, Vlans).FindOfUplink(state),
            AlternativeNames = names,
        };
        var toNic = new Handover(configuration, bridge, LinkReference.To(nic), kernel);
        if (release.RenamesLinksThatAreUp)
        {
            _moves.PlanPreparation(plan, toNic);
            toNic = toNic.Prepared(name.Value);
        }
        else
            // A link that goes down loses the IPv6 addresses that were prepared on it.
            toNic = new Handover(configuration, bridge, exchange.Plain, kernel);
        var back = new Handover(configuration, bridge, exchange.Shadow, kernel);
        var reverse = exchange.AfterToNic();
        plan.AddAll(proof.Before);
        _moves.Plan(
            plan,
            $"hand the network of {name} back to its NIC",
            exchange.ToNic(toNic),
            new WayBackToBridge(reverse, back, toNic)
            {
                IsIntact = release.RenamesLinksThatAreUp && bridge.IsUp && state.Phase == ShadowPhase.Shadowed,
            }
        );
        plan.AddAll(proof.After);
        _properties.PlanEndpoints(plan, state, exchange.Plain);
        _settings.PlanCompletion(plan, goal, toNic, nic);
        foreach (var handover in (Handover[])[toNic, .. exchange.Vlans])
            _routes.PlanAdvertised(plan, handover);
        if (journal != null)
            PlanNotedAdvertised(plan, journal, bridge, exchange.Plain);
        plan.Add(Removal(bridge with { Name = ShadowNames.Spare(nic.Index) }) with { IsTidying = true });
        _journals.PlanRemoval(plan, name);
    }

    /// <summary>Sees to it, before anything changes, that no route will be lost.</summary>
    private void PlanTrial(Plan plan, IReadOnlyList<Handover> handovers)
    {
        foreach (var handover in handovers)
            handover.RefuseConfusion();
        // A link that is renamed while it is up keeps its routes until the other has them.
        if (!release.RenamesLinksThatAreUp)
            _moves.PlanTrial(plan, handovers);
    }

    /// <summary>Plans what a stop had still to do when it was killed.</summary>
    private void PlanCompletionOfStop(Plan plan, ShadowState state)
    {
        var journal = _journals.Find(state);
        if (journal != null)
            PlanRestoring(plan, state, journal);
        if (state.Spare != null)
        {
            _properties.PlanEndpoints(plan, state, LinkReference.To(state.Nic!));
            plan.Add(Removal(state.Spare));
        }
        if (journal != null)
            _journals.PlanRemoval(plan, state.InterfaceName);
    }

    private void PlanRestoring(Plan plan, ShadowState state, ShadowJournal journal)
    {
        var nic = state.Nic!;
        var itself = LinkReference.To(nic);
        var present = LinkConfiguration.Read(kernel, nic.Index);
        var plain = present.WithFlagsOf(journal.Configuration);
        // A change of an address that has its flags would take the mark off the route to its network.
        var marked = plain with
        {
            Addresses = [.. plain.Addresses.Except(present.Addresses)],
        };
        _settings.PlanFlags(plan, new Handover(marked, nic, itself, kernel));
        if (nic.IsUp)
        {
            var whole = _journals.Complete(plain, journal, state);
            _nextHops.PlanRestoring(plan, new Handover(whole, nic, itself, kernel));
        }
        _settings.PlanCompletion(plan, journal, new Handover(marked, nic, itself, kernel), nic);
        PlanNotedAdvertised(plan, journal, nic, itself);
    }

    /// <summary>Plans to give a link the advertised routes that a kill may have left it without, or with stand-ins.</summary>
    private void PlanNotedAdvertised(Plan plan, ShadowJournal journal, Link link, LinkReference target) =>
        _routes.PlanAdvertised(
            plan,
            new Handover(journal.Configuration, link with { Index = journal.OriginIndex }, target, kernel)
        );

    private ShadowJournal DescribeGoal(Link model, Link nic, LinkConfiguration configuration) =>
        new(nic.Index, settings.ReadReversePathFilter(model.Name), model.Inet6AddressGenerationMode, configuration)
        {
            Inet6Mtu = model.Inet6Mtu is { } mtu && mtu != model.Mtu ? mtu : null,
        };

    private Change Removal(Link spare) => Sending(new RequestBatch().DeleteLink(LinkReference.To(spare)));

    private Change Sending(RequestBatch batch) => new(batch.ToString, () => kernel.Execute(batch));

    private List<Handover> FindVlans(Link nic) =>
        release.RenamesLinksThatAreUp
            ? []
            :
            [
                .. kernel
                    .ListVlans(nic)
                    .Select(vlan => new Handover(
                        LinkConfiguration.Read(kernel, vlan.Index),
                        vlan,
                        LinkReference.To(vlan),
                        kernel
                    )),
            ];

    private void PlanRename(Plan plan, Link nic, string name)
    {
        var link = new LinkPlanner(kernel, plan, nic);
        if (!release.RenamesLinksThatAreUp)
            link.SetDown();
        link.SetName(name);
        if (nic.IsUp)
            link.SetUp();
    }
}
