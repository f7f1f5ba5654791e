using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Managers;
using Xen.Hotplug.Common.Managers.Ifupdown;
using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Processes;

namespace Xen.Hotplug.Common.Confirmation;

/// <summary>
/// Plans what will take a change back: a systemd timer or, where systemd is not the init, a process in its own session. Either
/// goes on after this program and its session have ended.
/// </summary>
/// <param name="pending">Where it is noted.</param>
/// <param name="program">The program's path and options, to which the command revert and the interface are added.</param>
/// <param name="limit">How long there is to confirm.</param>
public sealed class RevertPlanner(PendingChanges pending, IReadOnlyList<string> program, TimeSpan limit)
{
    // It must hold nothing of the session that it leaves.
    private const string Detaching = "cd / && exec setsid --fork \"$@\" </dev/null >/dev/null 2>&1";

    private static TimeSpan StartLimit => TimeSpan.FromSeconds(5);
    private static TimeSpan Pause => TimeSpan.FromMilliseconds(5);

    /// <summary>The path of this program.</summary>
    /// <exception cref="HotplugException">It is not there any more.</exception>
    public static string ProgramPath =>
        Environment.ProcessPath is { } path && RegularFile.IsExecutable(path)
            ? path
            : throw new HotplugException(
                "could not arm the way back: the file of this program was deleted or replaced while it runs; call it once more"
            );

    /// <summary>Plans a change with its way back around it.</summary>
    /// <param name="name">The interface.</param>
    /// <param name="command">The command that takes the change back: start or stop.</param>
    /// <param name="change">The change.</param>
    /// <returns>The way back is armed, then the change is made, then the moment is noted.</returns>
    public Plan Around(InterfaceName name, string command, Plan change)
    {
        var reverter = Systemd.IsInit
            ? new Reverter($"bridge-shadow-confirm-{UnitName.Escape(name.Value)}", 0, 0)
            : Reverter.Unclaimed;
        var note = new PendingChange(command, BootClock.Now + (long)limit.TotalMilliseconds, null, reverter);
        var plan = new Plan();
        plan.Add(RuntimeFile.Writing(pending.PathFor(name), note.Format(), RegularFile.Readable));
        plan.Add(reverter.Unit is { } unit ? ArmingTimer(name, unit) : ArmingProcess(name));
        plan.AddAll(change);
        // A stop cannot be undone any more once its bridge is gone; without the note it is taken back in time.
        plan.Add(Noting(pending, name) with { IsTidying = command == PendingChange.Start });
        return plan;
    }

    /// <summary>A change that notes when the network has changed: a session that is opened later shows that it works.</summary>
    public static Change Noting(PendingChanges pending, InterfaceName name) =>
        new(
            // /proc/uptime has hundredths of a second.
            $"echo changed=$(cut -d ' ' -f 1 /proc/uptime | tr -d .)0 >>{Text.ShellWord(pending.PathFor(name))}",
            () =>
            {
                var note =
                    pending.TryRead(name)
                    ?? throw new HotplugException($"{pending.PathFor(name)} was deleted meanwhile; leave it alone");
                pending.Write(name, note with { Changed = BootClock.Now });
            }
        )
        {
            Summary = $"to note in {pending.PathFor(name)} that {name} has changed",
        };

    /// <summary>A change that forgets what is pending, once the network is as it was before.</summary>
    public static Change Disarming(PendingChanges pending, InterfaceName name) =>
        new(
            pending.TryRead(name)?.Reverter.Unit is { } unit
                ? $"rm -f {Text.ShellWord(pending.PathFor(name))}\nsystemctl stop {Text.ShellWord($"{unit}.timer")}"
                : $"rm -f {Text.ShellWord(pending.PathFor(name))}",
            () => pending.Disarm(name)
        )
        {
            Summary = $"to disarm the way back of {name}",
            // The network is as the way back would make it.
            IsTidying = true,
        };

    private Change ArmingTimer(InterfaceName name, string unit)
    {
        string[] words =
        [
            "systemd-run",
            "--quiet",
            "--collect",
            $"--unit={unit}",
            $"--on-active={limit.TotalSeconds:F0}",
            "--timer-property=AccuracySec=1s",
            // Killed, it begins again. It tries again by itself after a failure.
            "--property=Restart=on-abnormal",
            "--property=RestartSec=1",
            .. CallersEnvironment.Find("XEN_HOTPLUG_LOG") is { Length: > 0 } level
                ? (string[])[$"--setenv=XEN_HOTPLUG_LOG={level}"]
                : [],
            .. Words(name),
        ];
        return new Change(
            HostCommand.Describe(words),
            () =>
            {
                // One that could not be ended earlier would be in the way.
                _ = HostCommand.Ask("systemctl", "--quiet", "stop", $"{unit}.timer", $"{unit}.service");
                HostCommand.Run(words);
            }
        )
        {
            UndoCommand = $"systemctl stop {Text.ShellWord($"{unit}.timer")}",
            Undo = () => pending.Disarm(name),
        };
    }

    private Change ArmingProcess(InterfaceName name)
    {
        string[] words = ["sh", "-c", Detaching, "sh", .. Words(name)];
        return new Change(
            $"setsid --fork {HostCommand.Describe([.. Words(name)])} </dev/null >/dev/null 2>&1",
            () =>
            {
                HostCommand.Run(words);
                // The network changes only once it says itself that it is there.
                if (!Polling.Until(StartLimit, Pause, () => pending.TryRead(name)?.Reverter.IsProcessThere == true))
                    throw new HotplugException(
                        $"no process was there after {StartLimit.TotalSeconds} s to take the change back; see the log"
                    );
            }
        )
        {
            UndoCommand = "# end that process",
            Undo = () => pending.Disarm(name),
        };
    }

    private IEnumerable<string> Words(InterfaceName name) => [.. program, "revert", name.Value];
}
