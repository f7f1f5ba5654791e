using Xen.Hotplug.Common.Xenstore;
using Xen.Hotplug.TestStore;
using Xunit;

namespace Xen.Hotplug.UnitTests.Xenstore;

/// <summary>What the client does when the store does what it must not.</summary>
public sealed class XenstoreFaultSpecs : IDisposable
{
    // Each of these tests waits for it once.
    private static readonly TimeSpan s_shortLimit = TimeSpan.FromMilliseconds(50);

    private readonly TemporaryStore _store = new();

    private StoreServer Server => _store.Server;

    public void Dispose() => _store.Dispose();

    private static void ShouldSay(string words, XenstoreException error) =>
        Assert.Contains(words, error.Message, StringComparison.Ordinal);

    private XenstoreException ReadFails(StoreReaction reaction, TimeSpan? limit = null)
    {
        Server.Write("a", "value");
        _store.React(StoreRequestType.Read, reaction);
        using var connection = _store.Connect(limit);
        var error = Assert.Throws<XenstoreException>(() => connection.Read("a"));

        // From now on each call fails at once, even where the next one would be served.
        Server.Intercept = null;
        var next = Assert.Throws<XenstoreException>(() => connection.WriteAll(("hotplug-error", "it failed")));
        Assert.Equal(
            "could not write hotplug-error in xenstore: the connection was given up after an earlier failure",
            next.Message
        );
        Assert.DoesNotContain('\n', error.Message);
        return error;
    }

    private void ReadIsMalformed(StoreReaction reaction, string what)
    {
        var error = ReadFails(reaction);
        Assert.Equal($"could not read a in xenstore: the store sent {what}; does xenstored still run?", error.Message);
    }

    [Fact]
    public void A_closed_connection_is_no_refusal()
    {
        var error = ReadFails(StoreReaction.Close);
        Assert.Equal(
            "could not read a in xenstore: the store closed the connection; does xenstored still run?",
            error.Message
        );
    }

    [Fact]
    public void A_connection_closed_within_an_answer_is_no_answer() =>
        ShouldSay("the store closed the connection", ReadFails(StoreReaction.HalfThenClose));

    [Fact]
    public void A_store_that_died_between_two_requests_is_told_as_such()
    {
        using var connection = _store.Connect();
        connection.WriteAll(("a", "1"));
        Server.Die();
        var error = Assert.Throws<XenstoreException>(() => connection.ReadAll("a", "b"));
        ShouldSay("the connection", error);
    }

    [Fact]
    public void A_store_that_never_answers_is_given_up_after_the_limit()
    {
        var error = ReadFails(StoreReaction.Silence, s_shortLimit);
        Assert.Equal(
            "could not read a in xenstore: the store did not answer within 0.05 s; does xenstored still run?",
            error.Message
        );
    }

    [Fact]
    public void Half_an_answer_is_not_waited_for_beyond_the_limit() =>
        ShouldSay("did not answer within", ReadFails(StoreReaction.Half, s_shortLimit));

    [Fact]
    public void A_silence_after_some_of_many_answers_names_the_one_that_is_missing()
    {
        Server.Intercept = request => request.Path == "b" ? StoreReaction.Silence : StoreReaction.Serve;
        using var connection = _store.Connect(s_shortLimit);
        var error = Assert.Throws<XenstoreException>(() => connection.ReadAll("a", "b", "c"));
        ShouldSay("did not answer within", error);
        Assert.StartsWith("could not read b in xenstore: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_to_no_request_is_refused() =>
        ReadIsMalformed(StoreReaction.ServeAs(77), "an answer to request 77, which is not waiting");

    [Fact]
    public void A_second_answer_to_one_request_is_refused()
    {
        Server.Intercept = request => request.Path == "b" ? StoreReaction.ServeAs(1) : StoreReaction.Serve;
        using var connection = _store.Connect();
        var error = Assert.Throws<XenstoreException>(() => connection.ReadAll("a", "b"));
        ShouldSay("an answer to request 1, which is not waiting", error);
    }

    [Fact]
    public void An_answer_left_over_is_not_taken_for_the_next_one()
    {
        byte[] leftOver = [2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, .. "x"u8];
        _store.React(StoreRequestType.Read, StoreReaction.Raw([.. leftOver, .. leftOver]));
        using var connection = _store.Connect();
        Assert.Equal("x", connection.Read("a"));
        var error = Assert.Throws<XenstoreException>(() => connection.Read("b"));
        ShouldSay("an answer to request 1, which is not waiting", error);
    }

    [Fact]
    public void An_answer_of_another_type_is_refused() =>
        ReadIsMalformed(
            StoreReaction.ServeAs(StoreRequestType.Directory),
            "an answer of type 1 to a request of type 2"
        );

    [Theory]
    [InlineData(4097u)]
    [InlineData(0xffffffffu)]
    public void A_length_above_the_limit_is_refused_at_once(uint length) =>
        ReadIsMalformed(
            StoreReaction.ServeAsIfOfLength(length),
            $"a message of {length} bytes, where 4096 are the most"
        );

    [Fact]
    public void A_length_beyond_what_comes_is_waited_for_until_the_limit() =>
        ShouldSay("did not answer within", ReadFails(StoreReaction.ServeAsIfOfLength(100), s_shortLimit));

    [Fact]
    public void Nonsense_is_refused() =>
        ReadIsMalformed(
            StoreReaction.Raw([.. "HTTP/1.1 400 Bad Request\r\n"u8]),
            "a message of 1684095520 bytes, where 4096 are the most"
        );

    [Theory]
    [InlineData("no such\nnode", "'no such\\nnode' as the name of an error")]
    [InlineData("", "'' as the name of an error")]
    public void An_error_without_a_proper_name_is_refused(string name, string what) =>
        ReadIsMalformed(StoreReaction.Error(name), what);

    [Fact]
    public void An_unknown_error_is_passed_on_by_its_name()
    {
        _store.React(StoreRequestType.Read, StoreReaction.Error("EFANCY"));
        using var connection = _store.Connect();
        var error = Assert.Throws<XenstoreException>(() => connection.Read("a"));
        Assert.Equal("could not read a in xenstore: the store answered EFANCY", error.Message);
    }

    [Fact]
    public void A_list_without_its_end_is_refused()
    {
        _store.React(StoreRequestType.Directory, StoreReaction.Answer([.. "a\0b"u8]));
        using var connection = _store.Connect();
        var error = Assert.Throws<XenstoreException>(() => connection.Directory("d"));
        Assert.Equal(
            "could not list d in xenstore: the store sent a string without its end; does xenstored still run?",
            error.Message
        );
    }

    [Fact]
    public void A_list_in_parts_without_end_is_given_up()
    {
        Server.Intercept = request =>
            request.Type == StoreRequestType.Directory
                ? StoreReaction.Error("E2BIG")
                : StoreReaction.Answer([.. "1\0"u8, .. Enumerable.Repeat((byte)'n', 4000), 0]);
        using var connection = _store.Connect();
        var error = Assert.Throws<XenstoreException>(() => connection.Directory("d"));
        ShouldSay("has no end within", error);
    }

    [Fact]
    public void A_transaction_without_a_number_is_refused()
    {
        _store.React(StoreRequestType.TransactionStart, StoreReaction.Answer([.. "none\0"u8]));
        using var connection = _store.Connect();
        var error = Assert.Throws<XenstoreException>(() => connection.InTransaction(_ => { }));
        ShouldSay("'none' as the number of a transaction", error);
    }
}
