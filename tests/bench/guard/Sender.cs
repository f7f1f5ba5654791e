using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Xen.Hotplug.GuardBenchmark;

/// <summary>Sends frames of a guest's through its port, as fast as the kernel takes them.</summary>
internal sealed unsafe partial class Sender : IDisposable
{
    private const int AF_PACKET = 17;
    private const int SOCK_RAW = 3;
    private const int Frames = 200_000;
    private const ushort InetType = 0x0800;

    private readonly int _socket;
    private readonly string _receiver;
    private readonly byte[] _frame;

    /// <param name="link">The guest's end of its NIC.</param>
    /// <param name="receiver">The link at which the frames come out, whose MAC address they are sent to.</param>
    public Sender(string link, string receiver)
    {
        _receiver = receiver;
        _socket = Open(link);
        _frame = Frame("00163e000001", Address(receiver), [10, 0, 0, 1]);
        // So the bridge knows where the receiver is, and does not flood.
        using var answer = new Answer(receiver, Frame(Address(receiver), "ffffffffffff", [10, 255, 0, 1]));
    }

    public void Dispose() => _ = Close(_socket);

    /// <summary>Frames a second that came out at the other end.</summary>
    public double MeasureRate()
    {
        var before = Received();
        var start = Stopwatch.GetTimestamp();
        fixed (byte* frame = _frame)
        {
            for (var count = 0; count < Frames; count++)
                _ = Send(_socket, frame, (nuint)_frame.Length, 0);
        }
        var time = Stopwatch.GetElapsedTime(start);
        var arrived = Received() - before;
        return arrived < Frames * 0.9
            ? throw new InvalidOperationException($"of {Frames} frames only {arrived} arrived at {_receiver}")
            : arrived / time.TotalSeconds;
    }

    private long Received() =>
        long.Parse(File.ReadAllText($"/sys/class/net/{_receiver}/statistics/rx_packets"), CultureInfo.InvariantCulture);

    /// <summary>A datagram of UDP in IPv4, of 64 bytes in all.</summary>
    private static byte[] Frame(string from, string to, byte[] address)
    {
        var frame = new byte[64];
        Convert.FromHexString(to).CopyTo(frame, 0);
        Convert.FromHexString(from).CopyTo(frame, 6);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(12), InetType);
        byte[] header =
        [
            0x45,
            0,
            0,
            50,
            0,
            0,
            0,
            0,
            64,
            17,
            0,
            0,
            .. address,
            10,
            255,
            0,
            1,
            0x30,
            0x39,
            0,
            9,
            0,
            30,
            0,
            0,
        ];
        header.CopyTo(frame, 14);
        var sum = 0;
        for (var word = 0; word < 20; word += 2)
            sum += BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(14 + word));
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(24), (ushort)~((sum & 0xffff) + (sum >> 16)));
        return frame;
    }

    private static string Address(string link) =>
        File.ReadAllText($"/sys/class/net/{link}/address").Trim().Replace(":", "", StringComparison.Ordinal);

    private static int Open(string link)
    {
        var socket = OpenSocket(AF_PACKET, SOCK_RAW, 0);
        var address = new LinkLayerAddress
        {
            Family = AF_PACKET,
            Index = int.Parse(File.ReadAllText($"/sys/class/net/{link}/ifindex"), CultureInfo.InvariantCulture),
        };
        return Bind(socket, &address, (uint)sizeof(LinkLayerAddress)) == 0
            ? socket
            : throw new InvalidOperationException($"{link}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>One frame from the other end.</summary>
    private sealed class Answer : IDisposable
    {
        private readonly int _socket;

        internal Answer(string link, byte[] frame)
        {
            _socket = Open(link);
            fixed (byte* start = frame)
                _ = Send(_socket, start, (nuint)frame.Length, 0);
        }

        public void Dispose() => _ = Close(_socket);
    }

    /// <summary>struct sockaddr_ll of linux/if_packet.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct LinkLayerAddress
    {
        internal ushort Family;
        internal ushort Protocol;
        internal int Index;
        internal ushort HardwareType;
        internal byte PacketType;
        internal byte Length;
        internal ulong Address;
    }

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int OpenSocket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    private static partial int Bind(int socket, void* address, uint length);

    [LibraryImport("libc", EntryPoint = "send")]
    private static partial nint Send(int socket, void* data, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
