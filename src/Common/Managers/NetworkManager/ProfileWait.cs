using System.Diagnostics;

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
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            var (_, answer) = HostCommand.Ask("nmcli", "-g", "GENERAL.CON-UUID", "device", "show", name);
            if (answer.Trim() == uuid)
                return;
            if (Stopwatch.GetElapsedTime(began) > Limit)
                throw new HotplugException(
                    $"NetworkManager did not activate the profile {uuid} on {name} within {Limit.TotalSeconds:F0} s; 'journalctl -u NetworkManager' says why"
                );
            Thread.Sleep(Pause);
        }
    }
}
