using System.Text;
using Xen.Hotplug.Common;
using Xen.Hotplug.Common.CommandLine;
using Xen.Hotplug.Common.Firewall;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.UnitTests.Netlink;
using Xunit;

namespace Xen.Hotplug.UnitTests;

/// <summary>Input made at random, the same in every run: what is bad is refused by an error of ours, or passed over.</summary>
public class FuzzSpecs
{
    private const int Rounds = 5000;

    [Fact]
    public void Words_are_taken_apart_without_losing_any()
    {
        var random = new Random(1);
        for (var round = 0; round < Rounds; round++)
        {
            string[] arguments =
            [
                .. Enumerable.Range(0, random.Next(6)).Select(_ => Text(random, "ab=-/ \n\0\u00e9\ud800")),
            ];
            var words = KeyValueWords.Parse(arguments);

            var withoutEquals = arguments
                .Where(argument => !argument.Contains('=', StringComparison.Ordinal))
                .ToArray();
            Assert.Equal(withoutEquals, words.Command == null ? words.Operands : [words.Command, .. words.Operands]);
            foreach (var argument in arguments.Except(withoutEquals))
                Assert.Contains(words.Values, pair => argument.StartsWith($"{pair.Key}=", StringComparison.Ordinal));
            foreach (var (key, value) in words.Values)
                Assert.Contains($"{key}={value}", arguments);
        }
    }

    [Fact]
    public void A_file_of_assignments_is_read_or_refused_with_a_line_that_it_has() =>
        RefusedOrRead(
            2,
            random => Text(random, "AB=='\"\\\n\n \t#;$`()<>&|~\r\0\u00e9\ud800\ufeff") + Text(random, "A=\n'\"\\"),
            text =>
            {
                Assert.DoesNotContain(AssignmentFile.Parse(text, "file").Keys, key => key.Length == 0);
            },
            (text, message) =>
            {
                Assert.Matches("^file, line [0-9]+: [^\n]+$", message);
                var line = int.Parse(
                    message["file, line ".Length..message.IndexOf(':', StringComparison.Ordinal)],
                    null
                );
                Assert.InRange(line, 1, text.Count(character => character == '\n') + 1);
            }
        );

    [Fact]
    public void A_list_of_addresses_is_read_or_refused() =>
        RefusedOrRead(
            3,
            random => random.Next(4) == 0 ? Addresses(random) : Text(random, "0123456789abcdef.:/%, []xX"),
            text =>
            {
                foreach (var range in AddressRange.ParseList(text, "ip"))
                    Assert.Equal([range], AddressRange.ParseList(range.ToString(), "ip"));
            },
            static (_, message) => Assert.StartsWith("ip: ", message, StringComparison.Ordinal)
        );

    [Fact]
    public void Bytes_that_are_no_attributes_are_walked_to_an_end() => ForBytes(4, [], static bytes => Walk(bytes, 3));

    [Fact]
    public void Bytes_that_are_no_messages_are_walked_to_an_end() =>
        ForBytes(
            5,
            new MessageWriter(MessageType.NewLink, 0).Number(1, 5).Finish(1).ToArray(),
            static bytes =>
            {
                var reader = new MessageReader(bytes);
                var count = 0;
                while (reader.Next())
                {
                    Assert.InRange(reader.Payload.Length, 0, bytes.Length - MessageWriter.HeaderLength);
                    count++;
                }
                Assert.InRange(count, 0, bytes.Length / MessageWriter.HeaderLength);
            }
        );

    [Fact]
    public void A_damaged_link_is_read_as_far_as_it_goes() =>
        ForBytes(
            6,
            Wire.Link(
                default,
                message =>
                    message
                        .Text(LinkAttribute.Name, "eth0")
                        .Bytes(LinkAttribute.Address, [0, 1, 2, 3, 4, 5])
                        .Nest(LinkAttribute.Xdp, xdp => xdp.Number(2, (byte)1))
                        .Nest(LinkAttribute.AddressFamilies, families => families.Nest(10, inet6 => inet6.Number(8, 1)))
                        .Nest(
                            LinkAttribute.Information,
                            information =>
                                information
                                    .Text(LinkAttribute.InformationKind, "bridge")
                                    .Nest(LinkAttribute.InformationData, data => data.Number(1, 1).Number(5, 1))
                                    .Text(LinkAttribute.InformationSlaveKind, "bridge")
                                    .Nest(LinkAttribute.InformationSlaveData, data => data.Number(1, (byte)3))
                        )
            ),
            static bytes => Assert.Equal(bytes.Length >= 16, LinkReader.Read(bytes) != null)
        );

