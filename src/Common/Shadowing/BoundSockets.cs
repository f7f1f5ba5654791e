using System.Globalization;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>
/// Finds the sockets that are bound to a link itself, not to an address: they stay with it and hear nothing more once
/// another link has taken its place.
/// </summary>
public static class BoundSockets
{
    private const string AllProtocols = "0003"; // ETH_P_ALL: taps see frames before the bridge takes them

    /// <summary>A sentence for each program that holds on to the link.</summary>
    public static IReadOnlyList<string> Describe(Link link)
    {
        var inodes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var inode in FindPacketSockets(link.Index))
            inodes[inode] = "a packet socket";
        foreach (var inode in SocketDiagnosis.FindBoundTo(link.Index))
            inodes[inode.ToString(CultureInfo.InvariantCulture)] = "a socket";
        if (inodes.Count == 0)
            return [];
        var owners = FindOwners(inodes.Keys.ToHashSet());
        return
        [
            .. inodes
                .Select(socket =>
                    $"{owners.GetValueOrDefault(socket.Key, "a program that cannot be seen from here")} has {socket.Value} bound to {link.Name}"
                )
                .Distinct()
                .Select(sentence => $"{sentence}, which will hear nothing more; restart it afterwards"),
        ];
    }

    /// <summary>/proc/net/packet: sk, references, type, protocol, interface, running, memory, user, inode.</summary>
    private static IEnumerable<string> FindPacketSockets(int linkIndex)
    {
        foreach (var line in ReadLines("/proc/self/net/packet").Skip(1))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (
                words.Length >= 9
                && words[4] == linkIndex.ToString(CultureInfo.InvariantCulture)
                && words[3] != AllProtocols
            )
                yield return words[8];
        }
    }

    /// <summary>The program and process that holds each socket, by the links in /proc/PID/fd.</summary>
    private static Dictionary<string, string> FindOwners(HashSet<string> inodes)
    {
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var process in Directory.EnumerateDirectories("/proc"))
        {
            var number = Path.GetFileName(process);
            if (!number.All(char.IsAsciiDigit))
                continue;
            foreach (var inode in SocketsOf(process).Where(inodes.Contains))
                owners[inode] = $"{ReadLines($"{process}/comm").FirstOrDefault("?")} (process {number})";
        }
        return owners;
    }

    private static List<string> SocketsOf(string process)
    {
        const string prefix = "socket:[";
        var inodes = new List<string>();
        try
        {
            foreach (var descriptor in Directory.EnumerateFiles($"{process}/fd"))
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
            // It has ended, or belongs to somebody else.
        }
        return inodes;
    }

    private static string[] ReadLines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
