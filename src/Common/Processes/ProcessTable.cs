using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Processes;

/// <summary>The host's processes, by /proc. Each may end while it is looked at, or be another user's.</summary>
public static class ProcessTable
{
    /// <summary>The numbers of all processes.</summary>
    public static IEnumerable<int> List()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (Text.TryReadNumber(Path.GetFileName(folder), out var id))
                yield return id;
        }
    }

    /// <summary>The name that a process has, which it may choose itself: any characters, line breaks too.</summary>
    public static string NameOf(int id) =>
        RegularFile.TryRead($"/proc/{id}/comm", out _) is [.. { Length: > 0 } name, '\n'] ? name : "?";

    /// <summary>The words of its command line; none where they cannot be read.</summary>
    public static IReadOnlyList<string> WordsOf(int id) =>
        RegularFile.TryRead($"/proc/{id}/cmdline", out _)?.Split('\0', StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>Whether it works as root. Its name and words it may have chosen itself, this not.</summary>
    public static bool IsRoots(int id)
    {
        const string key = "\nUid:\t";
        const string effective = "0";
        // Uid: real, effective, saved, of the file system (proc_pid_status(5)).
        var status = RegularFile.TryRead($"/proc/{id}/status", out _) ?? "";
        var start = status.IndexOf(key, StringComparison.Ordinal);
        return start >= 0 && status[(start + key.Length)..].Split('\t', '\n') is [_, effective, ..];
    }

    /// <summary>The number of its process group; null if that cannot be told.</summary>
    public static int? GroupOf(int id) => ProcessState.TryRead(id)?.Group;

    /// <summary>The network namespace of a process, by its number or "self"; null if that cannot be told.</summary>
    public static string? NetworkOf(string process)
    {
        try
        {
            return new FileInfo($"/proc/{process}/ns/net").LinkTarget;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The inodes of the sockets that it holds; none where its descriptors cannot be seen.</summary>
    public static IReadOnlyList<string> SocketsOf(int id)
    {
        const string prefix = "socket:[";
        var inodes = new List<string>();
        try
        {
            foreach (var descriptor in Directory.EnumerateFiles($"/proc/{id}/fd"))
            {
                if (
                    new FileInfo(descriptor).LinkTarget is { } target
                    && target.StartsWith(prefix, StringComparison.Ordinal)
                )
                    inodes.Add(target[prefix.Length..^1]);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What was found before stays.
        }
        return inodes;
    }
}
