using Xen.Hotplug.Common.Configuration;
using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.XenBridgeDoctor;

/// <summary>The host's files. None that is missing, odd or another's is an error.</summary>
/// <param name="root">The folder that stands for the root of the file system.</param>
internal sealed class HostFiles(string root = "")
{
    private readonly SortedSet<string> _unreadable = new(StringComparer.Ordinal);

    /// <summary>What was to be read, and may not be read by this user.</summary>
    internal IReadOnlyCollection<string> Unreadable => _unreadable;

    /// <summary>The text of a file; null if there is none, or it may not be read.</summary>
    internal string? TryRead(string path)
    {
        var text = RegularFile.TryRead(root + path, out var error);
        if (error is Errno.EACCES or Errno.EPERM)
            _unreadable.Add(path);
        return text;
    }

    internal bool Exists(string path) => RegularFile.Exists(root + path);

    internal bool IsExecutable(string path) => RegularFile.IsExecutable(root + path);

    /// <summary>The paths of what is in a folder, in order of their names; none where there is no such folder.</summary>
    internal IReadOnlyList<string> List(string folder) => List(folder, Directory.EnumerateFiles);

    private IReadOnlyList<string> ListAll(string folder) => List(folder, Directory.EnumerateFileSystemEntries);

    private IReadOnlyList<string> List(string folder, Func<string, IEnumerable<string>> enumerate)
    {
        try
        {
            return [.. enumerate(root + folder).Select(path => path[root.Length..]).Order(StringComparer.Ordinal)];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _unreadable.Add(folder);
            return [];
        }
    }

    /// <summary>The paths that a shell pattern stands for, files and folders; where it has no wildcard, itself.</summary>
    internal IReadOnlyList<string> Glob(string pattern)
    {
        List<string> found = [""];
        foreach (var part in pattern.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Wildcards.AreIn(part))
            {
                found = found.ConvertAll(folder => $"{folder}/{part}");
                continue;
            }
            var next = new List<string>();
            foreach (var path in found.SelectMany(ListAll))
            {
                var name = Path.GetFileName(path);
                if ((part[0] == '.' || name[0] != '.') && Wildcards.Match(part, name))
                    next.Add(path);
            }
            found = next;
        }
        return found;
    }

    /// <summary>Where a symbolic link leads to in the end; the path itself where it is none.</summary>
    internal string Resolve(string path)
    {
        try
        {
            return File.ResolveLinkTarget(root + path, returnFinalTarget: true) is { } target
                ? target.FullName[root.Length..]
                : path;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return path;
        }
    }
}
