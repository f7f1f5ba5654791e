using System.Globalization;
using Xunit;

namespace Xen.Hotplug.TestSupport;

/// <summary>
/// A program that stands still after one of its calls to the kernel, so that something can happen between that and the
/// next; for certain, and not by chance. Only its first thread is looked at, and no child.
/// </summary>
public sealed class Held
{
    private const string TraceFile = "/run/held";

    private readonly Host _host;
    private readonly Running _running;

    private Held(Host host, Running running) => (_host, _running) = (host, running);

    /// <summary>Whether it stands; it does not where it has fewer such calls.</summary>
    public bool Stands { get; private set; }

    private string Child => File.ReadAllText($"/proc/{_running.ProcessId}/task/{_running.ProcessId}/children").Trim();

    /// <summary>Starts a program and waits until it has made its <paramref name="number"/>-th call, or has ended.</summary>
    public static async Task<Held> Start(
        Host host,
        string program,
        IEnumerable<string> words,
        IEnumerable<KeyValuePair<string, string>> variables,
        string systemCall,
        int number
    )
    {
        var when = string.Create(CultureInfo.InvariantCulture, $"--inject={systemCall}:signal=SIGSTOP:when={number}");
        await host.Shell($"rm -f {TraceFile}");
        var held = new Held(
            host,
            host.Start(
                "strace",
                ["--quiet=attach", $"--output={TraceFile}", $"--trace={systemCall}", when, program, .. words],
                variables
            )
        );
        await held.Stop();
        return held;
    }

    /// <summary>Lets it go on and waits for its end.</summary>
    public async Task<Result> GoOn()
    {
        if (Stands)
            await Send("CONT");
        return await _running.Ended;
    }

    /// <summary>Sends it a signal, which it meets when it goes on.</summary>
    public Task<string> Send(string signal) => _host.Shell($"kill -{signal} {Child}");

    private async Task Stop()
    {
        while (!_running.Ended.IsCompleted)
        {
            var trace = _host.Has(TraceFile) ? _host.Read(TraceFile) : "";
            if (trace.Contains("--- stopped by SIGSTOP ---", StringComparison.Ordinal))
            {
                Stands = true;
                return;
            }
            await Task.WhenAny(_running.Ended, Task.Delay(5, TestContext.Current.CancellationToken));
        }
    }
}
