using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Managers;
using Xen.Hotplug.Common.Processes;

namespace Xen.Hotplug.Common.Booting;

/// <summary>What starts the program at each boot: the unit of systemd, or the init script.</summary>
public static class BootService
{
    private const string Name = "bridge-shadow";
    private const string Unit = $"{Name}.service";

    /// <summary>Whether systemd starts it at each boot; null without systemd.</summary>
    public static bool? IsEnabled =>
        Systemd.IsInit ? HostCommand.Ask("systemctl", "is-enabled", Unit).Output.Trim() == "enabled" : null;

    /// <summary>Plans that it is started at each boot.</summary>
    /// <exception cref="HotplugException">The host has no init that is known here.</exception>
    public static void PlanEnabling(Plan plan)
    {
        // It may have no links yet, and "enable" makes none.
        if (!Systemd.IsInit && HasUpdateRc)
            plan.Add(HostCommand.Running("update-rc.d", Name, "defaults"));
        plan.Add(HostCommand.Running(EnableCommand, DisableCommand));
    }

    /// <summary>Plans that it no longer is.</summary>
    /// <exception cref="HotplugException">The host has no init that is known here.</exception>
    public static void PlanDisabling(Plan plan) => plan.Add(HostCommand.Running(DisableCommand, EnableCommand));

    private static bool HasUpdateRc => ChildProcess.Find("update-rc.d") != null;

    private static string[] EnableCommand =>
        Systemd.IsInit ? ["systemctl", "--quiet", "enable", Unit]
        : HasUpdateRc ? ["update-rc.d", Name, "enable"]
        : HasChkconfig ? ["chkconfig", Name, "on"]
        : throw UnknownInit();

    private static string[] DisableCommand =>
        Systemd.IsInit ? ["systemctl", "--quiet", "disable", Unit]
        : HasUpdateRc ? ["update-rc.d", Name, "disable"]
        : HasChkconfig ? ["chkconfig", Name, "off"]
        : throw UnknownInit();

    private static bool HasChkconfig => ChildProcess.Find("chkconfig") != null;

    private static HotplugException UnknownInit() =>
        new(
            "there is neither systemd nor update-rc.d nor chkconfig to enable the init script by; have your init run '/etc/init.d/bridge-shadow start' before the network is configured"
        );
}
