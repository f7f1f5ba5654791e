using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Bridging;

/// <summary>Waits for links to be RUNNING: up, and with a carrier. Ended by the kernel's link events, not by polling.</summary>
public static class RunningWait
{
    private const long SecondInMilliseconds = 1000;

    /// <summary>Waits until all links are running, or the time is up.</summary>
    /// <param name="kernel">Where the links are looked up.</param>
    /// <param name="indices">The links. One that vanishes is waited for no longer.</param>
    /// <param name="limit">How long to wait at most.</param>
    /// <param name="eachSecond">Called after each whole second of waiting.</param>
    /// <returns>The links that are not running.</returns>
    public static IReadOnlyList<Link> Wait(
        ILinkTable kernel,
        IEnumerable<int> indices,
        TimeSpan limit,
        Action eachSecond
    )
    {
        var waiting = NotRunning(kernel, indices);
        if (waiting.Count == 0)
            return waiting;
        using var events = new LinkEvents();
        var deadline = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        var nextSecond = Environment.TickCount64 + SecondInMilliseconds;
        // Looked at again after subscribing: what happened in between was not told.
        while ((waiting = NotRunning(kernel, waiting.Select(link => link.Index))).Count > 0)
        {
            if (Environment.TickCount64 >= deadline)
                break;
            _ = events.Wait(Math.Min(nextSecond, deadline));
            if (Environment.TickCount64 >= nextSecond)
            {
                nextSecond += SecondInMilliseconds;
                eachSecond();
            }
        }
        return waiting;
    }

    private static List<Link> NotRunning(ILinkTable kernel, IEnumerable<int> indices) =>
        [.. indices.Select(kernel.FindLink).OfType<Link>().Where(link => !link.IsRunning)];
}
