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

    private Namespaces(IEnumerable<string> commandLine, string setUp)
    {
        string[] words = [.. commandLine, "sh", "-euc", $"{setUp}\necho {Ready}\nexec cat"];
        var command = Cli.Wrap(words[0])
            .WithArguments(words[1..])
            .WithStandardInputPipe(PipeSource.Create((_, cancellation) => _release.Task.WaitAsync(cancellation)));
        _holder = Running.Start(command, TimeSpan.FromMinutes(10));
    }

    public int ProcessId => _holder.ProcessId;

    /// <summary>
    /// Runs <paramref name="commandLine"/>, which ends in an unshare that does not fork, and
    /// <paramref name="setUp"/> in the namespaces it made.
    /// </summary>
    public static async Task<Namespaces> Make(IEnumerable<string> commandLine, string setUp)
    {
        var namespaces = new Namespaces(commandLine, setUp);
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
