using System.Text;

namespace Xen.Hotplug.Common.Processes;

/// <summary>
/// Takes the events of one device one after the other. All devices share one file; each locks a byte of its own in
/// it, found by its name. So there is nothing to clean up: the kernel lets go of the lock when its holder ends,
/// however it ends, and no file is left for a device that is gone. Two names that share a byte only wait needlessly.
/// </summary>
public sealed class EventLock : IDisposable
{
    /// <summary>Where Xen's hotplug scripts keep their locks.</summary>
    public const string DirectoryPath = LockFile.Folder;

    private readonly LockFile _file;

    private EventLock(LockFile file) => _file = file;

    /// <summary>Waits until no other event of the device is being worked on.</summary>
    /// <param name="device">The device's name.</param>
    /// <param name="limit">How long to wait at most.</param>
    /// <exception cref="HotplugException">The time is up, or there is no file to lock.</exception>
    public static EventLock Acquire(string device, TimeSpan limit)
    {
        var file = LockFile.Open();
        try
        {
            Take(file, device, limit, DeadlineOf(limit));
            return new EventLock(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>
    /// As <see cref="Acquire"/>, and waits until bridge-shadow changes nothing: what is read from then on stays so. Events of
    /// different devices are worked on side by side.
    /// </summary>
    /// <inheritdoc cref="Acquire"/>
    public static EventLock AcquireSharingNetwork(string device, TimeSpan limit)
    {
        var deadline = DeadlineOf(limit);
        // In this order: an event that waits for another of its device keeps bridge-shadow from nothing.
        var turn = Acquire(device, limit);
        try
        {
            HandoverLock.Share(turn._file, limit, deadline);
            return turn;
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    /// <summary>Lets the next event go on.</summary>
    public void Dispose() => _file.Dispose();

    /// <summary>The file that all devices share.</summary>
    internal static string FilePath => LockFile.FilePath;

    internal static long DeadlineOf(TimeSpan limit) => Environment.TickCount64 + (long)limit.TotalMilliseconds;

    private static void Take(LockFile file, string device, TimeSpan limit, long deadline)
    {
        if (!file.TryTake(new LockedBytes(OffsetOf(device), 1), deadline))
            throw new HotplugException(
                $"another event of {device} was still being worked on after {limit.TotalSeconds} s; look for the program that holds {FilePath} (lslocks) and end it"
            );
    }

    /// <summary>FNV-1a, which is the same in every run, cut to what a file's offset may be.</summary>
    private static long OffsetOf(string device)
    {
        var hash = 14695981039346656037UL;
        foreach (var part in Encoding.UTF8.GetBytes(device))
            hash = (hash ^ part) * 1099511628211UL;
        return (long)(hash >> 2);
    }
}
