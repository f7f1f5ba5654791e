using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Processes;

namespace Xen.Hotplug.Common.Firewall;

/// <summary>
/// Keeps descriptors open whose closing would block now, and keep others waiting. A forked copy of the program has them, and does
/// nothing else. While it is there, later programs send it theirs instead of forking; it ends, and so closes them, when none has
/// come for a while.
/// </summary>
internal static class ClosingProcess
{
    private const string SocketPath = $"{EventLock.DirectoryPath}/closing";
    private const int MostDescriptors = 256; // far more than a hotplug program has open

    // So many guests that leave one after the other; then somebody waits after all.
    private const int MostDelays = 500;
    private const int MostKept = 1 << 16;
    private const int Backlog = 4096;

    /// <summary>Has a descriptor kept open; if that fails, closing waits here.</summary>
    /// <param name="kept">The descriptor.</param>
    /// <param name="delay">For how long after this call, and after all that come before that time is up.</param>
    internal static void Keep(int kept, TimeSpan delay)
    {
        if (TrySend(kept))
            return;
        using var socket = UnixSocket.TryListen(SocketPath, Backlog);
        Start(kept, socket?.Number ?? -1, (uint)delay.TotalMicroseconds);
    }

    private static bool TrySend(int kept)
    {
        using var socket = UnixSocket.TryMake(LibC.SOCK_STREAM | LibC.SOCK_NONBLOCK, out _);
        return socket != null
            && UnixSocket.Connect(socket, SocketPath) == Errno.None
            && UnixSocket.TrySendDescriptor(socket, kept);
    }

    /// <summary>The copy runs no managed code: the other threads do not exist in it.</summary>
    private static unsafe void Start(int kept, int socket, uint delayMicroseconds)
    {
        // The runtime's handlers would find their pipe closed in the copy, which so gets no signal but SIGKILL.
        var all = stackalloc ulong[LibC.SignalSetLength];
        var before = stackalloc ulong[LibC.SignalSetLength];
        new Span<ulong>(all, LibC.SignalSetLength).Fill(ulong.MaxValue);
        var limit = new LibC.ResourceLimit { Current = MostKept, Most = MostKept };
        _ = LibC.SetSignalMask(LibC.SIG_BLOCK, all, before);
        if (LibC.Fork() != 0)
        {
            _ = LibC.SetSignalMask(LibC.SIG_SETMASK, before, null);
            return;
        }
        // Nothing but these calls from here on. Locks, and pipes whose readers wait for their end, must not wait too.
        for (var descriptor = 0; descriptor < MostDescriptors; descriptor++)
        {
            if (descriptor != kept && descriptor != socket)
                _ = LibC.CloseInFork(descriptor);
        }
        _ = LibC.SetLimitInFork(LibC.RLIMIT_NOFILE, &limit);
        for (var delays = 0; delays < MostDelays; delays++)
        {
            _ = LibC.SleepInFork(delayMicroseconds);
            if (LibC.AcceptInFork(socket, null, null, 0) < 0)
                break;
            while (LibC.AcceptInFork(socket, null, null, 0) >= 0) { }
        }
        LibC.ExitFork(0);
    }
}
