using Xen.Hotplug.Common.Netlink;
using Xunit;

namespace Xen.Hotplug.UnitTests.Netlink;

public class MessageReaderSpecs
{
    private static readonly byte[] s_message = new MessageWriter(MessageType.NewLink, MessageFlags.Create)
        .Number(1, 0x01020304)
        .Finish(9)
        .ToArray();

    /// <summary>The payloads of the messages in a datagram.</summary>
    private static List<byte[]> Payloads(ReadOnlySpan<byte> datagram)
    {
        var payloads = new List<byte[]>();
        var reader = new MessageReader(datagram);
        while (reader.Next())
            payloads.Add(reader.Payload.ToArray());
        return payloads;
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        var reader = new MessageReader(s_message);
        Assert.True(reader.Next());
        Assert.Equal(MessageType.NewLink, reader.Type);
        Assert.Equal(MessageFlags.Create | MessageFlags.Request, reader.Flags);
        Assert.Equal(9u, reader.Sequence);
        Assert.Equal([8, 0, 1, 0, 4, 3, 2, 1], reader.Payload.ToArray());
        Assert.False(reader.Next());
    }

    [Fact]
    public void A_datagram_may_hold_several_messages() =>
        Assert.Equal([s_message[16..], [], s_message[16..]], Payloads([.. s_message, .. Header(16), .. s_message]));

    [Fact]
    public void A_message_whose_length_is_no_multiple_of_four_is_padded() =>
        Assert.Equal(
            [
                [1],
                [2, 3],
            ],
            Payloads([.. Header(17), 1, 0, 0, 0, .. Header(18), 2, 3, 0, 0])
        );

    [Fact]
    public void The_padding_of_the_last_message_may_be_missing() =>
        Assert.Equal(
            [
                [1],
            ],
            Payloads([.. Header(17), 1])
        );

    [Fact]
    public void An_empty_datagram_holds_no_message() => Assert.Empty(Payloads([]));

    [Fact]
    public void A_message_that_is_cut_off_ends_the_walk() =>
        Assert.All(
            Wire.CutOff(s_message),
            message => Assert.Equal([s_message[16..]], Payloads([.. s_message, .. message]))
        );

    [Theory]
    [InlineData(0u)]
    [InlineData(1u)]
    [InlineData(15u)]
    [InlineData(33u)]
    [InlineData(0x7fffffffu)]
    [InlineData(0x80000000u)]
    [InlineData(0xffffffffu)]
    public void A_length_that_cannot_be_ends_the_walk(uint length) =>
        Assert.Equal([s_message[16..]], Payloads([.. s_message, .. Header(length), .. s_message[..16]]));

    private static byte[] Header(uint length) => [.. BitConverter.GetBytes(length), .. new byte[12]];
}
