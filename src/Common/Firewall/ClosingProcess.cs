using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Firewall;

/// <summary>
/// A forked copy of the program that only keeps a descriptor open for a while and exits, because to close it now would
/// block. It runs no managed code: the other threads do not exist in it.
/// </summary>
internal static class ClosingProcess
{
    private const int MostDescriptors = 256; // far more than a hotplug program has open

    /// <summary>Starts it; if that fails, closing waits here.</summary>
    /// <param name="kept">The descriptor that it holds until it ends.</param>
    /// <param name="delay">For how long.</param>
    internal static unsafe void Start(int kept, TimeSpan delay)
    {
        var microseconds = (uint)delay.TotalMicroseconds;
        // The runtime's handlers would find their pipe closed in the copy, which so gets no signal but SIGKILL.
        var all = stackalloc ulong[LibC.SignalSetLength];
        var before = stackalloc ulong[LibC.SignalSetLength];
        new Span<ulong>(all, LibC.SignalSetLength).Fill(ulong.MaxValue);
        _ = LibC.SetSignalMask(LibC.SIG_BLOCK, all, before);
        if (LibC.Fork() != 0)
        {
            _ = LibC.SetSignalMask(LibC.SIG_SETMASK, before, null);
            return;
        }
        // Nothing but these calls from here on. Locks, and pipes whose readers wait for their end, must not wait too.
        for (var descriptor = 0; descriptor < MostDescriptors; descriptor++)
        {
            if (descriptor != kept)
                _ = LibC.CloseInFork(descriptor);
        }
        _ = LibC.SleepInFork(microseconds);
        LibC.ExitFork(0);
    }
}
