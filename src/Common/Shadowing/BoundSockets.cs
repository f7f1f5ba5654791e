using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Processes;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>
/// Finds the sockets that are bound to a link itself, not to an address: they stay with it and hear nothing more once
/// another link has taken its place.
/// </summary>
public static class BoundSockets
{
    private const string AllProtocols = "0003"; // ETH_P_ALL: taps see frames before the bridge takes them

    /// <summary>The sockets that are bound to the link, each kind once for each program.</summary>
    public static IReadOnlyList<BoundSocket> Find(Link link)
    {
        var packetSockets = FindPacketSockets(link.Index).ToHashSet();
        var all = packetSockets.ToHashSet();
        foreach (var inode in SocketDiagnosis.FindBoundTo(link.Index))
            all.Add($"{inode}");
        if (all.Count == 0)
            return [];
        var owners = FindOwners(all);
        return
        [
            .. all.Select(inode => new BoundSocket(packetSockets.Contains(inode), owners.GetValueOrDefault(inode)))
                .Distinct(),
        ];
    }

    /// <summary>/proc/net/packet: sk, references, type, protocol, interface, running, memory, user, inode.</summary>
    private static IEnumerable<string> FindPacketSockets(int linkIndex)
    {
        foreach (var line in ReadLines("/proc/self/net/packet").Skip(1))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length >= 9 && words[4] == $"{linkIndex}" && words[3] != AllProtocols)
                yield return words[8];
        }
    }

    /// <summary>The process that holds each socket.</summary>
    private static Dictionary<string, SocketOwner> FindOwners(HashSet<string> inodes)
    {
        var owners = new Dictionary<string, SocketOwner>(StringComparer.Ordinal);
        foreach (var id in ProcessTable.List())
        {
            foreach (var inode in ProcessTable.SocketsOf(id).Where(inodes.Contains))
                owners[inode] = new SocketOwner(ProcessTable.NameOf(id), id);
        }
        return owners;
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
