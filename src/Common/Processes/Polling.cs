namespace Xen.Hotplug.Common.Processes;

/// <summary>Waits for what nobody tells of.</summary>
public static class Polling
{
    /// <summary>Asks again and again; false if the answer was no until the time was up.</summary>
    /// <param name="limit">How long to ask.</param>
    /// <param name="pause">The time between two questions.</param>
    /// <param name="isSo">The question, which is asked once at least.</param>
    public static bool Until(TimeSpan limit, TimeSpan pause, Func<bool> isSo)
    {
        var deadline = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        while (!isSo())
        {
            if (Environment.TickCount64 >= deadline)
                return false;
            Thread.Sleep(pause);
        }
        return true;
    }
}
