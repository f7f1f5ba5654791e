using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Xen.Hotplug.Common.Xenstore;
using Xen.Hotplug.UnitTests.Properties.Support;
using Xunit;

namespace Xen.Hotplug.UnitTests.Properties;

/// <summary>A client that gets all sorts of answers through a real socket.</summary>
public sealed class StoreDialogueProperties : IDisposable
{
    private const uint Read = 2;
    private const uint WatchEvent = 15;
    private const uint Error = 16;

    private readonly StoreStream _store = new();

    public void Dispose() => _store.Dispose();

    // An answer to a read: a value, or the name of an error.
    private static readonly Gen<(bool IsError, string Text)> s_answer = Gen.OneOf(
        Some.Text.Select(text => (false, text.TrimEnd('\0'))),
        Gen.Elements("ENOENT", "ENOENT", "ENOENT", "EACCES").Select(name => (true, name))
    );

    /// <summary>The answers to three reads in any order, perhaps with an event in between.</summary>
    private static readonly Gen<((bool IsError, string Text)[] Answers, byte[] Bytes)> s_answers =
        from answers in s_answer.ArrayOf(3)
        from order in Gen.Shuffle([0, 1, 2])
        from hasEvent in Gen.Elements(true, false)
        select (
            answers,
            (byte[])
                [
                    .. hasEvent ? StoreStream.Message(WatchEvent, 0, [.. "a\0token\0"u8]) : [],
                    .. order.SelectMany(place => Encode(answers[place], (uint)place + 1)),
                ]
        );

    [Fact]
    public void Every_read_has_its_own_answer_in_whichever_order_they_come() =>
        Cases.Check(
            s_answers,
            made =>
                _store.With(
                    made.Bytes,
                    client =>
                    {
                        if (made.Answers.Contains((true, "EACCES")))
                        {
                            var error = Assert.Throws<XenstoreException>(() => client.ReadAll("a", "b", "c"));
                            Assert.Contains("the store answered EACCES", error.Message, StringComparison.Ordinal);
                            return;
                        }
                        Assert.Equal(
                            made.Answers.Select(answer => answer.IsError ? null : Stored(answer.Text)),
                            client.ReadAll("a", "b", "c")
                        );
                    }
                )
        );

    // What other calls are answered with, the requests numbered from 1 on.
    private static readonly Gen<byte[]> s_others = Gen.Elements(
            new (uint Type, string Payload)[] { (1, "a\0b\0") },
            [(1, "")],
            [(16, "E2BIG\0"), (22, "5\0a\0b\0"), (22, "5\0c\0\0")],
            [(16, "E2BIG\0"), (22, "5\0a\0b\0"), (22, "6\0c\0\0"), (22, "6\0c\0\0")],
            [(6, "9\0"), (2, "v"), (11, "OK\0"), (7, "OK\0")],
            [(6, "9\0"), (2, "v"), (11, "OK\0"), (16, "EAGAIN\0"), (6, "9\0"), (2, "v"), (11, "OK\0"), (7, "OK\0")],
            [(6, "9\0"), (16, "ENOENT\0"), (7, "OK\0")],
            [(13, "OK\0")],
            [(11, "OK\0")]
        )
        .Select(answers =>
            answers
                .SelectMany(
                    (answer, place) =>
                        StoreStream.Message(answer.Type, (uint)place + 1, Encoding.UTF8.GetBytes(answer.Payload))
                )
                .ToArray()
        );

    [Fact]
    public void Damaged_answers_end_in_an_error_of_ours_or_in_answers()
    {
        var refusals = new Refusals();
        Cases.Check(
            from call in Gen.Choose(0, 4)
            from bytes in Damage.Of(Gen.OneOf(s_answers.Select(made => made.Bytes), s_others))
            select (call, bytes),
            made =>
                _store.With(
                    made.bytes,
                    client =>
                    {
                        if (refusals.Of(() => Ask(client, made.call)) == null)
                            return;
                        // Each byte is there already: to wait would be to hang.
                        var next = Record.Exception(() => client.ReadAll("a", "b"));
                        Assert.DoesNotContain("did not answer", next?.Message ?? "", StringComparison.Ordinal);
                    }
                )
        );
        Cases.AreAtLeast(4, refusals.Refused);
        Cases.AreAtLeast(100, refusals.Taken);
    }

    private static void Ask(XenstoreConnection client, int call)
    {
        switch (call)
        {
            case 0:
                Assert.Equal(3, client.ReadAll("a", "b", "c").Count);
                break;
            case 1:
                Assert.DoesNotContain("", client.Directory("a") ?? []);
                break;
            case 2:
                client.InTransaction(transaction =>
                {
                    if (transaction.Exists("a"))
                        transaction.WriteAll(("a/b", "value"));
                });
                break;
            case 3:
                client.Remove("a");
                break;
            default:
                client.WriteAll(("a", "value"));
                break;
        }
    }

    private static byte[] Encode((bool IsError, string Text) answer, uint id) =>
        answer.IsError
            ? StoreStream.Message(Error, id, Encoding.UTF8.GetBytes($"{answer.Text}\0"))
            : StoreStream.Message(Read, id, Encoding.UTF8.GetBytes(answer.Text));

    /// <summary>What half of a surrogate pair becomes on its way.</summary>
    private static string Stored(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
