using System.Diagnostics;
using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Confirmation;
using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Programs;
using Xen.Hotplug.Common.Shadowing;

namespace Xen.Hotplug.BridgeShadow;

/// <summary>start, stop and restart of interfaces, one after the other.</summary>
internal sealed class ShadowCommand(
    ShadowConfirmation confirmation,
    Invocation invocation,
    ShadowOptions options,
    Rtnetlink kernel
)
{
    private readonly ShadowPlanner _planner = new(
        kernel,
        new InterfaceSettings(),
        new ShadowJournals(),
        KernelRelease.Read()
    )
    {
        Vlans = options.Vlans,
    };

    private readonly PortKeeping _keeping = new(kernel);

    private readonly ShadowManagers _managers = new(options.Managers, options.Vlans);

    private readonly CarrierWait _carriers = new(invocation, kernel);

    /// <summary>Waits for the carriers of all that were started.</summary>
    internal void WaitForCarriers() => _carriers.Wait();

    /// <summary>One interface's failure does not stop the others; a signal does.</summary>
    internal bool Try(InterfaceName name, Action<ShadowCommand, InterfaceName> changeInterface)
    {
        try
        {
            // Before anything is read: what is decided on the ports that are there stays true.
            using var alone = ShadowTurn.TakeNetwork(invocation, options);
            changeInterface(this, name);
            return true;
        }
        catch (EndedBySignalException exception)
        {
            throw new EndedBySignalException(
                exception.Signal,
                new HotplugException($"{name}: {exception.Message}", exception)
            );
        }
        catch (HotplugException exception)
        {
            invocation.ReportError($"{name}: {exception.Message}");
            return false;
        }
    }

    internal void Start(InterfaceName name)
    {
        var state = ReadState(name);
        Refuse(state);
        if (state.Phase == ShadowPhase.Plain)
            Warn(name, Succession.OfStart(state));
        else
        {
            RefuseVlans(state);
            if (options.Confirm != null && _planner.PlanVlans(state).Changes.Count > 0)
                throw new HotplugException(
                    "--confirm takes back no change of VLANs on a bridge that is there; leave it out, or stop and start with it"
                );
        }
        Start(name, state);
    }

    /// <summary>Goes no further where a bridge that is there should make something else of VLANs, and that may do harm.</summary>
    private void RefuseVlans(ShadowState state)
    {
        if (_planner.PlanVlans(state).Changes.Count == 0)
            return;
        if (VlanRefusals.FindCutOff(kernel, state, options.Vlans) is { } harm)
            throw new HotplugException(harm);
        if (VlanRefusals.FindMixing(kernel, state, options.Vlans) is { } mixing)
            Insist(state.InterfaceName, $"{mixing}; shut the guests down, or go on with --force", mixing);
    }

    private void Start(InterfaceName name, ShadowState state)
    {
        var unknown = state.Phase == ShadowPhase.Plain ? UndecidedAttributes.Find(kernel, state.Nic!) : [];
        var plan = _planner.PlanStart(state, confirmation.PlanProof(kernel, name));
        CarryOut(
            name,
            confirmation.AroundStart(state, _managers.AroundStart(state, plan)),
            $"{name} is a bridge over {ShadowNames.Uplink(name)}"
        );
        confirmation.TellHow(name);
        WarnOfUnknown(state, unknown);
        _carriers.Add(ShadowNames.Uplink(name));
        GiveBack(name);
    }

    /// <summary>Puts the ports back that a restart, or a stop by force, has taken off.</summary>
    private void GiveBack(InterfaceName name)
    {
        if (!_keeping.HasNote(name))
            return;
        var state = ShadowState.Read(kernel, name);
        if (invocation.Options.DryRun)
        {
            foreach (var port in _keeping.FindNoted(state))
                StandardStreams.WriteLine($"# put {port} back on {name}, with what it had there");
            return;
        }
        // A signal does not stop this: the guests would stay off the network.
        if (_keeping.GiveBack(state) is { Count: > 0 } failures)
            throw new HotplugException(string.Join("; ", failures));
        // The bridge has the VLANs back that it had, whatever is configured by now.
        state = ReadState(name);
        RefuseVlans(state);
        invocation.CarryOut(_planner.PlanVlans(state));
    }

    internal void Stop(InterfaceName name)
    {
        var state = FindForStop(name);
        var guests = GuestPorts(state);
        if (guests.Count > 0 && !options.Force)
            throw new HotplugException(
                $"guests' ports are on the bridge: {Text.List([.. guests.Select(port => port.Name)])}; shut the guests down, or take them off with --force"
            );
        if (state.Phase == ShadowPhase.Shadowed)
            Warn(name, Succession.OfStop(state));
        var plan = new Plan();
        if (guests.Count > 0)
            _keeping.PlanNote(plan, state);
        Stop(plan, state, guests);
    }

    /// <summary>Stops and starts, with the ports that were there back in place.</summary>
    internal void Restart(InterfaceName name)
    {
        confirmation.RefusePending(name);
        var state = FindForStop(name);
        var guests = GuestPorts(state);
        RefuseVlans(state);
        if (state.Phase == ShadowPhase.Shadowed)
            Warn(name, Succession.OfRestart(state));
        else if (state.Phase == ShadowPhase.Plain)
            Warn(name, Succession.OfStart(state));
        var plan = new Plan();
        if (state is { Bridge: not null })
            _keeping.PlanNote(plan, state);
        Stop(plan, state, guests);
        if (invocation.Options.DryRun)
        {
            StandardStreams.WriteLine($"# and then what 'bridge-shadow start {name}' prints");
            return;
        }
        // What a start warns of was said already, and a refusal would leave the guests without their bridge.
        state = ReadState(name);
        Refuse(state);
        Start(name, state);
    }

    internal void Revert(InterfaceName name)
    {
        if (confirmation.FindCommand(name) is not { } command)
            return;
        invocation.Log.Warn($"{name}: nobody has confirmed the change in time, so 'bridge-shadow {command}' follows");
        if (command == PendingChange.Start)
            Start(name);
        else
            Stop(name);
    }

    private ShadowState FindForStop(InterfaceName name)
    {
        var state = ReadState(name);
        if (state.Nic == null)
            throw new HotplugException($"there is no link {name}, and none called {ShadowNames.Uplink(name)}");
        if (state.Bridge != null && state.Nic.IsBridge)
            throw new HotplugException(
                $"{name} is a bridge without the uplink {ShadowNames.Uplink(name)}, which bridge-shadow did not make; it is left alone"
            );
        return state;
    }

    private ShadowState ReadState(InterfaceName name) =>
        ShadowRefusals.FindAlternativeName(kernel, name) is { } reason
            ? throw new HotplugException(reason)
            : ShadowState.Read(kernel, name);

    private void Stop(Plan plan, ShadowState state, List<Link> guests)
    {
        var name = state.InterfaceName;
        if (state.Phase != ShadowPhase.Plain && ShadowRefusals.FindTakenName(kernel, state) is { } reason)
            throw new HotplugException(reason);
        if (guests.Count > 0)
            _keeping.PlanTakingOff(plan, state, guests);
        var stop = _planner.PlanStop(state, confirmation.PlanProof(kernel, name));
        plan.AddAll(_managers.AroundStop(state, stop));
        CarryOut(name, confirmation.AroundStop(state, plan), $"{name} is an ordinary link");
        confirmation.TellHow(name);
    }

    private void CarryOut(InterfaceName name, Plan plan, string outcome)
    {
        var started = Stopwatch.GetTimestamp();
        invocation.CarryOut(plan);
        if (invocation.Options.DryRun)
            return;
        foreach (var shortcoming in plan.Shortcomings)
            invocation.Warn($"{name}: {shortcoming}");
        var text = plan.Changes.Count == 0 ? $"{outcome} already" : outcome;
        StandardStreams.WriteLine(text);
        invocation.Report(text, started);
    }

    private void Refuse(ShadowState state)
    {
        if (ShadowRefusals.Find(kernel, state) is { } reason)
            throw new HotplugException(reason);
        if (state.Phase == ShadowPhase.Plain)
            RefuseManagers(state);
    }

    /// <summary>Goes no further where somebody configures the interface who cannot be told.</summary>
    private void RefuseManagers(ShadowState state)
    {
        foreach (var claim in _managers.FindClaims(state))
        {
            if (invocation.Options.DryRun)
                StandardStreams.WriteLine($"# {ShadowManagers.Describe(state, claim)}");
            if (ShadowManagers.FindRefusal(state, claim) is { } refusal)
                Insist(state.InterfaceName, $"{refusal}; or go on with --force", refusal);
        }
    }

    /// <summary>Says what will not go along, and goes no further where that may shut the host off from its network.</summary>
    private void Warn(InterfaceName name, Succession succession)
    {
        var holders = IndexHolders.Find(kernel, succession);
        var followers = _managers.FindPrograms(succession.Leaver);
        foreach (var sentence in ShadowWarnings.Find(kernel, succession.Leaver, followers))
            invocation.Warn($"{name}: {sentence}");
        foreach (var sentence in holders.Warnings)
            invocation.Warn($"{name}: {sentence}");
        if (holders.Refusal is { } refusal)
            Insist(name, refusal, holders.Overruled!);
        var overtaken = Inet6RouteOrder.FindOvertaken(kernel, succession.Leaver.Index);
        foreach (var sentence in Inet6RouteOrder.DescribeAll(overtaken, succession.Leaver))
            invocation.Warn($"{name}: {sentence}");
        if (Inet6RouteOrder.FindRefusal(overtaken, succession.Leaver) is { } harm)
            Insist(name, $"{harm}; give one of them another metric, or go on with --force", harm);
    }

    /// <summary>Goes no further unless that was said to be all right, and says what comes of it.</summary>
    private void Insist(InterfaceName name, string refusal, string overruled)
    {
        if (!options.Force)
            throw new HotplugException(refusal);
        invocation.Warn($"{name}: {overruled}");
    }

    /// <summary>Says what the kernel tells of the NIC that nobody decided on, unless it is the same on the bridge by now.</summary>
    private void WarnOfUnknown(ShadowState before, List<UndecidedAttribute> unknown)
    {
        if (unknown.Count == 0)
            return;
        var (name, dryRun) = (before.InterfaceName, invocation.Options.DryRun);
        if (!dryRun && ShadowState.Read(kernel, name).Bridge is { } bridge)
            unknown = UndecidedAttributes.FindMissing(unknown, UndecidedAttributes.Find(kernel, bridge));
        var outcome = dryRun ? "it may stay with the NIC" : "it stayed with the NIC, or changed";
        foreach (var attribute in unknown)
            invocation.Warn($"{name}: {attribute.Describe(before.Nic!)}; {outcome}");
    }

    private List<Link> GuestPorts(ShadowState state) =>
        state.Bridge is { } bridge && state.Nic is { } nic
            ? [.. kernel.ListPorts(bridge.Index).Where(port => port.Index != nic.Index)]
            : [];
}
