namespace Xen.Hotplug.Common.Managers;

/// <summary>systemd, by its folder below /run and its own tool.</summary>
internal static class Systemd
{
    /// <summary>Where unit files are that a reboot forgets. Without systemd as init it is not there (sd_booted(3)).</summary>
    internal const string UnitFolder = "/run/systemd/system";

    /// <summary>Whether it is the host's init.</summary>
    internal static bool IsInit => Directory.Exists(UnitFolder);

    /// <summary>Whether a unit is active; never without systemd.</summary>
    internal static bool IsActive(string unit) =>
        IsInit && HostCommand.Ask("systemctl", "--quiet", "is-active", unit).ExitStatus == 0;

    /// <summary>Whether a unit is active, is being started, or waits to be started again; never without systemd.</summary>
    internal static bool IsStarted(string unit) =>
        IsInit
        && HostCommand.Ask("systemctl", "show", "--property=ActiveState", "--value", unit).Output.Trim()
            is "active"
                or "activating"
                or "reloading"
                or "deactivating";
}
