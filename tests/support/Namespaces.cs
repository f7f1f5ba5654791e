using CliWrap;

namespace Xen.Hotplug.TestSupport;

/// <summary>
/// Namespaces that live as long as a process of ours in them. Its standard input is a pipe of ours, so
/// they go when this program goes, however it ends.
/// </summary>
public sealed class Namespaces : IAsyncDisposable
{
    private const string Ready = "ready";

    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Running _holder;

    private Namespaces(IEnumerable<string> commandLine, string setUp, TimeSpan limit)
    {
        string[] words = [.. commandLine, "sh", "-euc", $"{setUp}\necho {Ready}\nexec cat"];
        var command = Cli.Wrap(words[0])
            .WithArguments(words[1..])
            .WithStandardInputPipe(PipeSource.Create((_, cancellation) => _release.Task.WaitAsync(cancellation)));
        _holder = Running.Start(command, limit);
    }

    public int ProcessId => _holder.ProcessId;

    /// <summary>
    /// Runs <paramref name="commandLine"/>, which ends in an unshare that does not fork, and
    /// <paramref name="setUp"/> in the namespaces it made, which last for ten minutes if no <paramref name="limit"/> is given.
    /// </summary>
    public static async Task<Namespaces> Make(IEnumerable<string> commandLine, string setUp, TimeSpan? limit = null)
    {
        var namespaces = new Namespaces(commandLine, setUp, limit ?? TimeSpan.FromMinutes(10));
        await namespaces._holder.Printed(Ready);
        return namespaces;
    }

    /// <summary>The words before a command that run it in the network and mount namespace.</summary>
    public string[] Enter() => ["nsenter", "--target", $"{ProcessId}", "--net", "--mount", "--"];

    public async ValueTask DisposeAsync()
    {
        _release.TrySetResult();
        await _holder.Ended;
    }
}
