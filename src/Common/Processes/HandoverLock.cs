using System.Diagnostics.CodeAnalysis;

namespace Xen.Hotplug.Common.Processes;

/// <summary>
/// Keeps bridge-shadow and events apart: ports come and go side by side, and none while a link and its bridge change places.
/// Two bytes at the end of the lock file, behind those of all devices. An event goes through the gate and shares the
/// network; the gate is open again at once. Who hands over closes the gate, waits until the last event has ended, and so is
/// not kept waiting by a stream of events that overlap.
/// </summary>
public sealed class HandoverLock : IDisposable
{
    private const long End = 1L << 62; // of what EventLock gives to devices

    private readonly LockFile _file;

    private HandoverLock(LockFile file) => _file = file;

    private static LockedBytes Gate => new(End, 1);

    private static LockedBytes Network => new(End + 1, 1);

    private static LockedBytes GateAndNetwork => new(End, 2);

    /// <summary>Waits until no event is being worked on, and has those wait that come from now on.</summary>
    /// <param name="limit">How long to wait at most.</param>
    /// <param name="turn">The lock.</param>
    /// <returns>Whether it has the lock; if not, events were still being worked on, and none waits any more.</returns>
    /// <exception cref="HotplugException">There is no file to lock.</exception>
    public static bool TryAcquire(TimeSpan limit, [NotNullWhen(true)] out HandoverLock? turn)
    {
        turn = new HandoverLock(LockFile.Open());
        var deadline = EventLock.DeadlineOf(limit);
        if (turn._file.TryTake(Gate, deadline) && turn._file.TryTake(Network, deadline))
            return true;
        turn.Dispose();
        turn = null;
        return false;
    }

    /// <summary>Lets the events go on.</summary>
    public void Dispose() => _file.Dispose();

    /// <summary>Waits until nobody hands over, and has the next one wait for this event.</summary>
    internal static void Share(LockFile file, TimeSpan limit, long deadline)
    {
        if (!file.TryShare(GateAndNetwork, deadline))
            throw new HotplugException(
                $"bridge-shadow was still changing the host's network after {limit.TotalSeconds} s; look for the program that holds {LockFile.FilePath} (lslocks) and end it, then try again"
            );
        file.Release(Gate);
    }
}
