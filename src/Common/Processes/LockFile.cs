using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Processes;

/// <summary>
/// The file that all programs lock, each a byte of its own in it. Its locks belong to the open file (F_OFD_SETLK): the kernel
/// lets go of them when it is closed, however its holder ends. No child inherits it.
/// </summary>
internal sealed class LockFile : IDisposable
{
    /// <summary>Where Xen's hotplug scripts keep their locks.</summary>
    internal const string Folder = "/run/xen-hotplug";

    /// <summary>The file.</summary>
    internal const string FilePath = $"{Folder}/lock";

    private const uint FolderMode = 0x1ed; // rwxr-xr-x
    private const uint FileMode = 0x180; // rw-------
    private const int OpenFileDescriptionLock = 37; // F_OFD_SETLK of linux/fcntl.h
    private const short ReadLock = 0; // F_RDLCK
    private const short WriteLock = 1; // F_WRLCK
    private const short NoLock = 2; // F_UNLCK
    private const int LongestPause = 10;

    private readonly Descriptor _file;

    private LockFile(Descriptor file) => _file = file;

    /// <summary>Opens the file, and makes it where it is missing.</summary>
    /// <exception cref="HotplugException">It could not.</exception>
    internal static LockFile Open()
    {
        var file =
            Descriptor.TryOpenOrMake(FilePath, LibC.O_RDWR, FileMode, FolderMode, out var reason)
            ?? throw new HotplugException(
                $"could not open the lock file {FilePath}: {reason.Describe()}{(CurrentUser.IsRoot ? "" : "; run it as root")}"
            );
        if (TrustedFile.WhyDistrusted(file, FilePath) is not { } doubt)
            return new LockFile(file);
        file.Dispose();
        throw new HotplugException(
            $"could not trust the lock file {FilePath}: {doubt}; let root alone own and write it (chown root, chmod go-w)"
        );
    }

    /// <summary>Locks bytes so that nobody else can lock one of them; false if the time is up.</summary>
    /// <param name="bytes">Where they are.</param>
    /// <param name="deadline">In milliseconds of <see cref="Environment.TickCount64"/>.</param>
    /// <exception cref="HotplugException">They could not be locked at all.</exception>
    internal bool TryTake(LockedBytes bytes, long deadline) => TryLock(WriteLock, bytes, deadline);

    /// <summary>Locks bytes beside others who share them; false if the time is up.</summary>
    /// <inheritdoc cref="TryTake"/>
    internal bool TryShare(LockedBytes bytes, long deadline) => TryLock(ReadLock, bytes, deadline);

    /// <summary>Lets go of bytes, and keeps the others.</summary>
    internal void Release(LockedBytes bytes) => _ = TryLock(NoLock, bytes, deadline: 0);

    public void Dispose() => _file.Dispose();

    private unsafe bool TryLock(short kind, LockedBytes bytes, long deadline)
    {
        var range = new LibC.FileLock
        {
            Type = kind,
            Start = bytes.Start,
            Length = bytes.Count,
        };
        var pause = 1;
        while (LibC.FileControl(_file.Number, OpenFileDescriptionLock, &range) != 0)
        {
            var error = LibC.LastError;
            if (error is Errno.EINTR)
                continue;
            if (error is not (Errno.EAGAIN or Errno.EACCES))
                throw new HotplugException($"could not lock {FilePath}: {error.Describe()}");
            if (Environment.TickCount64 >= deadline)
                return false;
            Thread.Sleep(pause);
            pause = Math.Min(pause * 2, LongestPause);
        }
        return true;
    }
}

/// <summary>Bytes of the lock file.</summary>
/// <param name="Start">The first one's offset.</param>
/// <param name="Count">How many.</param>
internal readonly record struct LockedBytes(long Start, long Count);
