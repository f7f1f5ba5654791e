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
        Span<byte> address = stackalloc byte[AddressLength];
        if (!TryWriteAddress(path, address))
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

    /// <summary>
    /// Makes a socket that listens at a path, which root alone can connect to and whose calls do not wait; null if that fails.
    /// It takes the path over from one that is there.
    /// </summary>
    /// <param name="path">The path, of at most <see cref="LongestPath"/> bytes with a number behind it.</param>
    /// <param name="backlog">How many may connect before it accepts one.</param>
    internal static Descriptor? TryListen(string path, int backlog)
    {
        if (TryMake(LibC.SOCK_STREAM | LibC.SOCK_NONBLOCK, out _) is not { } socket)
            return null;
        // Nobody finds it before it listens.
        var early = $"{path}.{Environment.ProcessId}";
        try
        {
            if (TryBind(socket, early))
            {
                File.SetUnixFileMode(early, UnixFileMode.UserRead | UnixFileMode.UserWrite);
                if (LibC.Listen(socket.Number, backlog) == 0)
                {
                    File.Move(early, path, overwrite: true);
                    return socket;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Something else is in its place.
        }
        socket.Dispose();
        RegularFile.TryDelete(early);
        return null;
    }

    /// <summary>Sends a descriptor over a connected socket, without waiting; false where that fails.</summary>
    internal static bool TrySendDescriptor(Descriptor socket, int descriptor)
    {
        byte one = 0;
        var part = new LibC.BufferPart { Start = &one, Length = 1 };
        var rights = new LibC.DescriptorRights
        {
            Length = (nuint)(sizeof(nuint) + 3 * sizeof(int)),
            Level = LibC.SOL_SOCKET,
            Type = LibC.SCM_RIGHTS,
            Descriptor = descriptor,
        };
        var message = new LibC.MessageHeader
        {
            Parts = &part,
            PartCount = 1,
            Control = &rights,
            ControlLength = (nuint)sizeof(LibC.DescriptorRights),
        };
        return LibC.SendMessage(socket.Number, &message, LibC.MSG_DONTWAIT | LibC.MSG_NOSIGNAL) == 1;
    }

    // struct sockaddr_un: the family, then the path and its NUL.
    private const int AddressLength = sizeof(ushort) + LongestPath + 1;

    private static bool TryBind(Descriptor socket, string path)
    {
        Span<byte> address = stackalloc byte[AddressLength];
        if (!TryWriteAddress(path, address))
            return false;
        fixed (byte* start = address)
            return LibC.Bind(socket.Number, start, (uint)address.Length) == 0;
    }

    private static bool TryWriteAddress(string path, Span<byte> address)
    {
        address.Clear();
        MemoryMarshal.Write(address, (ushort)LibC.AF_UNIX);
        return Encoding.UTF8.TryGetBytes(path, address[sizeof(ushort)..^1], out _);
    }
}
