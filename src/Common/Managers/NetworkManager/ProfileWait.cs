using Xen.Hotplug.Common.Processes;

namespace Xen.Hotplug.Common.Managers.NetworkManager;

/// <summary>Waits for NetworkManager to carry on with a link.</summary>
internal static class ProfileWait
{
    private static TimeSpan Limit => TimeSpan.FromSeconds(30);

    private static TimeSpan Pause => TimeSpan.FromMilliseconds(100);

    /// <summary>Waits until a profile is active on a link, or is being activated.</summary>
    /// <exception cref="HotplugException">It is not after 30 s.</exception>
    internal static void Wait(string name, string uuid)
    {
        if (!Polling.Until(Limit, Pause, () => IsActive(name, uuid)))
            throw new HotplugException(
                $"NetworkManager did not activate the profile {uuid} on {name} within {Limit.TotalSeconds:F0} s; 'journalctl -u NetworkManager' says why"
            );
    }

    private static bool IsActive(string name, string uuid) =>
        HostCommand.Ask("nmcli", "-g", "GENERAL.CON-UUID", "device", "show", name).Output.Trim() == uuid;
}
