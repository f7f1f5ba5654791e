using System.Text;

namespace Xen.Hotplug.Common.Native;

/// <summary>
/// Files that decide what root does. Each is believed by owner and mode: it and its folder are root's (or those of who runs the
/// program), and nobody else can write them. No FIFO, device or socket is taken for one, and nothing here waits.
/// </summary>
public static class TrustedFile
{
    private const string NoFile = "it is no regular file";

    /// <summary>Reads a file that root has to believe; null, with the reason in <paramref name="error"/>, if it cannot be read.</summary>
    /// <param name="path">The file. A link is not followed.</param>
    /// <param name="error">Why there is no text.</param>
    /// <exception cref="HotplugException">Somebody else could have written it.</exception>
    internal static string? TryRead(string path, out Errno error)
    {
        using var file = TryOpen(path, LibC.O_RDONLY | LibC.O_NOFOLLOW, out error);
        return file?.ReadAll(int.MaxValue, out error) is { } content ? Encoding.UTF8.GetString(content) : null;
    }

    /// <summary>
    /// Opens a file that root has to believe; null, with the reason in <paramref name="error"/>, if it cannot be opened. Where
    /// links are followed, it is what they lead to that counts, and the folder that the link is in.
    /// </summary>
    /// <exception cref="HotplugException">Somebody else could have written it, or it is no regular file.</exception>
    internal static Descriptor? TryOpen(string path, int flags, out Errno error)
    {
        var file = Descriptor.TryOpen(path, flags | LibC.O_NONBLOCK, 0, out error);
        if (error == Errno.ELOOP)
            throw Distrusted(path, "it is a symbolic link");
        // Of a socket, and of a FIFO that nobody reads.
        if (error == Errno.ENXIO)
            throw Distrusted(path, NoFile);
        if (file == null)
            return null;
        if (WhyDistrusted(file, path) is not { } reason)
            return file;
        file.Dispose();
        throw Distrusted(path, reason);
    }

    /// <summary>Why an open file is not to be believed; null if it is.</summary>
    internal static string? WhyDistrusted(Descriptor file, string path)
    {
        var status = FileStatus.Of(file);
        return status.Type != FileType.Regular ? NoFile : status.WhyDistrusted ?? WhyFolderDistrusted(path);
    }

    /// <summary>Fails where others than root can put files into the folder of <paramref name="path"/>.</summary>
    /// <exception cref="HotplugException">They can.</exception>
    public static void RequireFolder(string path)
    {
        if (WhyFolderDistrusted(path) is { } reason)
            throw Distrusted(path, reason);
    }

    /// <summary>Why root should not run a file; null if it may. A link is judged by what it leads to, and where that lies.</summary>
    public static string? WhyNotToRun(string path)
    {
        var status = FileStatus.Of(path);
        if ((status.WhyDistrusted ?? WhyFolderDistrusted(path)) is { } reason)
            return reason;
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: true) is { } target
                ? WhyFolderDistrusted(target.FullName)
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception.Message;
        }
    }

    private static string? WhyFolderDistrusted(string path) =>
        Path.GetDirectoryName(path) is { Length: > 0 } folder && FileStatus.Of(folder).WhyDistrusted is { } reason
            ? $"of its folder {folder}, {reason}"
            : null;

    private static HotplugException Distrusted(string path, string reason) =>
        new($"could not trust {path}: {reason}; let root alone own and write it (chown root, chmod go-w)");
}
