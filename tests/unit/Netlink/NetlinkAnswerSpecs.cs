using System.Net.Sockets;
using System.Runtime.InteropServices;
using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;
using Xunit;

namespace Xen.Hotplug.UnitTests.Netlink;

/// <summary>Answers as no kernel should send them: cut short, late, in another order, too long, or none.</summary>
public sealed class NetlinkAnswerSpecs : IDisposable
{
    private const ushort Unknown = 0x7ff;
    private const ushort Interrupted = 0x10; // NLM_F_DUMP_INTR
    private const int HeaderLength = 16;
    private const int NoSuchDevice = -19;

    private readonly string _folder = Directory.CreateTempSubdirectory("netlink-").FullName;
    private readonly Socket _program;
    private readonly Socket _kernel;
    private readonly NetlinkSocket _socket;

    public NetlinkAnswerSpecs()
    {
        _program = Bind("program");
        _kernel = Bind("kernel");
        _program.Connect(_kernel.LocalEndPoint!);
        _kernel.Connect(_program.LocalEndPoint!);
        _program.ReceiveTimeout = 20;
        _socket = NetlinkSocket.Over((int)_program.Handle);
    }

    public void Dispose()
    {
        _socket.Dispose();
        _program.SafeHandle.SetHandleAsInvalid();
        _kernel.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void An_answer_to_an_earlier_request_is_passed_over()
    {
        Answer(Acknowledgement(99, NoSuchDevice));
        Answer(Acknowledgement(1));

        _socket.Execute(Request());
    }

    [Fact]
    public void An_answer_to_an_earlier_request_in_the_same_datagram_is_passed_over()
    {
        Answer([.. Acknowledgement(99, NoSuchDevice), .. Acknowledgement(1)]);

        _socket.Execute(Request());
    }

    [Fact]
    public void An_answer_that_is_cut_off_anywhere_is_not_read()
    {
        foreach (var cut in Wire.CutOff(Acknowledgement(1)))
        {
            Answer(cut);
            var exception = Assert.Throws<NetlinkException>(() => _socket.Execute(Request()));
            Assert.Equal(Errno.EAGAIN, exception.Error);
        }
    }

    [Fact]
    public void An_error_without_its_number_is_no_error()
    {
        Answer(Message(MessageType.Error, 1, 0));

        _socket.Execute(Request());
    }

    [Fact]
    public void A_missing_answer_is_an_error()
    {
        var exception = Assert.Throws<NetlinkException>(() => _socket.Execute(Request()));

        Assert.Contains("no answer", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_request_after_an_answer_that_is_too_long_gets_its_own_answer()
    {
        Answer([.. Acknowledgement(1), .. new byte[64 * 1024]]);
        Answer(Acknowledgement(2));

        Assert.Equal(Errno.ENOBUFS, Assert.Throws<NetlinkException>(() => _socket.Execute(Request())).Error);
        _socket.Execute(Request());
    }

    [Fact]
    public void A_message_of_an_unknown_type_is_handed_over_like_any_other()
    {
        Answer(Message(Unknown, 1, 0, 1, 2, 3, 4));
        var types = new List<ushort>();

        _socket.Query(Request(), (type, _) => types.Add(type));

        Assert.Equal([Unknown], types);
    }

    [Fact]
    public void Refusals_that_come_in_another_order_are_known_by_their_places()
    {
        Answer(Acknowledgement(3, NoSuchDevice));
        Answer([.. Acknowledgement(1, NoSuchDevice), .. Acknowledgement(4)]);

        var errors = _socket.ExecuteTogether([Request(), Request(), Request(), Request()]);

        Assert.Equal([0, 2], errors.Keys.Order());
    }

    [Fact]
    public void A_dump_that_was_interrupted_is_asked_for_again()
    {
        Answer(Message(Unknown, 1, Interrupted));
        Answer(Message(MessageType.Done, 1, Interrupted, 0, 0, 0, 0));
        Answer([.. Message(Unknown, 2, 0), .. Message(MessageType.Done, 2, 0, 0, 0, 0, 0)]);
        var (restarts, messages) = (0, 0);

        _socket.Dump(Request(), () => (restarts, messages) = (restarts + 1, 0), (_, _) => messages++);

        Assert.Equal((1, 1), (restarts, messages));
    }

    [Fact]
    public void A_dump_that_is_interrupted_each_time_is_an_error()
    {
        for (uint attempt = 1; attempt <= 10; attempt++)
            Answer(Message(MessageType.Done, attempt, Interrupted, 0, 0, 0, 0));

        var exception = Assert.Throws<NetlinkException>(() => _socket.Dump(Request(), () => { }, (_, _) => { }));

        Assert.Equal(Errno.EBUSY, exception.Error);
    }

    private static MessageWriter Request() =>
        new MessageWriter(MessageType.GetLink, MessageFlags.Acknowledge).Fixed(new LinkHeader());

    private static byte[] Acknowledgement(uint sequence, int error = 0) =>
        Message(MessageType.Error, sequence, 0, [.. BitConverter.GetBytes(error), .. new byte[HeaderLength]]);

    /// <summary>struct nlmsghdr, and what follows it.</summary>
    private static byte[] Message(ushort type, uint sequence, ushort flags, params byte[] payload)
    {
        var header = new byte[HeaderLength];
        MemoryMarshal.Write(header, HeaderLength + payload.Length);
        MemoryMarshal.Write(header.AsSpan(4), type);
        MemoryMarshal.Write(header.AsSpan(6), flags);
        MemoryMarshal.Write(header.AsSpan(8), sequence);
        return [.. header, .. payload];
    }

    private void Answer(byte[] datagram) => _kernel.Send(datagram);

    private Socket Bind(string name)
    {
        var socket = new Socket(System.Net.Sockets.AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Path.Combine(_folder, name)));
        return socket;
    }
}
