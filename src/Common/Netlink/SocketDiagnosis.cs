using System.Runtime.InteropServices;

namespace Xen.Hotplug.Common.Netlink;

/// <summary>Asks the kernel for sockets (man 7 sock_diag, linux/inet_diag.h).</summary>
public static class SocketDiagnosis
{
    private const int DiagnosisProtocol = 4; // NETLINK_SOCK_DIAG
    private const ushort ByFamily = 20; // SOCK_DIAG_BY_FAMILY
    private const uint AllStates = 0xffffffff;

    // struct inet_diag_msg: where the bound link's index and the inode are.
    private const int BoundLinkOffset = 40;
    private const int InodeOffset = 68;
    private const int AnswerLength = 72;

    private static ReadOnlySpan<byte> Protocols => [6, 17, 33, 132, 136, 255]; // TCP, UDP, DCCP, SCTP, UDP-Lite, raw

    /// <summary>The inodes of the IPv4 and IPv6 sockets that are bound to a link (SO_BINDTODEVICE).</summary>
    public static IReadOnlyList<uint> FindBoundTo(int linkIndex)
    {
        var inodes = new List<uint>();
        foreach (var family in (ReadOnlySpan<byte>)[AddressFamily.Inet, AddressFamily.Inet6])
        {
            foreach (var protocol in Protocols)
                inodes.AddRange(Find(family, protocol, linkIndex));
        }
        return inodes;
    }

    private static List<uint> Find(byte family, byte protocol, int linkIndex)
    {
        var inodes = new List<uint>();
        try
        {
            using var socket = NetlinkSocket.Open(DiagnosisProtocol);
            var request = new MessageWriter(ByFamily, MessageFlags.Dump).Fixed(
                new Question
                {
                    Family = family,
                    Protocol = protocol,
                    States = AllStates,
                }
            );
            socket.Dump(
                request,
                inodes.Clear,
                (_, payload) =>
                {
                    if (
                        payload.Length < AnswerLength
                        || MemoryMarshal.Read<int>(payload[BoundLinkOffset..]) != linkIndex
                    )
                        return;
                    if (MemoryMarshal.Read<uint>(payload[InodeOffset..]) is not 0 and var inode)
                        inodes.Add(inode);
                }
            );
        }
        catch (NetlinkException)
        {
            // Only warnings come of it, and a kernel without the module for a protocol has no such sockets.
        }
        return inodes;
    }

    /// <summary>struct inet_diag_req_v2; the socket that it names is any.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 56)]
    private struct Question
    {
        internal byte Family;
        internal byte Protocol;
        internal byte Extensions;
        internal byte Padding;
        internal uint States;
    }
}
