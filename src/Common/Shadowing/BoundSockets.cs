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

    /// <summary>The sockets that are bound to the link, each kind once for each process.</summary>
    public static IReadOnlyList<BoundSocket> Find(Link link)
    {
        var packetSockets = FindPacketSockets(link.Index).ToHashSet();
        var inodes = packetSockets.ToHashSet();
        foreach (var inode in SocketDiagnosis.FindBoundTo(link.Index))
            inodes.Add($"{inode}");
        var sockets = new List<BoundSocket>();
        if (inodes.Count == 0)
            return sockets;
        foreach (var id in ProcessTable.List())
        {
            // Where several processes hold one, the first counts: the others are its children, as a rule.
            foreach (var inode in ProcessTable.SocketsOf(id))
            {
                if (inodes.Remove(inode))
                    Add(inode, new SocketOwner(ProcessTable.NameOf(id), id));
            }
        }
        foreach (var inode in inodes)
            Add(inode, null);
        return sockets;

        void Add(string inode, SocketOwner? owner)
        {
            var socket = new BoundSocket(packetSockets.Contains(inode), owner);
            if (!sockets.Contains(socket))
                sockets.Add(socket);
        }
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