    [Fact]
    public void A_damaged_address_is_read_or_passed_over() =>
        ForBytes(
            7,
            Wire.Address(
                new AddressHeader { Family = AddressFamily.Inet },
                message => message.Bytes(AddressAttribute.Local, [192, 0, 2, 7]).Number(AddressAttribute.Flags, 1)
            ),
            static bytes => Assert.NotEqual("", LinkAddress.Read(bytes)?.ToString())
        );

    [Fact]
    public void A_damaged_route_is_read_as_far_as_it_goes() =>
        ForBytes(
            8,
            Wire.Route(
                new RouteHeader { Family = AddressFamily.Inet },
                message =>
                    message
                        .Bytes(RouteAttribute.Gateway, [192, 0, 2, 1])
                        .Bytes(
                            RouteAttribute.MultiPath,
                            [16, 0, 0, 0, 3, 0, 0, 0, 8, 0, 5, 0, 1, 2, 3, 4, 8, 0, 0, 0, 4, 0, 0, 0]
                        )
            ),
            static bytes =>
            {
                var route = Route.Read(bytes);
                Assert.Equal(bytes.Length >= 12, route != null);
                Assert.InRange(route?.Hops.Count ?? 0, 0, bytes.Length / 8);
                Assert.NotEqual("", route?.Describe(index => $"if{index}"));
            }
        );

    private static void RefusedOrRead(
        int seed,
        Func<Random, string> make,
        Action<string> read,
        Action<string, string> refused
    )
    {
        var random = new Random(seed);
        var refusals = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var text = make(random);
            try
            {
                read(text);
            }
            catch (HotplugException exception)
            {
                refused(text, exception.Message);
                refusals++;
            }
        }
        // Both ways were gone.
        Assert.InRange(refusals, Rounds / 100, Rounds * 99 / 100);
    }

    /// <summary>Half of the inputs are noise, half are the message with a few bytes changed and its end cut off.</summary>
    private static void ForBytes(int seed, byte[] message, Action<byte[]> read)
    {
        var random = new Random(seed);
        for (var round = 0; round < Rounds; round++)
        {
            byte[] bytes;
            if (message.Length == 0 || round % 2 == 0)
            {
                bytes = new byte[random.Next(100)];
                random.NextBytes(bytes);
                // Small numbers are what lengths and types look like.
                for (var place = 0; place < bytes.Length; place++)
                    bytes[place] = (byte)(random.Next(3) == 0 ? bytes[place] : bytes[place] % 20);
            }
            else
            {
                bytes = [.. message];
                for (var count = random.Next(4); count >= 0; count--)
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                bytes = bytes[..random.Next(bytes.Length + 1)];
            }
            read(bytes);
        }
    }

    private static void Walk(ReadOnlySpan<byte> bytes, int depth)
    {
        var reader = new AttributeReader(bytes);
        var count = 0;
        while (reader.Next())
        {
            Assert.InRange(reader.Value.Length, 0, bytes.Length - 4);
            _ = reader.Number<int>() + reader.Number<byte>() + reader.Text().Length;
            if (depth > 0)
                Walk(reader.Value, depth - 1);
            count++;
        }
        Assert.InRange(count, 0, bytes.Length / 4);
    }

    private static string Addresses(Random random) =>
        string.Join(
            random.Next(2) == 0 ? " " : ",",
            Enumerable
                .Range(0, random.Next(1, 4))
                .Select(_ => $"{random.Next(256)}.0.{random.Next(256)}.7/{random.Next(36)}")
        );

    private static string Text(Random random, string alphabet)
    {
        var text = new StringBuilder();
        for (var count = random.Next(12); count > 0; count--)
            text.Append(alphabet[random.Next(alphabet.Length)]);
        return text.ToString();
    }
}
