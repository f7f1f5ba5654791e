using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Confirmation;
using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Programs;
using Xen.Hotplug.Common.Shadowing;

namespace Xen.Hotplug.BridgeShadow;

/// <summary>What start and stop do for --confirm, and with what an earlier one has left pending.</summary>
internal sealed class ShadowConfirmation(Invocation invocation, ShadowOptions options)
{
    private readonly PendingChanges _pending = new();

    private readonly List<InterfaceName> _armed = [];

    /// <summary>The time between two looks whether somebody has confirmed in another session.</summary>
    private static TimeSpan Pause => TimeSpan.FromSeconds(1);

    /// <summary>The command that takes back what is pending of an interface; null if nothing is.</summary>
    internal string? FindCommand(InterfaceName name) => _pending.TryRead(name)?.Command;

    /// <summary>The plan of a start, with its way back.</summary>
    internal Plan AroundStart(ShadowState before, Plan plan) =>
        before.Phase == ShadowPhase.Shadowed
            ? AroundNothing(before.InterfaceName, PendingChange.Stop, plan)
            : Around(before.InterfaceName, PendingChange.Stop, plan);

    /// <summary>The plan of a stop, with its way back.</summary>
    internal Plan AroundStop(ShadowState before, Plan plan) =>
        before.Phase == ShadowPhase.Plain
            ? AroundNothing(before.InterfaceName, PendingChange.Start, plan)
            : Around(before.InterfaceName, PendingChange.Start, plan);

    /// <summary>What is asked of the default gateways around a handover, if a way back is asked for.</summary>
    internal HandoverProof PlanProof(Rtnetlink kernel, InterfaceName name) =>
        IsToArm(name) ? new GatewayCheck(kernel, name).Plan() : HandoverProof.None;

    /// <summary>Fails where something is pending: nobody could tell what would be taken back after another change.</summary>
    /// <exception cref="HotplugException">Something is.</exception>
    internal void RefusePending(InterfaceName name)
    {
        if (_pending.TryRead(name) is { } change)
            throw new HotplugException(
                $"the last change is not confirmed yet; confirm it (bridge-shadow confirm {name}) or take it back (bridge-shadow {change.Command} {name}) first"
            );
    }

    /// <summary>Says how to confirm a change that was made.</summary>
    internal void TellHow(InterfaceName name)
    {
        if (invocation.Options.DryRun || !_armed.Contains(name) || _pending.TryRead(name) is not { } change)
            return;
        StandardStreams.WriteLine(
            $"{name}: 'bridge-shadow {change.Command}' follows in {change.SecondsLeft} s, unless 'bridge-shadow confirm {name}' is run in a session that is opened from now on"
        );
    }

    /// <summary>Where somebody sits at the terminal, waits until the changes are confirmed, or the time is up.</summary>
    /// <returns>Whether nothing was taken back for want of an answer.</returns>
    internal bool WaitForEnter()
    {
        if (invocation.Options.DryRun || FindSoonest() is not { } first || !Terminal.IsAtHand)
            return true;
        Terminal.DropTyped();
        StandardStreams.WriteLine($"Press Enter within {first.SecondsLeft} s to keep it; otherwise it is taken back");
        while (FindSoonest() is { SecondsLeft: > 0 } next)
        {
            invocation.ThrowIfEnded();
            var left = TimeSpan.FromMilliseconds(Math.Max(0, next.Deadline - BootClock.Now));
            switch (Terminal.WaitForLine(left < Pause ? left : Pause))
            {
                case TypedLine.Empty:
                    return Keep();
                case TypedLine.Other:
                    StandardStreams.WriteLine("That was more than Enter, and counts for nothing");
                    break;
                case TypedLine.Closed:
                    return true;
            }
        }
        if (FindSoonest() == null)
        {
            StandardStreams.WriteLine("It was confirmed, or taken back, by another call");
            return true;
        }
        invocation.ReportError($"{Text.List(Names())}: nobody confirmed in time, so it is taken back now");
        return false;
    }

    private bool Keep()
    {
        using var turn = ShadowTurn.Take(invocation);
        var isKept = true;
        foreach (var name in _armed)
        {
            if (_pending.TryRead(name) == null)
            {
                invocation.ReportError($"{name}: that came too late, and it was taken back; see bridge-shadow status");
                isKept = false;
                continue;
            }
            _pending.Disarm(name);
            StandardStreams.WriteLine($"{name} stays as it is");
            invocation.Report($"{name} was confirmed at the terminal");
        }
        return isKept;
    }

    private IEnumerable<InterfaceName> PendingNames() => _armed.Where(name => _pending.TryRead(name) != null);

    private List<string> Names() => [.. PendingNames().Select(name => name.Value)];

    private PendingChange? FindSoonest() =>
        PendingNames().Select(_pending.TryRead).OfType<PendingChange>().MinBy(change => change.Deadline);

    private bool IsToArm(InterfaceName name) => options.Confirm != null && _pending.TryRead(name) == null;

    /// <summary>A change of the network: it gets a way back if that is asked for, or is one itself.</summary>
    private Plan Around(InterfaceName name, string command, Plan plan)
    {
        if (options.Confirm is not { } limit || !IsToArm(name))
            return AroundNothing(name, command, plan);
        _armed.Add(name);
        return new RevertPlanner(_pending, [RevertPlanner.ProgramPath, .. options.ConfigurationWords], limit).Around(
            name,
            command,
            plan
        );
    }

    /// <summary>What is pending stays so, unless this is the way back.</summary>
    private Plan AroundNothing(InterfaceName name, string command, Plan plan)
    {
        if (_pending.TryRead(name) is not { } pending)
            return plan;
        if (pending.Command != command)
            plan.Add(RevertPlanner.Disarming(_pending, name));
        else if (pending.Changed == null)
            plan.Add(RevertPlanner.Noting(_pending, name));
        return plan;
    }
}
