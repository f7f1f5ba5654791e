using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Processes;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>
/// Finds the sockets that are bound to a link itself, not to an address: they stay with it and hear nothing more once
/// another link has taken its place.
/// </summary>
public static class BoundSockets
{
    /// <summary>The sockets that are bound to the link, each kind once for each process.</summary>
    public static List<BoundSocket> Find(Link link)
    {
        var packetSockets = FindPacketSockets(link.Index).ToHashSet();
        var inodes = packetSockets.ToHashSet();
        foreach (var inode in SocketDiagnosis.FindBoundTo(link.Index))
            inodes.Add($"{inode}");
        if (inodes.Count == 0)
            return [];
        var owners = new Dictionary<string, SocketOwner>(StringComparer.Ordinal);
        foreach (var id in ProcessTable.List())
        {
            // Of several the last one counts: process 1 holds on to what it handed to a service.
            foreach (var inode in ProcessTable.SocketsOf(id).Where(inodes.Contains))
                owners[inode] = new SocketOwner(ProcessTable.NameOf(id), id);
        }
        var sockets = new List<BoundSocket>();
        foreach (var inode in inodes)
        {
            var socket = new BoundSocket(packetSockets.Contains(inode), owners.GetValueOrDefault(inode));
            if (!sockets.Contains(socket))
                sockets.Add(socket);
        }
        return sockets;
    }

    private static IEnumerable<string> FindPacketSockets(int linkIndex) =>
        PacketSockets
            .List()
            .Where(socket => socket.LinkIndex == linkIndex && socket.Protocol != PacketSocket.AllProtocols)
            .Select(socket => socket.Inode);
}
