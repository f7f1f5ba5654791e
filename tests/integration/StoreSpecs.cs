using CliWrap;
using CliWrap.Buffered;
using Xen.Hotplug.TestStore;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>The test store against Xen's own clients: what they make of it, the programs may rely on in tests.</summary>
public sealed class StoreSpecs : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("store-");
    private readonly StoreServer _store;

    public StoreSpecs() => _store = new StoreServer(Path.Combine(_directory.FullName, "socket"));

    public void Dispose()
    {
        _store.Dispose();
        _directory.Delete(recursive: true);
    }

    private Command Client(string name, params string[] arguments) =>
        Cli.Wrap($"xenstore-{name}")
            .WithArguments(arguments)
            .WithEnvironmentVariables(environment => environment.Set("XENSTORED_PATH", _store.SocketPath))
            .WithValidation(CommandResultValidation.None);

    private async Task<(int ExitCode, string Output)> Run(string name, params string[] arguments)
    {
        var result = await Client(name, arguments).ExecuteBufferedAsync(TestContext.Current.CancellationToken);
        return (result.ExitCode, result.StandardOutput);
    }

    [Fact]
    public async Task Xenstore_read_reads_what_the_test_wrote()
    {
        _store.Write("/local/domain/0/backend/vif/1/0/bridge", "eth0");
        Assert.Equal((0, "eth0\n"), await Run("read", "/local/domain/0/backend/vif/1/0/bridge"));
        Assert.Equal((0, "eth0\n"), await Run("read", "backend/vif/1/0/bridge"));
        Assert.Equal((0, "\n"), await Run("read", "backend/vif"));
    }

    [Fact]
    public async Task Xenstore_read_fails_for_a_missing_node() =>
        Assert.Equal((1, ""), await Run("read", "backend/vif/1/0/bridge"));

    [Fact]
    public async Task Xenstore_write_writes_and_makes_the_parents()
    {
        Assert.Equal((0, ""), await Run("write", "a/b", "1", "/c", "two words"));
        Assert.Equal("1", _store.Read("/local/domain/0/a/b"));
        Assert.Equal("", _store.Read("a"));
        Assert.Equal("two words", _store.Read("/c"));
    }

    [Fact]
    public async Task Xenstore_write_starts_again_after_a_conflict()
    {
        _store.Write("a", "1");
        var commits = 0;
        _store.Intercept = request =>
        {
            if (request.Type == StoreRequestType.TransactionEnd && ++commits == 1)
                _store.Write("a", "in between");
            return StoreReaction.Serve;
        };
        // It uses a transaction only where there is more than one node to write.
        Assert.Equal((0, ""), await Run("write", "a", "2", "b", "3"));
        Assert.Equal(2, commits);
        Assert.Equal("2", _store.Read("a"));
    }

    [Fact]
    public async Task Xenstore_exists_tells_by_its_exit_status()
    {
        _store.Write("a/b", "1");
        Assert.Equal((0, ""), await Run("exists", "a"));
        Assert.Equal((1, ""), await Run("exists", "b"));
    }

    [Fact]
    public async Task Xenstore_list_lists_children()
    {
        _store.Write("a/x", "1");
        _store.Write("a/y/z", "1");
        Assert.Equal((0, "x\ny\n"), await Run("list", "a"));
        Assert.Equal((1, ""), await Run("list", "b"));
    }

    [Fact]
    public async Task Xenstore_list_lists_more_than_a_message_holds()
    {
        string[] names = [.. Enumerable.Range(0, 2000).Select(i => $"domain-{i}")];
        foreach (var name in names)
            _store.Write($"/list/{name}", "");
        Assert.Equal((0, string.Concat(names.Select(name => name + "\n"))), await Run("list", "/list"));
    }

    [Fact]
    public async Task Xenstore_ls_shows_the_tree()
    {
        _store.Write("/a/b", "1");
        _store.Write("/a/c", "two");
        Assert.Equal((0, "a = \"\"\n b = \"1\"\n c = \"two\"\n"), await Run("ls", "/"));
        Assert.Equal((0, "/a/b = \"1\"\n/a/c = \"two\"\n"), await Run("ls", "-f", "/a"));
    }

    [Fact]
    public async Task Xenstore_chmod_sets_what_xenstore_ls_shows()
    {
        _store.Write("/a/b", "1");
        Assert.Equal((0, ""), await Run("chmod", "/a/b", "n0", "r1"));
        var (_, listed) = await Run("ls", "-p", "/a");
        Assert.EndsWith("(n0,r1)\n", listed, StringComparison.Ordinal);
        Assert.NotEqual(0, (await Run("chmod", "/not", "n0")).ExitCode);
    }

    [Fact]
    public async Task Xenstore_rm_removes_all_below()
    {
        _store.Write("/a/b/c", "1");
        Assert.Equal((0, ""), await Run("rm", "/a/b"));
        Assert.Equal(["/a"], _store.Snapshot().Keys);
    }

    [Fact]
    public async Task Xenstore_rm_of_a_missing_node_succeeds_where_there_is_a_parent()
    {
        _store.Write("/a", "1");
        Assert.Equal(0, (await Run("rm", "/a/b")).ExitCode);
        Assert.Equal(1, (await Run("rm", "/b/c")).ExitCode);
    }

    [Fact]
    public async Task Xenstore_watch_hears_of_changes_below_its_path()
    {
        // Its first event says that the watch is set; each event leads to the next change.
        var heard = new List<string>();
        var listen = PipeTarget.ToDelegate(line =>
        {
            heard.Add(line);
            if (heard.Count == 1)
            {
                _store.Write("/other", "1");
                _store.Write("/a/b", "1");
            }
            if (heard.Count == 2)
                _store.Remove("/a");
        });
        var result = await Client("watch", "-n", "4", "/a")
            .WithStandardOutputPipe(listen)
            .ExecuteAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(["/a", "/a/b", "/a/b", "/a"], heard);
    }

    [Fact]
    public async Task A_refused_request_is_an_error_of_the_client()
    {
        _store.Write("a", "1");
        _store.Intercept = request =>
            request.Type == StoreRequestType.Read ? StoreReaction.Error("EACCES") : StoreReaction.Serve;
        Assert.Equal(1, (await Run("read", "a")).ExitCode);
    }

    [Fact]
    public async Task A_dead_store_is_an_error_of_the_client()
    {
        _store.Die();
        Assert.Equal(1, (await Run("read", "a")).ExitCode);
    }

    [Fact]
    public async Task Many_clients_that_write_side_by_side_all_succeed()
    {
        var runs = Enumerable.Range(0, 20).Select(i => Run("write", $"/shared/{i}", "1", "/shared/last", $"{i}"));
        Assert.All(await Task.WhenAll(runs), run => Assert.Equal((0, ""), run));
        Assert.Equal(21, _store.Snapshot().Keys.Count(path => path.StartsWith("/shared/", StringComparison.Ordinal)));
    }
}
