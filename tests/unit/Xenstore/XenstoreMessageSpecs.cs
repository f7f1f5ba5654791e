using Xen.Hotplug.Common.Xenstore;
using Xunit;

namespace Xen.Hotplug.UnitTests.Xenstore;

public class XenstoreMessageSpecs
{
    // type, request, transaction, length; each four bytes, the lowest first.
    private static readonly byte[] s_readOfAb = [2, 0, 0, 0, 5, 0, 0, 0, 7, 0, 0, 0, 3, 0, 0, 0, .. "ab\0"u8];

    private static byte[] Written(XenstoreRequest request, uint requestId, uint transactionId)
    {
        var writer = new XenstoreMessageWriter();
        request.WriteTo(writer, requestId, transactionId);
        return writer.Written.ToArray();
    }

    [Fact]
    public void A_read_is_its_path_and_a_NUL() =>
        Assert.Equal(s_readOfAb, Written(new XenstoreRequest(XenstoreMessageType.Read, "ab"), 5, 7));

    [Fact]
    public void A_write_is_its_path_a_NUL_and_the_value_without_one() =>
        Assert.Equal(
            [11, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, .. "/a\0"u8, .. "v"u8, 0xc3, 0xa9, .. " 1"u8],
            Written(new XenstoreRequest(XenstoreMessageType.Write, "/a", "v\u00e9 1"), 1, 0)
        );

    [Fact]
    public void A_write_of_nothing_ends_with_the_NUL_of_the_path() =>
        Assert.Equal(
            [11, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, .. "/a\0"u8],
            Written(new XenstoreRequest(XenstoreMessageType.Write, "/a"), 1, 0)
        );

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(11, 11)]
    [InlineData(13, 13)]
    public void Each_request_has_the_number_of_its_type(uint type, byte number) =>
        Assert.Equal(number, Written(new XenstoreRequest((XenstoreMessageType)type, "a"), 1, 0)[0]);

    [Fact]
    public void A_transaction_starts_with_a_single_NUL() =>
        Assert.Equal(
            [6, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0],
            Written(XenstoreRequest.TransactionStart, 2, 0)
        );

    [Fact]
    public void A_transaction_ends_with_T_or_F()
    {
        Assert.Equal(
            [7, 0, 0, 0, 3, 0, 0, 0, 9, 0, 0, 0, 2, 0, 0, 0, .. "T\0"u8],
            Written(XenstoreRequest.TransactionCommit, 3, 9)
        );
        Assert.Equal("F\0"u8, Written(XenstoreRequest.TransactionAbort, 3, 9).AsSpan(16));
    }

    [Fact]
    public void A_part_of_a_list_is_asked_for_by_path_and_offset() =>
        Assert.Equal(
            [22, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, .. "a\0"u8, .. "40\0"u8],
            Written(new XenstoreRequest(XenstoreMessageType.DirectoryPart, "a", "40"), 1, 0)
        );

    [Fact]
    public void Messages_follow_each_other_without_a_gap()
    {
        var writer = new XenstoreMessageWriter();
        for (var i = 0; i < 100; i++)
            new XenstoreRequest(XenstoreMessageType.Read, "ab").WriteTo(writer, 5, 7);
        Assert.Equal(Enumerable.Repeat(s_readOfAb, 100).SelectMany(message => message), writer.Written.ToArray());
    }

    [Fact]
    public void A_value_may_fill_the_message_and_not_more()
    {
        var longest = new string('v', 4096 - "/a\0".Length);
        Assert.Equal(16 + 4096, Written(new XenstoreRequest(XenstoreMessageType.Write, "/a", longest), 1, 0).Length);

        var error = Assert.Throws<XenstoreException>(() =>
            Written(new XenstoreRequest(XenstoreMessageType.Write, "/a", longest + "v"), 1, 0)
        );
        Assert.Equal(
            "could not write /a in xenstore: path and value have 4097 bytes and may have at most 4096",
            error.Message
        );
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        Assert.True(XenstoreMessageReader.TryBegin([.. s_readOfAb, 1, 2, 3], out var reader));
        Assert.Equal(XenstoreMessageType.Read, reader.Type);
        Assert.Equal(5u, reader.RequestId);
        Assert.Equal(7u, reader.TransactionId);
        Assert.Equal(s_readOfAb.Length, reader.Size);
        Assert.Equal("ab", reader.ReadString());
        Assert.True(reader.AtEnd);
    }

    [Fact]
    public void A_message_cut_off_anywhere_is_waited_for()
    {
        for (var length = 0; length < s_readOfAb.Length; length++)
            Assert.False(XenstoreMessageReader.TryBegin(s_readOfAb.AsSpan(0, length), out _));
    }

    [Theory]
    [InlineData(4097u)]
    [InlineData(0x7fffffffu)]
    [InlineData(0x80000000u)]
    [InlineData(0xffffffffu)]
    public void A_length_above_the_limit_is_refused_before_the_payload_comes(uint length)
    {
        byte[] header = [2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, .. BitConverter.GetBytes(length)];
        Assert.Throws<InvalidDataException>(() => XenstoreMessageReader.TryBegin(header, out _));
    }
}
