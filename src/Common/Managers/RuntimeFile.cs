using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Managers;

/// <summary>Files below /run that tell a manager what is coming. They are whole or not there, and a reboot forgets them.</summary>
public static class RuntimeFile
{
    /// <summary>rw-------, for what may hold a password. Its text is never shown.</summary>
    public const UnixFileMode Secret = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>A change that writes a file, and takes back whatever was there before.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">What it says.</param>
    /// <param name="mode">Who may read it.</param>
    public static Change Writing(string path, string text, UnixFileMode mode) =>
        Changing(path, Describe(path, text, mode), () => Write(path, text, mode), mode);

    /// <summary>A change that deletes a file, if there is one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mode">Who may read it, should it have to come back.</param>
    public static Change Deleting(string path, UnixFileMode mode) =>
        Changing(path, $"rm -f {Text.ShellWord(path)}", () => Delete(path), mode);

    /// <summary>Writes a file.</summary>
    /// <exception cref="HotplugException">It could not be written.</exception>
    internal static void Write(string path, string text, UnixFileMode mode)
    {
        try
        {
            RegularFile.Replace(path, text, mode);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new HotplugException($"could not write {path}: {exception.Message}", exception);
        }
    }

    /// <summary>Deletes a file, if there is one.</summary>
    /// <exception cref="HotplugException">It could not be deleted.</exception>
    internal static void Delete(string path)
    {
        try
        {
            if (Directory.Exists(Path.GetDirectoryName(path)))
                File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new HotplugException($"could not delete {path}: {exception.Message}", exception);
        }
    }

    private static Change Changing(string path, string command, Action apply, UnixFileMode mode)
    {
        var before = RegularFile.TryRead(path, out _);
        return new Change(command, apply)
        {
            Summary = command.Split('\n')[0],
            UndoCommand = before == null ? $"rm -f {Text.ShellWord(path)}" : $"# write {path} as it was",
            Undo = () =>
            {
                if (before == null)
                    Delete(path);
                else
                    Write(path, before, mode);
            },
        };
    }

    private static string Describe(string path, string text, UnixFileMode mode) =>
        mode == Secret
            ? $"# write {path}, which only root may read, for it may hold passwords"
            : $"mkdir -p {Text.ShellWord(Path.GetDirectoryName(path)!)}; cat >{Text.ShellWord(path)} {Text.HereDocument(text)}";
}
