using Xen.Hotplug.Common.Netlink;
using Xunit;

namespace Xen.Hotplug.UnitTests.Netlink;

public class MessageWriterSpecs
{
    private static MessageWriter Empty(ushort type = 0, MessageFlags flags = 0) => new(type, flags);

    [Fact]
    public void A_message_begins_with_length_type_flags_sequence_and_no_port() =>
        Assert.Equal(
            [16, 0, 0, 0, 0x12, 0, 0x05, 0, 0x44, 0x33, 0x22, 0x11, 0, 0, 0, 0],
            Empty(MessageType.GetLink, MessageFlags.Acknowledge).Finish(0x11223344).ToArray()
        );

    [Theory]
    [InlineData(0, 0x0001)]
    [InlineData(0x300, 0x0301)]
    [InlineData(0x604, 0x0605)]
    public void Every_message_is_a_request(ushort flags, ushort written)
    {
        var message = Empty(16, (MessageFlags)flags).Finish(0);
        Assert.Equal(written, BitConverter.ToUInt16(message[6..8]));
    }

    [Fact]
    public void The_fixed_part_follows_the_header_in_the_order_of_its_fields() =>
        Assert.Equal(
            [7, 0, 1, 0, 0x04, 0x03, 0x02, 0x01, 0x41, 0, 0, 0, 1, 0, 0, 0],
            Empty()
                .Fixed(
                    new LinkHeader
                    {
                        Family = 7,
                        HardwareType = 1,
                        Index = 0x01020304,
                        Flags = 0x41,
                        Change = 1,
                    }
                )
                .Payload()
        );

    [Fact]
    public void A_fixed_part_is_padded_to_four_bytes() =>
        Assert.Equal([5, 6, 0, 0, 8, 0, 1, 0, 1, 0, 0, 0], Empty().Fixed((ushort)0x0605).Number(1, 1).Payload());

    [Theory]
    [InlineData(new byte[] { }, new byte[] { 4, 0, 1, 0 })]
    [InlineData(new byte[] { 9 }, new byte[] { 5, 0, 1, 0, 9, 0, 0, 0 })]
    [InlineData(new byte[] { 9, 8 }, new byte[] { 6, 0, 1, 0, 9, 8, 0, 0 })]
    [InlineData(new byte[] { 9, 8, 7 }, new byte[] { 7, 0, 1, 0, 9, 8, 7, 0 })]
    [InlineData(new byte[] { 9, 8, 7, 6 }, new byte[] { 8, 0, 1, 0, 9, 8, 7, 6 })]
    [InlineData(new byte[] { 9, 8, 7, 6, 5 }, new byte[] { 9, 0, 1, 0, 9, 8, 7, 6, 5, 0, 0, 0 })]
    public void An_attribute_has_its_own_length_and_is_padded_to_four_bytes(byte[] value, byte[] written) =>
        Assert.Equal(written, Empty().Bytes(1, value).Payload());

    [Fact]
    public void The_length_of_a_message_counts_the_padding() =>
        Assert.Equal(24u, BitConverter.ToUInt32(Empty().Bytes(1, [9]).Finish(0)));

    [Fact]
    public void A_number_takes_the_bytes_of_its_type() =>
        Assert.Equal(
            [5, 0, 1, 0, 1, 0, 0, 0, .. (byte[])[6, 0, 2, 0, 2, 1, 0, 0], .. (byte[])[8, 0, 3, 0, 4, 3, 2, 1]],
            Empty().Number(1, (byte)1).Number(2, (ushort)0x0102).Number(3, 0x01020304).Payload()
        );

