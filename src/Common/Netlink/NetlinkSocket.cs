using System.Runtime.InteropServices;
using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Netlink;

/// <summary>Takes one message of an answer: its type and what follows its header.</summary>
internal delegate void MessageHandler(ushort type, ReadOnlySpan<byte> payload);

/// <summary>
/// A netlink socket. A request is answered before the next is sent; an answer to an earlier request,
/// left behind by a failed read, is passed over by its sequence number.
/// </summary>
internal sealed unsafe class NetlinkSocket : IDisposable
{
    private const int MostDumpTries = 10;
    private const int AnswerLimitSeconds = 5;

    // SO_SNDBUFFORCE and SO_RCVBUFFORCE of asm-generic/socket.h.
    private const int SendBufferForce = 32;
    private const int ReceiveBufferForce = 33;
    private const int SmallestBuffer = 1 << 18;

    // What a refusal takes up in the receive buffer, the kernel's own bookkeeping included.
    private const int AnswerSize = 1024;

    private readonly Descriptor _descriptor;

    // The kernel fills answers up to the largest buffer that it has seen, and 32 KiB is the most that it uses.
    private const int LargestBuffer = 32 * 1024;

    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(LargestBuffer);
    private uint _sequence;

    private NetlinkSocket(Descriptor descriptor) => _descriptor = descriptor;

    /// <summary>The socket's descriptor.</summary>
    internal int DescriptorNumber => _descriptor.Number;

    /// <param name="protocol">NETLINK_ROUTE, say.</param>
    /// <param name="groups">What it subscribes to.</param>
    internal static NetlinkSocket Open(int protocol, uint groups = 0)
    {
        var number = LibC.Socket(LibC.AF_NETLINK, LibC.SOCK_RAW | LibC.SOCK_CLOEXEC, protocol);
        if (number < 0)
            throw new NetlinkException(LibC.LastError, attempt: "open a netlink socket");
        var socket = new NetlinkSocket(new Descriptor(number));
        // Older kernels lack one or the other: then error texts are shorter, and answers are filtered here.
        socket.Enable(NetlinkOption.CapAcknowledgement);
        socket.Enable(NetlinkOption.ExtendedAcknowledgement);
        socket.Enable(NetlinkOption.GetStrictCheck);
        socket.LimitReceiving();
        var address = new SocketAddress { Family = LibC.AF_NETLINK, Groups = groups };
        if (LibC.Bind(number, &address, (uint)sizeof(SocketAddress)) < 0)
        {
            var error = LibC.LastError;
            socket.Dispose();
            throw new NetlinkException(error, attempt: "bind a netlink socket");
        }
        return socket;
    }

    /// <summary>Takes over a socket whose other side is not the kernel.</summary>
    internal static NetlinkSocket Over(int number) => new(new Descriptor(number));

    /// <summary>Sends a request and waits for its acknowledgement.</summary>
    /// <exception cref="NetlinkException">The kernel refused it; it may still have been carried out if reading its answer failed.</exception>
    internal void Execute(MessageWriter request)
    {
        var sequence = Send(request);
        ReceiveAnswer(sequence, static (_, _) => { }, untilDone: false);
    }

    /// <summary>
    /// Sends all requests in one datagram, which the kernel works off before it looks at any signal: not even a kill
    /// comes between two of them. A request that fails does not keep the later ones from being carried out, unless the
    /// datagram is a transaction of nftables: the messages around one ask for no acknowledgement, and a refusal of such
    /// a message is the only answer.
    /// </summary>
    /// <returns>The error of each request that failed, by its place.</returns>
    /// <exception cref="NetlinkException">The datagram was not sent, or its answer not read.</exception>
    internal IReadOnlyDictionary<int, NetlinkException> ExecuteTogether(IEnumerable<MessageWriter> requests)
    {
        var errors = new Dictionary<int, NetlinkException>();
        var first = _sequence + 1;
        var datagram = new MemoryStream();
        var framing = new List<bool>();
        // The kernel works them off in order, so that the last one's acknowledgement ends the answer.
        var (last, lastStart) = (-1, 0);
        foreach (var request in requests)
        {
            var start = (int)datagram.Length;
            datagram.Write(request.Finish(++_sequence));
            framing.Add(!request.AsksForAcknowledgement);
            if (!request.AsksForAcknowledgement)
                continue;
            if (last >= 0)
                MessageWriter.DropAcknowledgement(datagram.GetBuffer().AsSpan(lastStart));
            (last, lastStart) = (framing.Count - 1, start);
        }
        if (framing.Count == 0)
            return errors;
        SetBuffer(SendBufferForce, (int)datagram.Length);
        // Each refusal is a message of its own, and all have to wait until they are read here.
        SetBuffer(ReceiveBufferForce, framing.Count * AnswerSize);
        Send(datagram.GetBuffer().AsSpan(0, (int)datagram.Length));
        while (true)
        {
            var reader = new MessageReader(Receive());
            while (reader.Next())
            {
                if (reader.Type != MessageType.Error || reader.Sequence < first)
                    continue;
                var place = (int)(reader.Sequence - first);
                if (Acknowledgement.FindError(reader) is { } error)
                {
                    errors[place] = error;
                    if (framing[place])
                        return errors;
                }
                if (place == last)
                    return errors;
            }
        }
    }

    /// <summary>Sends a request that is answered by one message or an error.</summary>
    internal void Query(MessageWriter request, MessageHandler handler)
    {
        var sequence = Send(request);
        ReceiveAnswer(sequence, handler, untilDone: false);
    }

