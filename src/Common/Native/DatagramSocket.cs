using System.Runtime.InteropServices;
using System.Text;

namespace Xen.Hotplug.Common.Native;

/// <summary>A UNIX datagram socket that never waits: what cannot be sent at once is not sent.</summary>
internal sealed unsafe class DatagramSocket : IDisposable
{
    private readonly Descriptor _descriptor;

    private DatagramSocket(Descriptor descriptor) => _descriptor = descriptor;

    /// <summary>Connects to a socket in the file system; null where that fails.</summary>
    internal static DatagramSocket? TryConnect(string path)
    {
        var number = LibC.Socket(LibC.AF_UNIX, LibC.SOCK_DGRAM | LibC.SOCK_CLOEXEC, 0);
        if (number < 0)
            return null;
        var descriptor = new Descriptor(number);
        // struct sockaddr_un: the family, then a path of at most 107 bytes and its NUL byte.
        Span<byte> address = stackalloc byte[110];
        address.Clear();
        MemoryMarshal.Write(address, (ushort)LibC.AF_UNIX);
        if (Encoding.UTF8.TryGetBytes(path, address[2..^1], out _))
        {
            fixed (byte* start = address)
            {
                if (LibC.Connect(number, start, (uint)address.Length) == 0)
                    return new DatagramSocket(descriptor);
            }
        }
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
