using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Xen.Hotplug.Common.Xenstore;
using Xen.Hotplug.UnitTests.Properties.Support;
using Xunit;

namespace Xen.Hotplug.UnitTests.Properties;

/// <summary>Messages to and from the store, byte by byte.</summary>
public partial class StoreMessageProperties
{
    [GeneratedRegex("^(/|/?[A-Za-z0-9@_-]+(/[A-Za-z0-9@_-]+)*)\\z")]
    private static partial Regex WrittenPath { get; }

    private static readonly XenstoreMessageType[] s_types =
    [
        XenstoreMessageType.Directory,
        XenstoreMessageType.Read,
        XenstoreMessageType.TransactionStart,
        XenstoreMessageType.TransactionEnd,
        XenstoreMessageType.Write,
        XenstoreMessageType.Remove,
        XenstoreMessageType.DirectoryPart,
    ];

    private static readonly Gen<string> s_long =
        from part in Some.Text
        from times in Gen.Frequency((9, Gen.Constant(1)), (1, Gen.Choose(100, 2000)))
        select string.Concat(Enumerable.Repeat(part, times));

    private static readonly Gen<(XenstoreMessageType Type, string Path, string Argument)> s_request =
        from type in Gen.Elements(s_types)
        from path in Some.Mostly(Some.Of(["/", "local", "domain", "0", "backend/vif", "-", "_", "@", "ab"], 6))
        from argument in s_long
        select (type, path, argument);

    [Fact]
    public void A_request_is_refused_or_read_as_it_was_written()
    {
        var refusals = new Refusals();
        Cases.Check(
            from request in s_request
            from id in Some.Number
            from transaction in Some.Number
            select (request, id, transaction),
            made =>
            {
                var (type, path, argument) = made.request;
                var hasPath = type is not (XenstoreMessageType.TransactionStart or XenstoreMessageType.TransactionEnd);
                var writer = new XenstoreMessageWriter();
                var request = new XenstoreRequest(type, path, argument);
                var refusal = refusals.Of(() => request.WriteTo(writer, made.id, made.transaction));
                if (hasPath && !WrittenPath.IsMatch(path))
                    Assert.NotNull(refusal);
                if (refusal != null)
                    return;
                Assert.True(XenstoreMessageReader.TryBegin(writer.Written, out var reader));
                Assert.Equal((type, made.id, made.transaction), (reader.Type, reader.RequestId, reader.TransactionId));
                Assert.Equal(writer.Length, reader.Size);
                Assert.InRange(reader.Size, 16, 16 + 4096);
                byte[] first = hasPath ? [.. Encoding.UTF8.GetBytes(path), 0] : [];
                byte[] last =
                    type == XenstoreMessageType.Write ? Encoding.UTF8.GetBytes(argument)
                    : hasPath && argument.Length == 0 ? []
                    : [.. Encoding.UTF8.GetBytes(argument), 0];
                Assert.Equal([.. first, .. last], writer.Written[16..].ToArray());
            }
        );
        refusals.IsBoth(10);
    }

    private static Gen<byte[]> Answer(XenstoreMessageType asked) =>
        from type in Gen.Frequency(
            (4, Gen.Constant(asked)),
            (1, Gen.Elements([.. s_types, XenstoreMessageType.Error, XenstoreMessageType.WatchEvent]))
        )
        from id in Gen.Choose(0, 3)
        from payload in Gen.OneOf(
            Gen.Elements(
                    "OK\0",
                    "ENOENT\0",
                    "EAGAIN\0",
                    "7\0",
                    "4294967295\0",
                    "0\0",
                    "1\0a\0b\0\0",
                    "a\0b\0",
                    "",
                    "\0"
                )
                .Select(Encoding.UTF8.GetBytes),
            Some.BytesUpTo(40)
        )
        select StoreStream.Message((uint)type, (uint)id, payload);

    [Fact]
    public void A_stream_of_damaged_answers_is_taken_apart_to_its_end_or_refused()
    {
        var (read, malformed) = (0, 0);
        Cases.Check(
            from type in Gen.Elements(s_types)
            from stream in Gen.OneOf(
                Damage.Of(Answer(type).ArrayOf(2).Select(answers => answers.SelectMany(answer => answer).ToArray())),
                Answer(type)
            )
            select (type, stream),
            made =>
            {
                var rest = made.stream.AsSpan();
                try
                {
                    while (XenstoreMessageReader.TryBegin(rest, out var message))
                    {
                        Assert.InRange(message.Size, 16, rest.Length);
                        rest = rest[message.Size..];
                        Look(XenstoreAnswer.Read(ref message, made.type), made.type);
                        read++;
                    }
                    Assert.True(rest.Length < 16 || BitConverter.ToUInt32(rest[12..]) > rest.Length - 16);
                }
                catch (InvalidDataException exception)
                {
                    Assert.DoesNotContain(exception.Message, char.IsControl);
                    malformed++;
                }
            }
        );
        Cases.AreAtLeast(10, read);
        Cases.AreAtLeast(10, malformed);
    }

    /// <summary>What those who ask rely on.</summary>
    private static void Look(XenstoreAnswer answer, XenstoreMessageType type)
    {
        Assert.NotNull(answer.Texts);
        if (answer.Error != null)
        {
            Assert.Matches("^[A-Z0-9]{1,32}\\z", answer.Error);
            Assert.DoesNotContain(answer.Refusal(new XenstoreRequest(type, "a")).Message, char.IsControl);
            return;
        }
        switch (type)
        {
            case XenstoreMessageType.Read:
                Assert.Single(answer.Texts);
                break;
            case XenstoreMessageType.TransactionStart:
                Assert.NotEqual(0u, uint.Parse(Assert.Single(answer.Texts), null));
                break;
            case XenstoreMessageType.Directory:
                Assert.DoesNotContain("", answer.Texts);
                break;
            case XenstoreMessageType.DirectoryPart:
                Assert.InRange(answer.Texts.Length, 2, int.MaxValue);
                Assert.InRange(Array.IndexOf(answer.Texts, "", 1), -1, answer.Texts.Length - 1);
                Assert.DoesNotContain("", answer.Texts[1..^1]);
                break;
            default:
                Assert.Empty(answer.Texts);
                break;
        }
    }
}
