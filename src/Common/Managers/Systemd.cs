namespace Xen.Hotplug.Common.Managers;

/// <summary>systemd, by its folder below /run and its own tool.</summary>
internal static class Systemd
{
    /// <summary>Where unit files are that a reboot forgets. Without systemd as init it is not there (sd_booted(3)).</summary>
    internal const string UnitFolder = "/run/systemd/system";

    private const int MostTries = 3;

    private static readonly Dictionary<string, bool> s_jobs = [];

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

    /// <summary>
    /// Whether it is about to start a unit, as while the host boots; never without systemd. It is asked once: what it is about to
    /// do then waits for this program.
    /// </summary>
    internal static bool IsAboutToStart(string unit)
    {
        if (!s_jobs.TryGetValue(unit, out var isAbout))
            s_jobs[unit] = isAbout = IsInit && AskForJob(unit) is not ("" or "0");
        return isAbout;
    }

    /// <summary>systemd may have much to do in a boot, and then answers late.</summary>
    private static string AskForJob(string unit)
    {
        for (var left = MostTries; ; left--)
        {
            try
            {
                var (status, output) = HostCommand.Ask("systemctl", "show", "--property=Job", "--value", unit);
                // Without an answer a manager would not be told, and the host might come back without its network.
                return status == 0
                    ? output.Trim()
                    : throw new HotplugException(
                        $"could not ask systemd whether it is about to start {unit}: systemctl ended with status {status}; look for its messages in the journal"
                    );
            }
            catch (HotplugException) when (left > 1)
            {
                // Once more.
            }
        }
    }
}
