using System.ComponentModel;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Xen.Hotplug.TestSupport;

/// <summary>A packet socket on a link, past all of its namespace's own network.</summary>
public sealed class PacketSocket : Wire
{
    private const short AllProtocols = 0x0300; // ETH_P_ALL in network order
    private const int SocketLevel = 1; // SOL_SOCKET
    private const int ForcedReceiveBuffer = 33; // SO_RCVBUFFORCE
    private const int PacketLevel = 263; // SOL_PACKET
    private const int PacketStatistics = 6; // PACKET_STATISTICS of linux/if_packet.h

    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[65536];

    private PacketSocket(Socket socket) => _socket = socket;

    public static PacketSocket Open(int processId, string link) =>
        new(
            InNamespace.Open(
                processId,
                () =>
                {
                    var socket = new Socket(AddressFamily.Packet, SocketType.Raw, (ProtocolType)AllProtocols);
                    socket.Bind(new LinkAddress(IndexOf(link)));
                    return socket;
                }
            )
        );

    /// <summary>Lets so many bytes of frames wait until they are read.</summary>
    public void MakeRoom(int bytes) =>
        _socket.SetRawSocketOption(SocketLevel, ForcedReceiveBuffer, BitConverter.GetBytes(bytes));

    /// <summary>How many frames found no room since this was asked last.</summary>
    public int CountLost()
    {
        var statistics = new byte[8];
        _socket.GetRawSocketOption(PacketLevel, PacketStatistics, statistics);
        return BitConverter.ToInt32(statistics, 4);
    }

    public override void Send(byte[] frame) => _socket.Send(frame);

    public override void Dispose() => _socket.Dispose();

    protected override byte[]? Receive(TimeSpan limit) =>
        _socket.Poll(limit > TimeSpan.Zero ? limit : TimeSpan.Zero, SelectMode.SelectRead)
            ? _buffer[.._socket.Receive(_buffer)]
            : null;

    /// <summary>The kernel takes the outermost tag off before a packet socket sees the frame.</summary>
    protected override byte[] AsReceived(byte[] frame) => frame.IsTagged() ? [.. frame[..12], .. frame[16..]] : frame;

    private static int IndexOf(string link) =>
        NameToIndex(link) is var index and not 0 ? index : throw new Win32Exception(Marshal.GetLastPInvokeError());

    [DllImport("libc", EntryPoint = "if_nametoindex", SetLastError = true)]
    private static extern int NameToIndex([MarshalAs(UnmanagedType.LPStr)] string name);

    /// <summary>struct sockaddr_ll of linux/if_packet.h, with the protocol and the index in it.</summary>
    private sealed class LinkAddress(int index) : EndPoint
    {
        private const int Size = 20;

        public override AddressFamily AddressFamily => AddressFamily.Packet;

        public override SocketAddress Serialize()
        {
            var address = new SocketAddress(AddressFamily.Packet, Size);
            MemoryMarshal.Write(address.Buffer.Span[2..], AllProtocols);
            MemoryMarshal.Write(address.Buffer.Span[4..], index);
            return address;
        }
    }
}
