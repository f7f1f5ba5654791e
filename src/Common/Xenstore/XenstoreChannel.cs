using System.Text;
using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Xenstore;

/// <summary>Bytes to and from the store, through its socket or the kernel's device, with a limit to each wait.</summary>
internal sealed unsafe class XenstoreChannel : IDisposable
{
    // Of asm-generic/socket.h.
    private const int SOL_SOCKET = 1;
    private const int SO_SNDTIMEO = 21;

    private readonly Descriptor _descriptor;

    private XenstoreChannel(Descriptor descriptor, bool isDevice)
    {
        _descriptor = descriptor;
        IsDevice = isDevice;
    }

    /// <summary>Whether each message needs a write of its own, and an answer before the next.</summary>
    internal bool IsDevice { get; }

    /// <summary>Connects to the store.</summary>
    /// <param name="location">Where it is.</param>
    /// <param name="limit">The longest time to wait for a store that neither takes nor refuses connections or requests.</param>
    /// <exception cref="XenstoreException">It cannot be reached.</exception>
    internal static XenstoreChannel Open(XenstoreLocation location, TimeSpan limit)
    {
        var descriptor = location.IsDevice
            ? Descriptor.TryOpen(location.Path, LibC.O_RDWR, 0, out var error)
            : TryConnect(location.Path, limit, out error);
        if (descriptor is not null)
            return new XenstoreChannel(descriptor, location.IsDevice);

        // The kernel's word for a wait that SO_SNDTIMEO ended.
        var reason = error == Errno.EAGAIN ? "it took no connection in time" : error.Describe();
        throw new XenstoreException(
            $"could not connect to xenstore at {XenstoreText.Show(location.Path)}: {reason}; does xenstored run, and "
                + "is this root?"
        );
    }

    /// <summary>Sends all of <paramref name="messages"/>.</summary>
    internal Errno Send(ReadOnlySpan<byte> messages)
    {
        if (IsDevice)
            return _descriptor.WriteAll(messages);
        fixed (byte* start = messages)
        {
            for (var sent = 0; sent < messages.Length; )
            {
                // A store that has died must be an error here, not a signal that ends the program.
                var count = LibC.Send(
                    _descriptor.Number,
                    start + sent,
                    (nuint)(messages.Length - sent),
                    LibC.MSG_NOSIGNAL
                );
                if (count >= 0)
                    sent += (int)count;
                else if (LibC.LastError is var error && error != Errno.EINTR)
                    return error;
            }
        }
        return Errno.None;
    }

    /// <summary>Receives what there is, and waits for it until <paramref name="deadline"/>.</summary>
    /// <param name="buffer">Where to put it.</param>
    /// <param name="deadline">In milliseconds of <see cref="Environment.TickCount64"/>.</param>
    /// <param name="error">Why it failed; <see cref="Errno.ETIMEDOUT"/> when the deadline has passed.</param>
    /// <returns>How many bytes; 0 when the store has closed the connection; -1 with <paramref name="error"/>.</returns>
    internal int Receive(Span<byte> buffer, long deadline, out Errno error)
    {
        if (_descriptor.WaitReadable(deadline, out error))
            return _descriptor.Read(buffer, out error);
        if (error == Errno.None)
            error = Errno.ETIMEDOUT;
        return -1;
    }

    /// <summary>Closes the connection; the store forgets its transactions.</summary>
    public void Dispose() => _descriptor.Dispose();

    private static Descriptor? TryConnect(string path, TimeSpan limit, out Errno error)
    {
        if (Encoding.UTF8.GetByteCount(path) > UnixSocket.LongestPath)
            throw new XenstoreException(
                $"could not connect to xenstore at {XenstoreText.Show(path)}: the path of a socket may have at most "
                    + $"{UnixSocket.LongestPath} bytes"
            );
        if (UnixSocket.TryMake(LibC.SOCK_STREAM, out error) is not { } descriptor)
            return null;
        error = LimitSending(descriptor.Number, limit);
        if (error == Errno.None)
            error = UnixSocket.Connect(descriptor, path);
        if (error == Errno.None)
            return descriptor;
        descriptor.Dispose();
        return null;
    }

    /// <summary>Limits connect and send, which wait without end when a stopped store's queues are full.</summary>
    private static Errno LimitSending(int descriptor, TimeSpan limit)
    {
        // struct timeval; all zeros would mean no limit.
        var time = stackalloc long[2];
        time[0] = (long)limit.TotalSeconds;
        time[1] = Math.Max(1, (limit - TimeSpan.FromSeconds(time[0])).Ticks / TimeSpan.TicksPerMicrosecond);
        return LibC.SetSocketOption(descriptor, SOL_SOCKET, SO_SNDTIMEO, time, 2 * sizeof(long)) == 0
            ? Errno.None
            : LibC.LastError;
    }
}