    /// <summary>
    /// Sends a dump request and hands over each message of the answer. A dump that the kernel calls
    /// inconsistent is asked for again: <paramref name="restart"/> forgets what came of it.
    /// </summary>
    internal void Dump(MessageWriter request, Action restart, MessageHandler handler)
    {
        for (var tries = 1; !TryDump(request, handler); tries++)
        {
            restart();
            if (tries == MostDumpTries)
                throw new NetlinkException(Errno.EBUSY, "the kernel's tables changed each time they were read");
            RetryPause.After(tries);
        }
    }

    /// <summary>Sends a dump request and hands over each message of the answer; false if the kernel calls that inconsistent.</summary>
    internal bool TryDump(MessageWriter request, MessageHandler handler) =>
        ReceiveAnswer(Send(request), handler, untilDone: true);

    /// <summary>Waits for a message of a subscription until the deadline; false when that has passed.</summary>
    /// <param name="deadline">In milliseconds of <see cref="Environment.TickCount64"/>.</param>
    /// <param name="handler">Called for each message.</param>
    /// <exception cref="NetlinkException">ENOBUFS: messages were lost, look for yourself.</exception>
    internal bool WaitForEvents(long deadline, MessageHandler handler)
    {
        if (!_descriptor.WaitReadable(deadline, out var error))
            return error == Errno.None ? false : throw new NetlinkException(error, attempt: "wait for link events");
        var reader = new MessageReader(Receive());
        while (reader.Next())
            handler(reader.Type, reader.Payload);
        return true;
    }

    /// <summary>Whether there is a link with that index, at a fraction of what a netlink request takes (man 7 netdevice).</summary>
    internal bool LinkExists(int index)
    {
        const int getName = 0x8910; // SIOCGIFNAME of linux/sockios.h
        // struct ifreq: a name of 16 bytes, then a union that begins with the index.
        var request = stackalloc byte[40];
        *(int*)(request + 16) = index;
        return LibC.DeviceControl(_descriptor.Number, getName, request) == 0 || LibC.LastError != Errno.ENODEV;
    }

    public void Dispose() => _descriptor.Dispose();

    private void Enable(int option)
    {
        var one = 1;
        _ = LibC.SetSocketOption(_descriptor.Number, NetlinkOption.SolNetlink, option, &one, sizeof(int));
    }

    /// <summary>The kernel answers at once; should an answer be lost, an error is better than a hang.</summary>
    private void LimitReceiving()
    {
        const int solSocket = 1;
        const int receiveTimeout = 20;
        var limit = stackalloc long[2] { AnswerLimitSeconds, 0 };
        _ = LibC.SetSocketOption(_descriptor.Number, solSocket, receiveTimeout, limit, 2 * sizeof(long));
    }

    private uint Send(MessageWriter request)
    {
        Send(request.Finish(++_sequence));
        return _sequence;
    }

    /// <summary>Makes room in one of the socket's buffers, past the host's limit where root asks for it.</summary>
    private void SetBuffer(int option, int size)
    {
        const int solSocket = 1;
        size = Math.Max(size, SmallestBuffer);
        _ = LibC.SetSocketOption(_descriptor.Number, solSocket, option, &size, sizeof(int));
    }

    private void Send(ReadOnlySpan<byte> message)
    {
        fixed (byte* start = message)
        {
            while (LibC.Send(_descriptor.Number, start, (nuint)message.Length, 0) < 0)
            {
                if (LibC.LastError is var error && error != Errno.EINTR)
                    throw new NetlinkException(error);
            }
        }
    }

    /// <summary>Reads answers until that of <paramref name="sequence"/> is whole; false if it was inconsistent.</summary>
    private bool ReceiveAnswer(uint sequence, MessageHandler handler, bool untilDone)
    {
        var consistent = true;
        while (true)
        {
            var reader = new MessageReader(Receive());
            while (reader.Next())
            {
                if (reader.Sequence != sequence)
                    continue;
                consistent &= !untilDone || !reader.Flags.HasFlag(MessageFlags.DumpInterrupted);
                if (reader.Type is MessageType.Error or MessageType.Done)
                {
                    Acknowledgement.ThrowIfError(reader);
                    return consistent;
                }
                handler(reader.Type, reader.Payload);
                if (!untilDone)
                    return true;
            }
        }
    }

    private ReadOnlySpan<byte> Receive()
    {
        fixed (byte* start = _buffer)
        {
            while (true)
            {
                // With MSG_TRUNC the kernel returns the datagram's true length, even where it did not fit.
                var length = LibC.Receive(_descriptor.Number, start, (nuint)_buffer.Length, LibC.MSG_TRUNC);
                if (length > _buffer.Length)
                    throw new NetlinkException(Errno.ENOBUFS, $"an answer of {length} bytes is longer than expected");
                if (length >= 0)
                    return _buffer.AsSpan(0, (int)length);
                if (LibC.LastError is var error && error == Errno.EAGAIN)
                    throw new NetlinkException(error, $"no answer within {AnswerLimitSeconds} s");
                else if (error != Errno.EINTR)
                    throw new NetlinkException(error);
            }
        }
    }

    /// <summary>struct sockaddr_nl.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct SocketAddress
    {
        internal ushort Family;
        internal ushort Padding;
        internal uint PortId;
        internal uint Groups;
    }
}
