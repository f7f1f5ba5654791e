using Xen.Hotplug.Common.Netlink;
using Xunit;

namespace Xen.Hotplug.UnitTests.Netlink;

public class AttributeReaderSpecs
{
    private static readonly byte[] s_several = Wire.Attributes(message =>
        message.Number(1, 5).Bytes(2, [1]).Nest(3, nest => nest.Number(1, 6)).Bytes(99, [1, 2, 3])
    );

    private static readonly byte[] s_two = Wire.Attributes(message => message.Bytes(1, [5]).Number(2, 0x01020304));

    private static List<(ushort Type, byte[] Value)> Read(ReadOnlySpan<byte> attributes)
    {
        var read = new List<(ushort, byte[])>();
        var reader = new AttributeReader(attributes);
        while (reader.Next())
            read.Add((reader.Type, reader.Value.ToArray()));
        return read;
    }

    private static AttributeReader First(byte[] value)
    {
        var reader = new AttributeReader(Wire.Attributes(message => message.Bytes(1, value)));
        Assert.True(reader.Next());
        return reader;
    }

    [Fact]
    public void What_is_written_is_read_back() =>
        Assert.Equivalent(
            new[] { ((ushort)1, new byte[] { 5 }), ((ushort)2, [4, 3, 2, 1]) },
            Read(s_two),
            strict: true
        );

    [Fact]
    public void An_empty_payload_holds_no_attribute() => Assert.Empty(Read([]));

    [Fact]
    public void An_attribute_may_be_empty() => Assert.Equal(2, Read([4, 0, 9, 0, 4, 0, 8, 0]).Count);

    [Fact]
    public void An_attribute_that_is_cut_off_ends_the_walk()
    {
        for (var length = 0; length < s_two.Length; length++)
            Assert.Equal(length < 5 ? 0 : 1, Read(s_two.AsSpan(0, length)).Count);
    }

    [Fact]
    public void The_padding_of_the_last_attribute_may_be_missing() => Assert.Equal([7], Read([5, 0, 1, 0, 7])[0].Value);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(9)]
    [InlineData(0xffff)]
    public void A_length_that_cannot_be_ends_the_walk(ushort length) =>
        Assert.Equal(2, Read([.. s_two, .. BitConverter.GetBytes(length), 3, 0, 1, 2, 3, 4]).Count);

    [Theory]
    [InlineData(0x8012, 0x12)]
    [InlineData(0x4012, 0x12)]
    [InlineData(0xc012, 0x12)]
    [InlineData(0x3fff, 0x3fff)]
    public void The_flags_for_nesting_and_byte_order_are_no_part_of_the_type(ushort written, ushort type) =>
        Assert.Equal(type, Read([4, 0, .. BitConverter.GetBytes(written)])[0].Type);

    [Fact]
    public void An_attribute_is_found_among_others()
    {
        Assert.Equal([4, 3, 2, 1], AttributeReader.Find(s_two, 2).ToArray());
        Assert.Equal([], AttributeReader.Find(s_two, 3).ToArray());
        Assert.Equal([], AttributeReader.Find([], 1).ToArray());
    }

    [Fact]
    public void The_first_of_several_attributes_of_a_type_is_found() =>
        Assert.Equal([5], AttributeReader.Find([.. s_two, 5, 0, 1, 0, 6, 0, 0, 0], 1).ToArray());

    [Fact]
    public void A_number_is_read_from_as_many_bytes_as_it_has()
    {
        Assert.Equal(0x04030201, First([1, 2, 3, 4]).Number<int>());
        Assert.Equal(0x04030201, First([1, 2, 3, 4, 5]).Number<int>());
        Assert.Equal(0x0201, First([1, 2]).Number<ushort>());
        Assert.Equal(1, First([1]).Number<byte>());
    }

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 1 })]
    [InlineData(new byte[] { 1, 2, 3 })]
    public void A_number_that_is_cut_short_is_0(byte[] value) => Assert.Equal(0, First(value).Number<int>());

    [Theory]
    [InlineData(new byte[] { }, "")]
    [InlineData(new byte[] { 0 }, "")]
    [InlineData(new byte[] { (byte)'a', 0 }, "a")]
    [InlineData(new byte[] { (byte)'a', (byte)'b' }, "ab")]
    [InlineData(new byte[] { (byte)'a', 0, (byte)'b', 0 }, "a")]
    [InlineData(new byte[] { 0xc3, 0xa9, 0 }, "\u00e9")]
    [InlineData(new byte[] { 0xff, 0 }, "\ufffd")]
    public void A_text_goes_up_to_its_NUL_or_its_end(byte[] value, string text) =>
        Assert.Equal(text, First(value).Text());

    [Fact]
    public void Attributes_are_kept_byte_for_byte_with_their_marks() =>
        Assert.Equal(s_several, AttributeReader.Without(s_several));

    [Fact]
    public void Attributes_that_are_left_out_are_missing() =>
        Assert.Equal(
            Wire.Attributes(message => message.Number(1, 5).Bytes(99, [1, 2, 3])),
            AttributeReader.Without(s_several, 2, 3, 4)
        );
}
