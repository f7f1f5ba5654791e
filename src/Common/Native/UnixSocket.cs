using System.Runtime.InteropServices;
using System.Text;

namespace Xen.Hotplug.Common.Native;

/// <summary>Makes UNIX sockets, and connects them to a path.</summary>
internal static unsafe class UnixSocket
{
    /// <summary>The longest path in struct sockaddr_un, in bytes, without its NUL.</summary>
    internal const int LongestPath = 107;

    /// <summary>Makes a socket of a type; null, with the reason in <paramref name="error"/>, where that fails.</summary>
    internal static Descriptor? TryMake(int type, out Errno error)
    {
        var number = LibC.Socket(LibC.AF_UNIX, type | LibC.SOCK_CLOEXEC, 0);
        error = number < 0 ? LibC.LastError : Errno.None;
        return number < 0 ? null : new Descriptor(number);
    }

    /// <summary>Connects a socket to a path of at most <see cref="LongestPath"/> bytes.</summary>
    internal static Errno Connect(Descriptor socket, string path)
    {
        // struct sockaddr_un: the family, then the path and its NUL.
        Span<byte> address = stackalloc byte[sizeof(ushort) + LongestPath + 1];
        address.Clear();
        MemoryMarshal.Write(address, (ushort)LibC.AF_UNIX);
        if (!Encoding.UTF8.TryGetBytes(path, address[sizeof(ushort)..^1], out _))
            return Errno.EINVAL;
        fixed (byte* start = address)
        {
            while (LibC.Connect(socket.Number, start, (uint)address.Length) != 0)
            {
                if (LibC.LastError is var error && error != Errno.EINTR)
                    return error;
            }
        }
        return Errno.None;
    }
}
