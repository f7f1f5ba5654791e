using System.Text;
using CliWrap;
using Xunit;

namespace Xen.Hotplug.TestSupport;

/// <summary>A program that has been started: what it prints can be awaited, and its end.</summary>
public sealed class Running
{
    /// <summary>Longer than any program here may take, libxl's 40 s among them.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly List<(string Text, TaskCompletionSource Seen)> _awaited = [];
    private readonly string _name;
    private readonly TimeSpan _limit;
    private readonly CancellationTokenSource _stop;

    private Running(Command command, TimeSpan limit)
    {
        _name = command.ToString();
        _limit = limit;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        _stop.CancelAfter(limit);
        var task = command
            .WithValidation(CommandResultValidation.None)
            .WithStandardOutputPipe(Collect(_output))
            .WithStandardErrorPipe(Collect(_error))
            .ExecuteAsync(_stop.Token);
        ProcessId = task.ProcessId;
        Ended = End(task);
    }

    public int ProcessId { get; }

    public Task<Result> Ended { get; }

    public static Running Start(Command command, TimeSpan? limit = null) => new(command, limit ?? Limit);

    /// <summary>Waits until <paramref name="text"/> stands on standard output or standard error.</summary>
    public async Task Printed(string text)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_awaited)
        {
            _awaited.Add((text, seen));
            Announce();
        }
        if (await Task.WhenAny(seen.Task, Ended) != seen.Task && !seen.Task.IsCompleted)
            Assert.Fail($"It ended without saying '{text}': {await Ended}");
    }

    /// <summary>Ends it and what it started, if it is still there.</summary>
    public async Task Kill()
    {
        if (Ended.IsCompleted)
            return;
        await _stop.CancelAsync();
        await Ended.ContinueWith(_ => { }, TaskScheduler.Default);
    }

    private PipeTarget Collect(StringBuilder text) =>
        PipeTarget.Create(
            async (stream, cancellation) =>
            {
                using var reader = new StreamReader(stream, Encoding.UTF8);
                var buffer = new char[4096];
                while (await reader.ReadAsync(buffer, cancellation) is var count and > 0)
                {
                    lock (_awaited)
                    {
                        text.Append(buffer, 0, count);
                        Announce();
                    }
                }
            }
        );

    private void Announce()
    {
        foreach (var (text, seen) in _awaited)
        {
            if (_output.ToString().Contains(text, StringComparison.Ordinal))
                seen.TrySetResult();
            if (_error.ToString().Contains(text, StringComparison.Ordinal))
                seen.TrySetResult();
        }
    }

    private async Task<Result> End(CommandTask<CommandResult> task)
    {
        try
        {
            var result = await task;
            return new Result(_name, result.ExitCode, _output.ToString(), _error.ToString());
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException(
                $"Not done after {_limit.TotalSeconds} s: {new Result(_name, -1, _output.ToString(), _error.ToString())}"
            );
        }
    }
}
