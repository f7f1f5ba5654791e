using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Processes;

namespace Xen.Hotplug.Common.Managers.Ifupdown;

/// <summary>
/// ifup@eth0.service, which udev starts for "allow-hotplug eth0". It is bound to the device: where that is renamed, systemd
/// stops the unit, and so runs ifdown. While NIC and bridge change places, a unit file of ours without that bond stands
/// before Debian's; afterwards the unit is bound to the device that has the name then. It is active all the while.
/// </summary>
/// <param name="name">The interface.</param>
public sealed class IfupUnit(InterfaceName name)
{
    private readonly string _unit = NameFor(name);
    private readonly string _device = $"sys-subsystem-net-devices-{UnitName.Escape(name.Value)}.device";

    // systemd hears of a device from udev, after udev's rules.
    private static TimeSpan Limit => TimeSpan.FromSeconds(30);
    private static TimeSpan Patience => TimeSpan.FromSeconds(5);
    private static TimeSpan Pause => TimeSpan.FromMilliseconds(50);

    private string Path => PathFor(name);

    /// <summary>The unit file that is there while NIC and bridge change places.</summary>
    public static string PathFor(InterfaceName name) => $"{Systemd.UnitFolder}/{NameFor(name)}";

    private string OwnFile => $"/etc/systemd/system/{_unit}";

    private string UnitText =>
        $"""
            # bridge-shadow deletes this file as soon as {name} has changed its place.
            [Unit]
            Description=ifup for {name}, while bridge-shadow is at work
            DefaultDependencies=no
            IgnoreOnIsolate=yes

            [Service]
            Slice=system.slice
            ExecStart=/usr/sbin/ifup --allow=hotplug %I
            RemainAfterExit=true
            KillMode=process

            """;

    /// <summary>Plans that it lives through a change of places. Where it is not active, there is nothing to do.</summary>
    internal void Plan(ManagerWork work)
    {
        if (!IsActive && !RegularFile.Exists(Path))
            return;
        work.Before.Add(Unbinding);
        // Where it is not bound again, ifdown will not run: no reason to undo all.
        work.After.Add(new Change(BindCommand, Bind) { IsTidying = true });
    }

    /// <summary>
    /// Plans that it is started for the bridge: udev has asked for it when the card appeared, and asks no more when a link gets
    /// a name. It waits for network-pre.target, and so for this boot's start.
    /// </summary>
    internal void PlanBoot(ManagerWork work)
    {
        if (!IsAllowed)
            return;
        string[] start = ["systemctl", "start", "--no-block", _unit];
        work.Before.Add(
            Unbinding with
            {
                UndoCommand = $"{BindCommand}\n{HostCommand.Describe(start)}",
                Undo = () =>
                {
                    Bind();
                    HostCommand.Run(start);
                },
            }
        );
        work.After.Add(new Change(BindCommand, Bind) { IsTidying = true });
        work.After.Add(HostCommand.Running(start, ["systemctl", "stop", "--no-block", _unit]));
    }

    /// <summary>Why the bridge would have no network after a boot, and what to do; null if nothing is known against it.</summary>
    internal string? FindBootRefusal() =>
        RegularFile.Exists(OwnFile) && IsAllowed
            ? $"systemd would end {_unit} when the card loses its name in a boot, and the file {OwnFile} goes before what bridge-shadow writes below /run; move its changes to a drop-in (systemctl edit {_unit}), or write 'auto {name}' in /etc/network/interfaces instead of 'allow-hotplug {name}'"
            : null;

    /// <summary>Why it cannot be kept from running ifdown, and what to do; null if it can, or is not there.</summary>
    internal string? FindRefusal() =>
        IsActive && RegularFile.Exists(OwnFile)
            ? $"{_unit} is active and would run ifdown {name} once the NIC is renamed, and the file {OwnFile} goes before what bridge-shadow writes below /run; move its changes to a drop-in (systemctl edit {_unit})"
            : null;

    private bool IsActive => Systemd.IsActive(_unit);

    /// <summary>Whether udev starts it: the interface has "allow-hotplug", and systemd is there.</summary>
    private bool IsAllowed =>
        Systemd.IsInit
        && HostCommand.Ask("ifquery", "--list", "--allow=hotplug").Output.Split('\n').Contains(name.Value);

    private Change Unbinding =>
        new($"cat >{Text.ShellWord(Path)} {Text.HereDocument(UnitText)}\nsystemctl daemon-reload", Unbind)
        {
            Summary = $"keep {_unit} from running ifdown",
            UndoCommand = BindCommand,
            Undo = Bind,
        };

    private string BindCommand =>
        $"# wait until {_device} is what {name} is now\nrm -f {Text.ShellWord(Path)}\nsystemctl daemon-reload";

    private void Unbind()
    {
        RuntimeFile.Write(Path, UnitText, RegularFile.Readable);
        HostCommand.Run("systemctl", "daemon-reload");
        if (Show("BindsTo", _unit) is { Length: > 0 } bond)
            throw new HotplugException(
                $"{_unit} is bound to {Text.Printable(bond)} still; look for drop-ins with 'systemctl cat {_unit}'"
            );
    }

    /// <summary>Binds it to its device again, once systemd knows that the device is there: else it would be stopped.</summary>
    private void Bind()
    {
        if (!RegularFile.Exists(Path))
            return;
        WaitForDevice();
        RuntimeFile.Delete(Path);
        HostCommand.Run("systemctl", "daemon-reload");
    }

    private void WaitForDevice()
    {
        if (Polling.Until(Patience, Pause, () => IsKnown))
            return;
        // systemd ignores a device whose name another one has yet.
        HostCommand.Run("udevadm", "trigger", "--action=change", $"/sys/class/net/{name}");
        if (!Polling.Until(Limit - Patience, Pause, () => IsKnown))
            throw new HotplugException(
                $"systemd does not know {name} after {Limit.TotalSeconds} s; once 'systemctl status {_device}' says active: rm {Path}; systemctl daemon-reload"
            );
    }

    private bool IsKnown =>
        Show("ActiveState", _device) == "active"
        && Directory.ResolveLinkTarget($"/sys/class/net/{name}", returnFinalTarget: true) is { } place
        && Show("SysFSPath", _device) == place.FullName;

    private static string Show(string property, string unit) =>
        HostCommand.Ask("systemctl", "show", $"--property={property}", "--value", unit).Output.Trim();

    private static string NameFor(InterfaceName name) => $"ifup@{UnitName.Escape(name.Value)}.service";
}
