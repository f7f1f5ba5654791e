using System.Text;

namespace Xen.Hotplug.Common.Native;

/// <summary>Reads files that somebody else wrote, whatever they are: it never waits for a FIFO, nor reads without end.</summary>
public static class RegularFile
{
    /// <summary>rw-r--r--: a status or a dry run reads it without root.</summary>
    public const UnixFileMode Readable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const int Longest = 1 << 20;

    // rwxr-xr-x, whatever the caller's umask is.
    private const UnixFileMode FolderMode =
        UnixFileMode.UserRead
        | UnixFileMode.UserWrite
        | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherExecute;

    /// <summary>Whether the path leads to a regular file.</summary>
    public static bool Exists(string path) => FileStatus.Of(path).Type == FileType.Regular;

    /// <summary>Whether the path leads to a regular file that somebody may execute.</summary>
    public static bool IsExecutable(string path) =>
        FileStatus.Of(path) is { Type: FileType.Regular, IsExecutable: true };

    /// <summary>Deletes a file that may as well stay.</summary>
    public static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The next one is written over it.
        }
    }

    /// <summary>Deletes a folder that may as well stay, and does where something is in it.</summary>
    internal static void TryDeleteEmptyFolder(string path)
    {
        try
        {
            Directory.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Somebody has put something into it.
        }
    }

    /// <summary>Writes a file in one step: at any moment it is the old one or the new one, whole. Makes its folder.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">What it says.</param>
    /// <param name="mode">Who may read it, from the first moment.</param>
    /// <exception cref="IOException">It could not be written; nothing of it is left.</exception>
    /// <exception cref="UnauthorizedAccessException">The same, for want of rights.</exception>
    /// <exception cref="HotplugException">Others than root can write in its folder.</exception>
    internal static void Replace(string path, string text, UnixFileMode mode) => Replace(path, [text], mode);

    /// <summary>The same with a text in parts, which are written one after the other.</summary>
    internal static void Replace(string path, IEnumerable<string> parts, UnixFileMode mode)
    {
        var draft = $"{path}.new";
        MakeFolder(Path.GetDirectoryName(path)!);
        TrustedFile.RequireFolder(path);
        try
        {
            File.Delete(draft);
            var options = new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = mode,
            };
            using (var file = new FileStream(draft, options))
            {
                foreach (var part in parts)
                    file.Write(Encoding.UTF8.GetBytes(part));
            }
            // The caller's umask may have taken some of it away.
            File.SetUnixFileMode(draft, mode);
            File.Move(draft, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            TryDelete(draft);
            throw;
        }
    }

    /// <summary>Makes a folder, and those that it is in, into which root alone can write.</summary>
    internal static void MakeFolder(string path) => Directory.CreateDirectory(path, FolderMode);

    /// <summary>The first megabyte of a regular file, as UTF-8; null if there is none, or it cannot be read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="error">Why there is no text.</param>
    public static string? TryRead(string path, out Errno error)
    {
        using var file = Descriptor.TryOpen(path, LibC.O_RDONLY | LibC.O_NONBLOCK, 0, out error);
        if (file != null && FileStatus.Of(file).Type != FileType.Regular)
        {
            error = Errno.ENOENT;
            return null;
        }
        return file?.ReadAll(Longest, out error) is { } content ? Encoding.UTF8.GetString(content) : null;
    }
}
