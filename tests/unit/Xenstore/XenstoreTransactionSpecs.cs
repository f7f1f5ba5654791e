using Xen.Hotplug.Common.Xenstore;
using Xen.Hotplug.TestStore;
using Xunit;

namespace Xen.Hotplug.UnitTests.Xenstore;

public sealed class XenstoreTransactionSpecs : IDisposable
{
    private readonly TemporaryStore _store = new();

    private StoreServer Server => _store.Server;

    public void Dispose() => _store.Dispose();

    /// <summary>Lets another client do something each time that a commit is just about to be served.</summary>
    private void BeforeEachCommit(Action<int> interfere)
    {
        var commits = 0;
        Server.Intercept = request =>
        {
            if (request.Type == StoreRequestType.TransactionEnd && request.Path == "T")
                interfere(++commits);
            return StoreReaction.Serve;
        };
    }

    private string[] Ends =>
        [.. Server.Requests.Where(request => request.Type == StoreRequestType.TransactionEnd).Select(end => end.Path)];

    [Fact]
    public void Changes_are_seen_by_others_once_the_transaction_is_committed()
    {
        Server.Write("dir/old", "1");
        using var connection = _store.Connect();
        connection.InTransaction(transaction =>
        {
            transaction.WriteAll(("dir/new", "2"));
            transaction.Remove("dir/old");
            Assert.Equal(["new"], transaction.Directory("dir"));
            Assert.Equal(["2", null], transaction.ReadAll("dir/new", "dir/old"));
            Assert.Equal([null, "1"], connection.ReadAll("dir/new", "dir/old"));
        });
        Assert.Equal(
            [("/local/domain/0/dir/new", "2")],
            Server.Snapshot().Where(n => n.Value != "").Select(n => (n.Key, n.Value))
        );
    }

    [Fact]
    public void A_change_of_what_was_read_starts_the_transaction_again()
    {
        Server.Write("counter", "1");
        BeforeEachCommit(commit =>
        {
            if (commit <= 3)
                Server.Write("counter", $"{commit}0");
        });
        using var connection = _store.Connect();
        var tries = 0;
        connection.InTransaction(transaction =>
        {
            tries++;
            transaction.WriteAll(("counter", transaction.Read("counter") + "+1"));
        });
        Assert.Equal(4, tries);
        Assert.Equal("30+1", Server.Read("counter"));
    }

    [Fact]
    public void A_directory_deleted_in_the_meantime_is_not_brought_back()
    {
        Server.Write("backend/vif/1/0/bridge", "eth0");
        BeforeEachCommit(commit => Server.Remove("backend/vif/1"));
        using var connection = _store.Connect();
        connection.InTransaction(transaction =>
        {
            if (transaction.Exists("backend/vif/1/0"))
                transaction.WriteAll(("backend/vif/1/0/hotplug-status", "connected"));
        });
        Assert.False(Server.Exists("backend/vif/1"));
        Assert.Equal(["T", "T"], Ends);
    }

    [Fact]
    public void A_change_of_other_nodes_is_no_conflict()
    {
        Server.Write("backend/vif/1/0/bridge", "eth0");
        Server.Write("backend/vif/2/0/bridge", "eth0");
        BeforeEachCommit(_ => Server.Write("backend/vif/2/0/bridge", "eth1"));
        using var connection = _store.Connect();
        connection.InTransaction(transaction => transaction.WriteAll(("backend/vif/1/0/bridge", "eth2")));
        Assert.Equal(["T"], Ends);
    }

    [Fact]
    public void Conflicts_without_end_are_an_error_after_16_tries()
    {
        BeforeEachCommit(commit => Server.Write("a", $"{commit}"));
        using var connection = _store.Connect();
        var tries = 0;
        var error = Assert.Throws<XenstoreException>(() =>
            connection.InTransaction(transaction =>
            {
                tries++;
                transaction.Read("a");
            })
        );
        Assert.Equal(16, tries);
        Assert.Contains("other clients were in the way", error.Message, StringComparison.Ordinal);
        Assert.Equal("16", connection.Read("a"));
    }

    [Fact]
    public void An_exception_undoes_the_changes_and_reaches_the_caller()
    {
        using var connection = _store.Connect();
        var thrown = new InvalidOperationException();
        var caught = Assert.Throws<InvalidOperationException>(() =>
            connection.InTransaction(transaction =>
            {
                transaction.WriteAll(("a", "1"));
                throw thrown;
            })
        );
        Assert.Same(thrown, caught);
        Assert.Equal(["F"], Ends);
        Assert.Null(connection.Read("a"));
    }

    [Fact]
    public void A_refused_write_undoes_the_whole_transaction()
    {
        Server.Intercept = request => request.Path == "b" ? StoreReaction.Error("ENOSPC") : StoreReaction.Serve;
        using var connection = _store.Connect();
        var error = Assert.Throws<XenstoreException>(() =>
            connection.InTransaction(transaction =>
            {
                transaction.WriteAll(("a", "1"));
                transaction.WriteAll(("b", "2"));
            })
        );
        Assert.Equal(
            "could not write b in xenstore: the store answered ENOSPC (a quota of the store is used up)",
            error.Message
        );
        Assert.Equal(["F"], Ends);
        Assert.False(Server.Exists("a"));
    }

    [Fact]
    public void A_store_that_dies_within_a_transaction_is_told_as_such()
    {
        using var connection = _store.Connect();
        var error = Assert.Throws<XenstoreException>(() =>
            connection.InTransaction(transaction =>
            {
                Server.Die();
                transaction.WriteAll(("a", "1"));
            })
        );
        Assert.Contains("the connection", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        StoreRequestType.TransactionStart,
        "EBUSY",
        "could not start a transaction in xenstore: the store answered EBUSY (too busy, or too many transactions)"
    )]
    [InlineData(
        StoreRequestType.TransactionEnd,
        "ENOSPC",
        "could not commit a transaction in xenstore: the store answered ENOSPC (a quota of the store is used up)"
    )]
    public void A_refused_start_or_commit_is_not_repeated(StoreRequestType type, string name, string sentence)
    {
        _store.React(type, StoreReaction.Error(name));
        using var connection = _store.Connect();
        var error = Assert.Throws<XenstoreException>(() => connection.InTransaction(_ => { }));
        Assert.Equal(sentence, error.Message);
        Assert.Single(Server.Requests, request => request.Type == type);
    }

    [Fact]
    public void A_transaction_cannot_be_used_after_its_end()
    {
        using var connection = _store.Connect();
        XenstoreTransaction? kept = null;
        connection.InTransaction(transaction => kept = transaction);
        Assert.Throws<ObjectDisposedException>(() => kept!.Read("a"));
    }

    [Fact]
    public void All_requests_of_a_transaction_carry_its_number()
    {
        using var connection = _store.Connect();
        connection.InTransaction(transaction =>
        {
            transaction.ReadAll("a", "b");
            transaction.WriteAll(("c", "1"));
        });
        var numbers = Server.Requests.Select(request => request.Transaction).ToArray();
        Assert.Equal(0u, numbers[0]);
        Assert.NotEqual(0u, numbers[1]);
        Assert.Equal([0u, numbers[1], numbers[1], numbers[1], numbers[1]], numbers);
    }
}
