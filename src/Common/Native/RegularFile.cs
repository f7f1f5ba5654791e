using System.Text;

namespace Xen.Hotplug.Common.Native;

/// <summary>Reads files that somebody else wrote, whatever they are: it never waits for a FIFO, nor reads without end.</summary>
public static class RegularFile
{
    private const int Longest = 1 << 20;

    // x for the owner, the group and others.
    private const UnixFileMode Executable =
        UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Whether the path leads to a regular file.</summary>
    public static bool Exists(string path) => FileTypes.Of(path) == FileType.Regular;

    /// <summary>Whether the path leads to a regular file that somebody may execute.</summary>
    public static bool IsExecutable(string path)
    {
        if (!Exists(path))
            return false;
        try
        {
            return (File.GetUnixFileMode(path) & Executable) != 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

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

    /// <summary>Writes a file in one step: at any moment it is the old one or the new one, whole. Makes its folder.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">What it says.</param>
    /// <param name="mode">Who may read it, from the first moment.</param>
    /// <exception cref="IOException">It could not be written; nothing of it is left.</exception>
    /// <exception cref="UnauthorizedAccessException">The same, for want of rights.</exception>
    internal static void Replace(string path, string text, UnixFileMode mode)
    {
        var draft = $"{path}.new";
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
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
                file.Write(Encoding.UTF8.GetBytes(text));
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

    /// <summary>The first megabyte of a regular file, as UTF-8; null if there is none, or it cannot be read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="error">Why there is no text.</param>
    public static string? TryRead(string path, out Errno error)
    {
        error = Errno.ENOENT;
        if (!Exists(path))
            return null;
        using var file = Descriptor.TryOpen(path, LibC.O_RDONLY | LibC.O_NONBLOCK, 0, out error);
        return file?.ReadAll(Longest, out error) is { } content ? Encoding.UTF8.GetString(content) : null;
    }
}