    [Theory]
    [InlineData("", new byte[] { 5, 0, 3, 0, 0, 0, 0, 0 })]
    [InlineData("eth", new byte[] { 8, 0, 3, 0, (byte)'e', (byte)'t', (byte)'h', 0 })]
    [InlineData("eth0", new byte[] { 9, 0, 3, 0, (byte)'e', (byte)'t', (byte)'h', (byte)'0', 0, 0, 0, 0 })]
    [InlineData("\u00e9", new byte[] { 7, 0, 3, 0, 0xc3, 0xa9, 0, 0 })]
    public void A_text_is_UTF_8_and_ends_with_a_NUL(string text, byte[] written) =>
        Assert.Equal(written, Empty().Text(LinkAttribute.Name, text).Payload());

    [Fact]
    public void A_nested_attribute_is_flagged_and_counts_its_content() =>
        Assert.Equal(
            [
                .. (byte[])[24, 0, 0x12, 0x80],
                .. (byte[])[7, 0, 1, 0, (byte)'v', (byte)'l', (byte)'x', 0],
                .. (byte[])[12, 0, 2, 0x80],
                .. (byte[])[5, 0, 5, 0, 1, 0, 0, 0],
                .. (byte[])[5, 0, 3, 0, 2, 0, 0, 0],
            ],
            Empty()
                .Nest(
                    LinkAttribute.Information,
                    information =>
                        information
                            .Bytes(LinkAttribute.InformationKind, "vlx"u8)
                            .Nest(LinkAttribute.InformationData, data => data.Number(5, (byte)1))
                )
                .Number(3, (byte)2)
                .Payload()
        );

    [Fact]
    public void An_attribute_may_nest_nothing() => Assert.Equal([4, 0, 1, 0x80], Empty().Nest(1, _ => { }).Payload());

    [Fact]
    public void Bytes_that_are_in_the_form_already_are_appended_as_they_are() =>
        Assert.Equal([8, 0, 1, 0, 1, 2, 3, 4], Empty().Raw([8, 0, 1, 0, 1, 2, 3, 4]).Payload());

    [Theory]
    [InlineData(235)]
    [InlineData(236)]
    [InlineData(237)]
    [InlineData(60000)]
    public void A_message_grows_with_what_is_put_into_it(int length)
    {
        var value = new byte[length];
        new Random(length).NextBytes(value);
        var message = Empty(16).Bytes(1, value).Text(2, "x").Finish(7);

        Assert.Equal(16 + 4 + ((length + 3) / 4 * 4) + 8, message.Length);
        Assert.Equal((uint)message.Length, BitConverter.ToUInt32(message));
        Assert.Equal(value, message.Slice(20, length).ToArray());
        Assert.Equal([6, 0, 2, 0, (byte)'x', 0, 0, 0], message[^8..].ToArray());
    }

    [Fact]
    public void A_nested_attribute_is_whole_when_the_message_grows_within_it()
    {
        var value = Enumerable.Repeat((byte)7, 1000).ToArray();
        Assert.Equal(
            [
                .. (byte[])[0xdc, 0x07, 1, 0x80],
                .. (byte[])[0xec, 3, 2, 0],
                .. value,
                .. (byte[])[0xec, 3, 3, 0],
                .. value,
            ],
            Empty().Nest(1, nest => nest.Bytes(2, value).Bytes(3, value)).Payload()[..2012]
        );
    }

    [Fact]
    public void An_acknowledgement_that_is_not_wanted_is_not_asked_for()
    {
        var message = Empty(16, MessageFlags.Acknowledge | MessageFlags.Create);
        var sent = message.Finish(0).ToArray();
        MessageWriter.DropAcknowledgement(sent);
        Assert.Equal(0x401, BitConverter.ToUInt16(sent.AsSpan(6)));
        Assert.True(message.AsksForAcknowledgement);
    }

    [Fact]
    public void A_message_may_be_sent_again_under_another_number()
    {
        var message = Empty(16).Number(1, 5);
        var first = message.Finish(1).ToArray();
        var second = message.Finish(2).ToArray();
        Assert.Equal(1, first[8]);
        Assert.Equal(2, second[8]);
        Assert.Equal(first[12..], second[12..]);
        Assert.Equal(first[..8], second[..8]);
    }
}
