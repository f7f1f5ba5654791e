namespace Xen.Hotplug.Common.Native;

/// <summary>The pause between two tries, so that others get done what is in the way.</summary>
internal static class RetryPause
{
    private const int Longest = 16; // milliseconds
    private const int MostDoublings = 4;

    /// <summary>Waits before the next try: not at all after the first, which mostly suffices, then longer each time.</summary>
    /// <param name="failed">How many tries failed before the last one.</param>
    internal static void After(int failed)
    {
        if (failed > 0)
            Thread.Sleep(Math.Min(1 << Math.Min(failed - 1, MostDoublings), Longest));
    }
}
