using System.Diagnostics;
using Xen.Hotplug.Common;
using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Programs;
using Xen.Hotplug.Common.Shadowing;

namespace Xen.Hotplug.BridgeShadow;

/// <summary>start, stop and restart of one interface.</summary>
internal sealed class InterfaceChange(
    Invocation invocation,
    Rtnetlink kernel,
    string name,
    bool force,
    SignalWatch? signals
)
{
    private readonly ShadowPlanner _planner = new(
        kernel,
        new InterfaceSettings(),
        KernelRelease.RenamesLinksThatAreUp()
    );

    internal void Start()
    {
        var state = ShadowState.Read(kernel, name);
        Refuse(state);
        if (state.Phase == ShadowPhase.Plain)
            Warn(state.Nic!);
        CarryOut(_planner.PlanStart(state), $"{name} is a bridge over {ShadowNames.Uplink(name)}");
    }

    internal void Stop()
    {
        var state = FindForStop();
        var guests = GuestPorts(state);
        if (guests.Count > 0 && !force)
            throw new HotplugException(
                $"guests' ports are on the bridge: {Text.List([.. guests.Select(port => port.Name)])}; shut the guests down, or take them off with --force"
            );
        Stop(state, guests);
    }

    /// <summary>Stops and starts, with the ports that were there back in place.</summary>
    internal void Restart()
    {
        var state = FindForStop();
        var guests = GuestPorts(state);
        Stop(state, guests);
        if (invocation.Options.DryRun)
        {
            StandardStreams.Write($"# and then what 'bridge-shadow start {name}' prints\n");
            return;
        }
        Start();
        var bridge =
            ShadowState.Read(kernel, name).Bridge ?? throw new HotplugException($"the bridge {name} is gone again");
        var plan = new Plan();
        foreach (var guest in guests.Select(port => kernel.FindLink(port.Index)).OfType<Link>())
            LinkPlan.IfStillThere(kernel, plan, guest).AddToBridge(bridge, null);
        invocation.CarryOut(plan);
    }

    private ShadowState FindForStop()
    {
        var state = ShadowState.Read(kernel, name);
        if (state.Nic == null)
            throw new HotplugException($"there is no link {name}, and none called {ShadowNames.Uplink(name)}");
        if (state.Bridge != null && state.Nic.IsBridge)
            throw new HotplugException(
                $"{name} is a bridge without the uplink {ShadowNames.Uplink(name)}, which bridge-shadow did not make; it is left alone"
            );
        return state;
    }

    private void Stop(ShadowState state, IReadOnlyList<Link> guests)
    {
        if (state.Phase == ShadowPhase.Shadowed)
            Warn(state.Bridge!);
        var guestPlan = new Plan();
        foreach (var guest in guests)
            LinkPlan.IfStillThere(kernel, guestPlan, guest).RemoveFromBridge(state.Bridge);
        var plan = _planner.PlanStop(state);
        invocation.CarryOut(guestPlan);
        try
        {
            CarryOut(plan, $"{name} is an ordinary link");
        }
        catch (HotplugException)
        {
            guestPlan.Undo(invocation.Log.Debug);
            throw;
        }
    }

    private void CarryOut(Plan plan, string outcome)
    {
        var started = Stopwatch.GetTimestamp();
        invocation.CarryOut(plan, signals == null ? null : signals.WhyStop);
        if (invocation.Options.DryRun)
            return;
        foreach (var shortcoming in plan.Shortcomings)
            invocation.Warn($"{name}: {shortcoming}");
        var text = plan.Changes.Count == 0 ? $"{outcome} already" : outcome;
        StandardStreams.Write($"{text}\n");
        invocation.Log.Info(
            $"{invocation.Words.Command}: {text}, {Stopwatch.GetElapsedTime(started).TotalMilliseconds:F1} ms"
        );
    }

    private void Refuse(ShadowState state)
    {
        var isWireless = state.Nic is { IsBridge: false } nic && WirelessQuery.IsWireless(nic.Index);
        if (ShadowRefusals.Find(state, kernel.ListLinks(), isWireless) is { } reason)
            throw new HotplugException(reason);
    }

    private void Warn(Link link)
    {
        foreach (var sentence in ShadowWarnings.Find(kernel, link))
            invocation.Warn($"{name}: {sentence}");
    }

    private List<Link> GuestPorts(ShadowState state) =>
        state.Bridge is { } bridge && state.Nic is { } nic
            ? [.. kernel.ListPorts(bridge.Index).Where(port => port.Index != nic.Index)]
            : [];
}
