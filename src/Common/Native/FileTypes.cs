using System.Runtime.InteropServices;

namespace Xen.Hotplug.Common.Native;

/// <summary>What a path leads to, as far as somebody here asks.</summary>
internal enum FileType
{
    /// <summary>There is nothing, or it cannot be reached.</summary>
    Missing,

    /// <summary>A regular file.</summary>
    Regular,

    /// <summary>A UNIX socket.</summary>
    Socket,

    /// <summary>A character device.</summary>
    CharacterDevice,

    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>Tells sockets, devices and files apart, which the class library does not.</summary>
internal static unsafe partial class FileTypes
{
    private const int AT_FDCWD = -100;
    private const uint STATX_TYPE = 1;

    /// <summary>sizeof(struct statx) and where its stx_mode is: the same on all machines (linux/stat.h).</summary>
    private const int StatxSize = 256;
    private const int ModeOffset = 28;

    /// <summary>What <paramref name="path"/> leads to; links are followed.</summary>
    internal static FileType Of(string path)
    {
        Span<byte> status = stackalloc byte[StatxSize];
        fixed (byte* start = status)
        {
            if (Statx(AT_FDCWD, path, 0, STATX_TYPE, start) != 0)
                return FileType.Missing;
        }
        return (MemoryMarshal.Read<ushort>(status[ModeOffset..]) & 0xF000) switch
        {
            0xC000 => FileType.Socket,
            0x2000 => FileType.CharacterDevice,
            0x8000 => FileType.Regular,
            _ => FileType.Other,
        };
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint mask, void* status);
}
