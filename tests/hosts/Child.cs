using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Xen.Hotplug.Hosts;

/// <summary>A program beside the machine, whose lines are taken as they come. It ends when this is disposed.</summary>
internal sealed class Child : IAsyncDisposable
{
    private const int Terminate = 15; // SIGTERM
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(10);

    private readonly Process _process;

    private Child(Process process) => _process = process;

    internal bool IsRunning => !_process.HasExited;

    /// <summary>Starts it; <paramref name="onLine"/> gets each line of its output and of its errors.</summary>
    internal static Child Start(IReadOnlyList<string> words, Action<string> onLine)
    {
        var process = new Process
        {
            StartInfo = new ProcessStartInfo(words[0], words.Skip(1))
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        process.OutputDataReceived += (_, line) => Pass(line.Data);
        process.ErrorDataReceived += (_, line) => Pass(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new Child(process);

        void Pass(string? line)
        {
            if (line is not null)
                onLine(line);
        }
    }

    /// <summary>Starts it with all that it says going to a file.</summary>
    internal static Child Start(IReadOnlyList<string> words, string log) => Start(words, OpenLog(log).WriteLine);

    /// <summary>A file to which several may write lines at the same time.</summary>
    internal static TextWriter OpenLog(string path) =>
        TextWriter.Synchronized(new StreamWriter(path, append: true) { AutoFlush = true });

    /// <summary>Writes a line to its standard input, if it still reads.</summary>
    internal async Task Write(string line)
    {
        try
        {
            await _process.StandardInput.WriteLineAsync(line);
            await _process.StandardInput.FlushAsync();
        }
        catch (IOException)
        {
            // It has ended: who waits for its answer sees that none comes.
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _ = SendSignal(_process.Id, Terminate);
            var ended = _process.WaitForExitAsync();
            if (await Task.WhenAny(ended, Task.Delay(s_grace)) != ended)
                _process.Kill(entireProcessTree: true);
        }
        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendSignal(int process, int signal);
}
