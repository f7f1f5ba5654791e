namespace Xen.Hotplug.Common.Native;

/// <summary>A UNIX datagram socket that never waits: what cannot be sent at once is not sent.</summary>
internal sealed unsafe class DatagramSocket : IDisposable
{
    private readonly Descriptor _descriptor;

    private DatagramSocket(Descriptor descriptor) => _descriptor = descriptor;

    /// <summary>Connects to a socket in the file system; null if that fails.</summary>
    internal static DatagramSocket? TryConnect(string path)
    {
        if (UnixSocket.TryMake(LibC.SOCK_DGRAM, out _) is not { } descriptor)
            return null;
        if (UnixSocket.Connect(descriptor, path) == Errno.None)
            return new DatagramSocket(descriptor);
        descriptor.Dispose();
        return null;
    }

    /// <summary>Sends one datagram; false where that fails.</summary>
    internal bool TrySend(ReadOnlySpan<byte> datagram)
    {
        fixed (byte* start = datagram)
            return LibC.Send(_descriptor.Number, start, (nuint)datagram.Length, LibC.MSG_DONTWAIT | LibC.MSG_NOSIGNAL)
                == datagram.Length;
    }

    public void Dispose() => _descriptor.Dispose();
}
