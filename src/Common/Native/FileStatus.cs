using System.Runtime.InteropServices;

namespace Xen.Hotplug.Common.Native;

/// <summary>What a path leads to, as far as somebody here asks.</summary>
internal enum FileType
{
    /// <summary>There is nothing, or it cannot be reached.</summary>
    Missing,

    /// <summary>A regular file.</summary>
    Regular,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A UNIX socket.</summary>
    Socket,

    /// <summary>A character device.</summary>
    CharacterDevice,

    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>What a file is, whose it is, and who may do what with it. The class library tells no types apart, and no owner.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Owner">The user's number.</param>
/// <param name="Mode">The permission bits.</param>
internal readonly unsafe partial record struct FileStatus(FileType Type, uint Owner, uint Mode)
{
    private const uint Root = 0;
    private const uint WritableByOthers = 0x12; // ----w--w-
    private const uint ExecutableBits = 0x49; // --x--x--x

    private const int AT_FDCWD = -100;
    private const int AT_EMPTY_PATH = 0x1000;

    // STATX_TYPE, STATX_MODE and STATX_UID.
    private const uint Wanted = 1 | 2 | 8;

    /// <summary>sizeof(struct statx) and where its stx_uid and stx_mode are: the same on all machines (linux/stat.h).</summary>
    private const int StatxSize = 256;
    private const int OwnerOffset = 20;
    private const int ModeOffset = 28;

    /// <summary>Whether somebody may execute it.</summary>
    internal bool IsExecutable => (Mode & ExecutableBits) != 0;

    /// <summary>Why root should not do what it says; null if it is the work of root, or of who runs the program.</summary>
    internal string? WhyDistrusted =>
        Owner != Root && Owner != LibC.EffectiveUserId() ? $"it belongs to user {Owner}, not to root"
        : (Mode & WritableByOthers) != 0 ? "others than its owner can write it"
        : null;

    /// <summary>The status of what <paramref name="path"/> leads to; links are followed.</summary>
    internal static FileStatus Of(string path) => Read(AT_FDCWD, path, 0);

    /// <summary>The status of an open file.</summary>
    internal static FileStatus Of(Descriptor file) => Read(file.Number, "", AT_EMPTY_PATH);

    private static FileStatus Read(int directory, string path, int flags)
    {
        Span<byte> status = stackalloc byte[StatxSize];
        fixed (byte* start = status)
        {
            if (Statx(directory, path, flags, Wanted, start) != 0)
                return default;
        }
        var mode = MemoryMarshal.Read<ushort>(status[ModeOffset..]);
        var type = (mode & 0xF000) switch
        {
            0x2000 => FileType.CharacterDevice,
            0x4000 => FileType.Folder,
            0x8000 => FileType.Regular,
            0xC000 => FileType.Socket,
            _ => FileType.Other,
        };
        return new FileStatus(type, MemoryMarshal.Read<uint>(status[OwnerOffset..]), mode & 0xFFFU);
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint mask, void* status);
}
