using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Firewall;

/// <summary>
/// A process that does nothing but close descriptors, a while later, where the kernel would let whoever closes them now
/// wait. It is a copy of this one in which no managed code runs that could touch what other threads, which are not in
/// it, had begun.
/// </summary>
internal static class ClosingProcess
{
    // Far more than a hotplug program has open.
    private const int MostDescriptors = 256;

    /// <summary>Starts it; where that fails, closing waits here.</summary>
    /// <param name="first">A descriptor that it holds until it ends.</param>
    /// <param name="second">Another; -1 for none.</param>
    /// <param name="delay">For how long.</param>
    internal static void Start(int first, int second, TimeSpan delay)
    {
        var microseconds = (uint)delay.TotalMicroseconds;
        if (LibC.Fork() != 0)
            return;
        // Nothing but these calls from here on. Locks, and pipes whose readers wait for their end, must not wait too.
        for (var descriptor = 0; descriptor < MostDescriptors; descriptor++)
        {
            if (descriptor != first && descriptor != second)
                _ = LibC.CloseInFork(descriptor);
        }
        _ = LibC.SleepInFork(microseconds);
        LibC.ExitFork(0);
    }
}
