using System.Text;
using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Processes;

/// <summary>
/// Takes the events of one device one after the other. All devices share one file; each locks a byte of its own in
/// it, found by its name. So there is nothing to clean up: the kernel lets go of the lock when its holder ends,
/// however it ends, and no file is left for a device that is gone. Two names that share a byte only wait needlessly.
/// </summary>
public sealed class EventLock : IDisposable
{
    /// <summary>Where Xen's hotplug scripts keep their locks.</summary>
    public const string DirectoryPath = "/run/xen-hotplug";

    private const uint DirectoryMode = 0x1ed; // rwxr-xr-x
    private const uint FileMode = 0x180; // rw-------
    private const int OpenFileDescriptionLock = 37; // F_OFD_SETLK of linux/fcntl.h
    private const short WriteLock = 1; // F_WRLCK
    private const int LongestPause = 10;

    private readonly Descriptor _file;

    private EventLock(Descriptor file) => _file = file;

    /// <summary>Waits until no other event of the device is being worked on.</summary>
    /// <param name="device">The device's name.</param>
    /// <param name="limit">How long to wait at most.</param>
    /// <exception cref="HotplugException">The time is up, or there is no file to lock.</exception>
    public static unsafe EventLock Acquire(string device, TimeSpan limit)
    {
        var file =
            Descriptor.TryOpenOrMake(FilePath, LibC.O_RDWR, FileMode, DirectoryMode, out var reason)
            ?? throw new HotplugException(
                $"could not open the lock file {FilePath}: {reason.Describe()}{(CurrentUser.IsRoot ? "" : "; run it as root")}"
            );
        var deadline = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        var range = new LibC.FileLock
        {
            Type = WriteLock,
            Start = OffsetOf(device),
            Length = 1,
        };
        var pause = 1;
        while (LibC.FileControl(file.Number, OpenFileDescriptionLock, &range) != 0)
        {
            var error = LibC.LastError;
            if (error is Errno.EINTR)
                continue;
            if (error is Errno.EAGAIN or Errno.EACCES && Environment.TickCount64 < deadline)
            {
                Thread.Sleep(pause);
                pause = Math.Min(pause * 2, LongestPause);
                continue;
            }
            file.Dispose();
            throw new HotplugException(
                error is Errno.EAGAIN or Errno.EACCES
                    ? $"another event of {device} was still being worked on after {limit.TotalSeconds} s; look for the program that holds {FilePath} (lslocks) and end it"
                    : $"could not lock {FilePath}: {error.Describe()}"
            );
        }
        return new EventLock(file);
    }

    /// <summary>Lets the next event go on.</summary>
    public void Dispose() => _file.Dispose();

    /// <summary>The file that all devices share.</summary>
    internal static string FilePath => $"{DirectoryPath}/lock";

    /// <summary>FNV-1a, which is the same in every run, cut to what a file's offset may be.</summary>
    private static long OffsetOf(string device)
    {
        var hash = 14695981039346656037UL;
        foreach (var part in Encoding.UTF8.GetBytes(device))
            hash = (hash ^ part) * 1099511628211UL;
        return (long)(hash >> 2);
    }
}
