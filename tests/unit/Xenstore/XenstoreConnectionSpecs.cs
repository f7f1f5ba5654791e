using Xen.Hotplug.Common.Xenstore;
using Xen.Hotplug.TestStore;
using Xunit;

namespace Xen.Hotplug.UnitTests.Xenstore;

public sealed class XenstoreConnectionSpecs : IDisposable
{
    private readonly TemporaryStore _store = new();

    private StoreServer Server => _store.Server;

    public void Dispose() => _store.Dispose();

    [Fact]
    public void A_read_gives_the_value()
    {
        Server.Write("/local/domain/0/backend/vif/1/0/bridge", "eth0");
        using var connection = _store.Connect();
        Assert.Equal("eth0", connection.Read("/local/domain/0/backend/vif/1/0/bridge"));
        Assert.Equal("eth0", connection.Read("backend/vif/1/0/bridge"));
        Assert.Equal("", connection.Read("backend/vif/1/0"));
    }

    [Fact]
    public void A_read_of_a_missing_node_is_null()
    {
        using var connection = _store.Connect();
        Assert.Null(connection.Read("backend/vif/1/0/bridge"));
        Assert.False(connection.Exists("backend/vif/1/0/bridge"));
        Assert.Null(connection.Directory("backend/vif/1/0"));
    }

    [Fact]
    public void Many_reads_give_their_values_in_order()
    {
        for (var i = 0; i < 100; i += 2)
            Server.Write($"k{i}", $"value {i} {new string('v', 1000)}");
        using var connection = _store.Connect();
        string[] paths = [.. Enumerable.Range(0, 100).Select(i => $"k{i}")];
        Assert.Equal(paths.Select(Server.Read), connection.ReadAll(paths));
        Assert.Empty(connection.ReadAll());
    }

    [Fact]
    public void All_reads_of_a_call_are_sent_before_the_first_answer_is_awaited()
    {
        Server.Write("a", "1");
        Server.Write("b", "2");
        // No answer to the first before the second has come.
        var waiting = new List<StoreRequest>();
        Server.Intercept = request =>
        {
            waiting.Add(request);
            return waiting.Count == 1 ? StoreReaction.Raw() : ServeBoth(waiting);
        };
        using var connection = _store.Connect();
        Assert.Equal(["1", "2"], connection.ReadAll("a", "b"));
    }

    // The second answer first: the protocol allows any order.
    private static StoreReaction ServeBoth(List<StoreRequest> requests) =>
        StoreReaction.Raw([.. AnswerTo(requests[1], "2"u8), .. AnswerTo(requests[0], "1"u8)]);

    private static byte[] AnswerTo(StoreRequest request, ReadOnlySpan<byte> value) =>
        [2, 0, 0, 0, .. BitConverter.GetBytes(request.RequestId), 0, 0, 0, 0, (byte)value.Length, 0, 0, 0, .. value];

    [Fact]
    public void Values_of_any_bytes_are_text()
    {
        Server.Write("trailing", [.. "eth0\0\0"u8]);
        Server.Write("inner", [.. "a\0b"u8]);
        Server.Write("invalid", [0xff, 0xfe, 0xc3]);
        using var connection = _store.Connect();
        Assert.Equal(["eth0", "a\0b", "\uFFFD\uFFFD\uFFFD"], connection.ReadAll("trailing", "inner", "invalid"));
    }

    [Fact]
    public void A_write_makes_the_node_and_its_parents()
    {
        using var connection = _store.Connect();
        connection.WriteAll(("backend/vif/1/0/hotplug-status", "connected \u00e9"));
        Assert.Equal("connected \u00e9", Server.Read("/local/domain/0/backend/vif/1/0/hotplug-status"));
        Assert.Equal(["hotplug-status"], connection.Directory("backend/vif/1/0"));
        Assert.True(connection.Exists("backend/vif"));
    }

