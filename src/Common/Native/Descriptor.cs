using System.Runtime.InteropServices;

namespace Xen.Hotplug.Common.Native;

/// <summary>A file descriptor that is closed once, with the loops that every caller of read and write needs.</summary>
internal sealed unsafe class Descriptor : SafeHandle
{
    internal Descriptor(int descriptor)
        : base(-1, ownsHandle: true) => SetHandle(descriptor);

    /// <inheritdoc/>
    public override bool IsInvalid => handle < 0;

    internal int Number => (int)handle;

    /// <summary>Opens a file, close-on-exec. Returns null and leaves the reason in <paramref name="error"/> when it cannot.</summary>
    internal static Descriptor? TryOpen(string path, int flags, uint mode, out Errno error)
    {
        while (true)
        {
            var descriptor = LibC.Open(path, flags | LibC.O_CLOEXEC, mode);
            error = descriptor < 0 ? LibC.LastError : Errno.None;
            if (error != Errno.EINTR)
                return descriptor < 0 ? null : new Descriptor(descriptor);
        }
    }

    /// <summary>As <see cref="TryOpen"/>; makes the file where it is missing, and the folder that it is in.</summary>
    internal static Descriptor? TryOpenOrMake(string path, int flags, uint mode, uint folderMode, out Errno error)
    {
        flags |= LibC.O_CREAT | LibC.O_NOFOLLOW;
        var file = TryOpen(path, flags, mode, out error);
        if (error != Errno.ENOENT || Path.GetDirectoryName(path) is not { } folder)
            return file;
        _ = LibC.MakeDirectory(folder, folderMode);
        return TryOpen(path, flags, mode, out error);
    }

    /// <summary>Waits until there is something to read or <paramref name="deadline"/> has passed; false if it has.</summary>
    /// <param name="deadline">In milliseconds of <see cref="Environment.TickCount64"/>, which no change of the clock moves.</param>
    /// <param name="error">Why waiting failed, or none.</param>
    internal bool WaitReadable(long deadline, out Errno error)
    {
        while (true)
        {
            var wait = Math.Clamp(deadline - Environment.TickCount64, 0, int.MaxValue);
            var poll = new LibC.PollDescriptor { Descriptor = Number, Events = LibC.POLLIN };
            var ready = LibC.Poll(&poll, 1, (int)wait);
            error = ready < 0 ? LibC.LastError : Errno.None;
            if (error == Errno.EINTR)
                continue;
            return ready > 0;
        }
    }

    /// <summary>Writes all of <paramref name="data"/>, in as few calls as the kernel allows.</summary>
    internal Errno WriteAll(ReadOnlySpan<byte> data) => WriteAll(Number, data);

    /// <summary>The same, to a descriptor that is not to be closed.</summary>
    internal static Errno WriteAll(int descriptor, ReadOnlySpan<byte> data)
    {
        fixed (byte* start = data)
        {
            var written = 0;
            while (written < data.Length)
            {
                var count = LibC.Write(descriptor, start + written, (nuint)(data.Length - written));
                if (count > 0)
                    written += (int)count;
                else if (count == 0)
                    return Errno.EIO;
                else if (LibC.LastError is var error && error != Errno.EINTR)
                    return error;
            }
        }
        return Errno.None;
    }

    /// <summary>Reads once; the count of bytes, 0 at the end, or -1 with the reason in <paramref name="error"/>.</summary>
    internal int Read(Span<byte> buffer, out Errno error)
    {
        fixed (byte* start = buffer)
        {
            while (true)
            {
                var count = LibC.Read(Number, start, (nuint)buffer.Length);
                error = count < 0 ? LibC.LastError : Errno.None;
                if (error != Errno.EINTR)
                    return (int)count;
            }
        }
    }

    /// <summary>Reads to the end, or to a limit; null, with the reason in <paramref name="error"/>, where that fails.</summary>
    /// <param name="most">How many bytes at most.</param>
    /// <param name="error">Why it failed.</param>
    internal byte[]? ReadAll(int most, out Errno error)
    {
        var content = new MemoryStream();
        Span<byte> buffer = stackalloc byte[4096];
        while (true)
        {
            var count = Read(buffer[..Math.Min(buffer.Length, most - (int)content.Length)], out error);
            if (count < 0)
                return null;
            if (count == 0)
                return content.ToArray();
            content.Write(buffer[..count]);
        }
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => LibC.Close((int)handle) == 0;
}
