using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Processes;

/// <summary>Ends processes that must not do anything more, not even tidy up.</summary>
public static class ProcessEnd
{
    private static TimeSpan Limit => TimeSpan.FromSeconds(5);
    private static TimeSpan Pause => TimeSpan.FromMilliseconds(10);

    /// <summary>Kills processes, and waits until they are gone. One that is gone already is no error.</summary>
    /// <exception cref="HotplugException">One may not be killed, or was there still after 5 s.</exception>
    public static void Kill(IReadOnlyList<int> processes)
    {
        foreach (var id in processes)
        {
            if (LibC.Kill(id, LibC.SIGKILL) != 0 && LibC.LastError is not Errno.ESRCH and var error)
                throw new HotplugException($"could not end process {id}: {error.Describe()}");
        }
        if (!Polling.Until(Limit, Pause, () => !processes.Any(IsRunning)))
            throw new HotplugException(
                $"could not end process {processes.First(IsRunning)}: it was there still after {Limit.TotalSeconds} s"
            );
    }

    // One that nobody has waited for yet has no words any more.
    private static bool IsRunning(int id) => ProcessTable.WordsOf(id).Count > 0;
}