    [Fact]
    public void A_remove_takes_all_below_along_and_may_be_repeated()
    {
        Server.Write("a/b/c", "1");
        using var connection = _store.Connect();
        connection.Remove("a/b");
        connection.Remove("a/b");
        connection.Remove("x/y/z");
        Assert.False(Server.Exists("a/b/c"));
        Assert.Empty(connection.Directory("a")!);
    }

    [Fact]
    public void A_list_longer_than_a_message_is_read_in_parts()
    {
        string[] names = [.. Enumerable.Range(0, 3000).Select(i => $"domain-{i}")];
        foreach (var name in names)
            Server.Write($"/list/{name}", "");
        using var connection = _store.Connect();
        Assert.Equal(names, connection.Directory("/list"));
        Assert.True(Server.Requests.Count(request => request.Type == StoreRequestType.DirectoryPart) > 2);
    }

    [Fact]
    public void A_long_list_that_changes_between_its_parts_is_read_again()
    {
        for (var i = 0; i < 1000; i++)
            Server.Write($"/list/domain-{i}", "");
        var parts = 0;
        Server.Intercept = request =>
        {
            if (request.Type == StoreRequestType.DirectoryPart && ++parts == 2)
                Server.Remove("/list/domain-0");
            return StoreReaction.Serve;
        };
        using var connection = _store.Connect();
        // Without a second start the name at the border of the parts would be missing.
        Assert.Equal(Enumerable.Range(1, 999).Select(i => $"domain-{i}"), connection.Directory("/list"));
    }

    [Fact]
    public void A_bad_path_is_refused_before_anything_is_sent()
    {
        using var connection = _store.Connect();
        var error = Assert.Throws<XenstoreException>(() => connection.ReadAll("good", "bad\npath\0"));
        Assert.Equal(
            "could not read 'bad\\npath\\x00' in xenstore because a path may hold only letters, digits and the characters "
                + "- / _ @",
            error.Message
        );
        Assert.Null(connection.Read("good"));
        Assert.Equal(["good"], Server.Requests.Select(request => request.Path));
    }

    [Fact]
    public void A_refusal_leaves_the_connection_usable()
    {
        Server.Write("a", "1");
        _store.React(StoreRequestType.Write, StoreReaction.Error("EACCES"));
        using var connection = _store.Connect();
        var error = Assert.Throws<XenstoreException>(() => connection.WriteAll(("b", "2")));
        Assert.Contains("the store answered EACCES", error.Message, StringComparison.Ordinal);
        Assert.Equal("1", connection.Read("a"));
        Assert.Equal(1, Server.ConnectionCount);
    }

    [Fact]
    public void A_refusal_of_one_of_many_reads_leaves_no_answer_behind()
    {
        Server.Write("a", "1");
        Server.Intercept = request => request.Path == "b" ? StoreReaction.Error("EACCES") : StoreReaction.Serve;
        using var connection = _store.Connect();
        var error = Assert.Throws<XenstoreException>(() => connection.ReadAll("a", "b", "c"));
        Assert.Equal("could not read b in xenstore: the store answered EACCES (permission denied)", error.Message);
        Assert.Equal("1", connection.Read("a"));
    }

    [Fact]
    public void Answers_that_come_in_pieces_are_put_together()
    {
        Server.Write("a", "value");
        _store.React(StoreRequestType.Read, StoreReaction.ServeInPieces);
        using var connection = _store.Connect();
        Assert.Equal(["value", null, "value"], connection.ReadAll("a", "b", "a"));
    }

    [Fact]
    public void Events_before_an_answer_are_passed_over()
    {
        Server.Write("a", "value");
        byte[] watchEvent = [15, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, .. "a\0t\0"u8];
        _store.React(StoreRequestType.Read, StoreReaction.ServeAfter([.. watchEvent, .. watchEvent]));
        using var connection = _store.Connect();
        Assert.Equal("value", connection.Read("a"));
    }
}
