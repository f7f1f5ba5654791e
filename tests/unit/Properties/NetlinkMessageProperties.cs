using FsCheck;
using FsCheck.Fluent;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.UnitTests.Netlink;
using Xen.Hotplug.UnitTests.Properties.Support;
using Xunit;

namespace Xen.Hotplug.UnitTests.Properties;

/// <summary>Messages and attributes of netlink: what is written is read, and no bytes are walked past their end.</summary>
public class NetlinkMessageProperties
{
    // An attribute: its type, and how deep it is, for a parent stands before its children.
    private static readonly Gen<(int Type, byte[] Value)[]> s_attributes = Gen.Choose(0, 5)
        .SelectMany(count =>
            Gen.Choose(0, 0x3fff).Zip(Some.BytesUpTo(40), (type, value) => (type, value)).ArrayOf(count)
        );

    private static readonly Gen<(byte[] Datagram, (ushort Type, byte[] Payload)[] Messages)> s_datagram =
        from messages in Gen.Choose(0, 4)
            .SelectMany(count =>
                Gen.Choose(0, 0xffff).Zip(s_attributes, (type, attributes) => (type, attributes)).ArrayOf(count)
            )
        let written = messages.Select(
            (message, place) =>
                WriteAll(new MessageWriter((ushort)message.type, 0), message.attributes).Finish((uint)place).ToArray()
        )
        select (
            written.SelectMany(message => message).ToArray(),
            messages
                .Zip(written, (message, bytes) => ((ushort)message.type, bytes[MessageWriter.HeaderLength..]))
                .ToArray()
        );

    [Fact]
    public void Attributes_are_read_as_they_were_written_at_any_depth() =>
        Cases.Check(
            from attributes in s_attributes
            from depth in Gen.Choose(0, 4)
            select (attributes, depth),
            made =>
            {
                var message = new MessageWriter(0, 0);
                Nest(message, made.depth);
                ReadOnlySpan<byte> bytes = message.Payload();
                for (var level = 0; level < made.depth; level++)
                    bytes = AttributeReader.Find(bytes, (ushort)(level + 1));
                var reader = new AttributeReader(bytes);
                foreach (var (type, value) in made.attributes)
                {
                    Assert.True(reader.Next());
                    Assert.Equal(type, reader.Type);
                    Assert.Equal(value, reader.Value.ToArray());
                    Assert.Equal(value.Length >= 4 ? BitConverter.ToInt32(value) : 0, reader.Number<int>());
                    Assert.Equal((value.Length + 7) & ~3, reader.Whole.Length);
                }
                Assert.False(reader.Next());
                Assert.Equal(
                    made.attributes.Where(attribute => attribute.Type > 5).Select(attribute => attribute.Value),
                    Split(AttributeReader.Without(bytes, 0, 1, 2, 3, 4, 5))
                );

                void Nest(MessageWriter writer, int left)
                {
                    if (left == 0)
                        WriteAll(writer, made.attributes);
                    else
                        writer.Nest((ushort)(made.depth - left + 1), nest => Nest(nest, left - 1));
                }
            }
        );

    [Fact]
    public void Text_is_read_as_it_was_written_up_to_a_NUL() =>
        Cases.Check(
            Some.Text.Select(text =>
                text.Replace("\ud800", "", StringComparison.Ordinal).Replace("\udc00", "", StringComparison.Ordinal)
            ),
            text =>
            {
                var reader = new AttributeReader(Wire.Attributes(message => message.Text(3, text)));
                Assert.True(reader.Next());
                Assert.Equal(text.Split('\0')[0], reader.Text());
            }
        );

    [Fact]
    public void Messages_of_one_datagram_are_read_one_after_the_other() =>
        Cases.Check(
            s_datagram,
            made =>
            {
                var reader = new MessageReader(made.Datagram);
                for (var place = 0; place < made.Messages.Length; place++)
                {
                    Assert.True(reader.Next());
                    Assert.Equal((made.Messages[place].Type, (uint)place), (reader.Type, reader.Sequence));
                    Assert.Equal(made.Messages[place].Payload, reader.Payload.ToArray());
                }
                Assert.False(reader.Next());
            }
        );

    [Fact]
    public void Bytes_that_are_no_messages_are_walked_to_an_end() =>
        Cases.Check(
            Damage.Of(s_datagram.Select(made => made.Datagram)),
            bytes =>
            {
                var reader = new MessageReader(bytes);
                var length = 0;
                while (reader.Next())
                {
                    length += MessageWriter.HeaderLength + reader.Payload.Length;
                    Assert.InRange(length, MessageWriter.HeaderLength, bytes.Length);
                    Walk(reader.Payload, 3);
                }
            }
        );

    [Fact]
    public void A_refusal_is_an_error_of_ours_whatever_follows_its_number()
    {
        var refused = 0;
        Cases.Check(
            Damage.Of(
                from number in Gen.Elements(-1, -19, -22, 0)
                from flags in Gen.Elements(0, 0x100, 0x200, 0x300)
                from asked in Some.BytesUpTo(12)
                from text in Some.Text
                select new MessageWriter(MessageType.Error, (MessageFlags)flags)
                    .Fixed(number)
                    .Fixed(16 + asked.Length)
                    .Raw(new byte[12])
                    .Raw((flags & 0x100) == 0 ? asked : [])
                    .Text(1, text)
                    .Finish(1)
                    .ToArray()
            ),
            bytes =>
            {
                var reader = new MessageReader(bytes);
                try
                {
                    while (reader.Next())
                        Acknowledgement.ThrowIfError(reader);
                }
                catch (NetlinkException exception)
                {
                    Assert.False(string.IsNullOrWhiteSpace(exception.Message));
                    refused++;
                }
            }
        );
        Cases.AreAtLeast(4, refused);
    }

    private static void Walk(ReadOnlySpan<byte> bytes, int depth)
    {
        var reader = new AttributeReader(bytes);
        var length = 0;
        while (reader.Next())
        {
            length += reader.Whole.Length;
            Assert.InRange(length, 4, bytes.Length);
            Assert.InRange(reader.Value.Length, 0, reader.Whole.Length - 4);
            _ = reader.Number<long>() + reader.Number<byte>() + reader.Text().Length;
            if (depth > 0)
                Walk(reader.Value, depth - 1);
        }
    }

    private static MessageWriter WriteAll(MessageWriter message, (int Type, byte[] Value)[] attributes)
    {
        foreach (var (type, value) in attributes)
            message.Bytes((ushort)type, value);
        return message;
    }

    private static List<byte[]> Split(byte[] attributes)
    {
        var values = new List<byte[]>();
        var reader = new AttributeReader(attributes);
        while (reader.Next())
            values.Add(reader.Value.ToArray());
        return values;
    }
}
