using System.Text;
using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Configuration;

/// <summary>
/// A file of shell assignments, as in /etc/sysconfig and /etc/default: KEY=VALUE lines, quotes, comments and line
/// continuations as a POSIX shell reads them. It is read, never run: whatever a shell would have to carry out
/// (an expansion, a command) is an error with its line number.
/// </summary>
public static class AssignmentFile
{
    private const int LongestFile = 1 << 20;

    /// <summary>Reads the file, or returns null if there is none.</summary>
    /// <param name="path">The file.</param>
    /// <param name="keys">The keys that it may have; empty for any.</param>
    /// <exception cref="HotplugException">It cannot be read, others than root can write it, or a line is no assignment.</exception>
    public static IReadOnlyDictionary<string, string>? TryRead(string path, params string[] keys)
    {
        using var file = TrustedFile.TryOpen(path, LibC.O_RDONLY, out var error);
        if (file == null)
            return error == Errno.ENOENT ? null : throw Unreadable(path, error.Describe());
        var content = file.ReadAll(LongestFile + 1, out error) ?? throw Unreadable(path, error.Describe());
        return content.Length <= LongestFile
            ? Parse(Encoding.UTF8.GetString(content), path, keys)
            : throw Unreadable(path, "it is longer than a megabyte");
    }

    /// <summary>Reads the text of such a file.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">What the errors call the file.</param>
    /// <param name="keys">The keys that it may have; empty for any.</param>
    public static IReadOnlyDictionary<string, string> Parse(string text, string path, params string[] keys)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var scanner = new AssignmentScanner(text, path);
        while (scanner.Next() is var (key, value))
        {
            if (keys.Length > 0 && !keys.Contains(key))
                throw new HotplugException(
                    $"{path}, line {scanner.AssignmentLine}: {key} means nothing here; set only {Text.List(keys)}"
                );
            values[key] = value;
        }
        return values;
    }

    private static HotplugException Unreadable(string path, string reason) => new($"could not read {path}: {reason}");
}
