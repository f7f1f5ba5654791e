using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Xen.Hotplug.Hosts;

/// <summary>What a command in a machine came to.</summary>
/// <param name="Status">Its exit status, 124 when it was ended at its limit.</param>
/// <param name="Output">What it printed, errors too.</param>
internal sealed record Answer(int Status, string Output);

/// <summary>
/// Runs commands in a machine over the lab's port, which works even when the network does not. image/agent answers. One
/// at a time may be connected.
/// </summary>
internal sealed class Control : IDisposable
{
    // More than the agent takes to end a command, and to send what it printed.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly ConcurrentDictionary<long, TaskCompletionSource<Answer>> _awaited = new();

    // Answers to an earlier connection may still come.
    private long _number = DateTime.UtcNow.Ticks;

    /// <summary>Connects to the socket that qemu makes of the port, for which it waits for some seconds.</summary>
    internal static async Task<Control> Connect(string path)
    {
        var control = new Control();
        var limit = Environment.TickCount64 + 20_000;
        while (true)
        {
            try
            {
                await control._socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
                _ = control.Receive();
                return control;
            }
            catch (SocketException exception)
            {
                if (Environment.TickCount64 > limit)
                    throw new TimeoutException(
                        $"{path} answers nobody: {exception.Message}. See emulator.log beside it"
                    );
                await Task.Delay(100);
            }
        }
    }

    /// <summary>Runs a command of the shell in the machine, for <paramref name="limit"/> at most.</summary>
    internal Task<Answer> Run(string command, TimeSpan limit) => Run(command, limit, limit + s_patience);

    /// <summary>The same in a machine that may not be there to answer.</summary>
    internal Task<Answer> RunOnce(string command, TimeSpan limit) => Run(command, limit, limit);

    private async Task<Answer> Run(string command, TimeSpan limit, TimeSpan patience)
    {
        var number = Interlocked.Increment(ref _number);
        var answer = new TaskCompletionSource<Answer>(TaskCreationOptions.RunContinuationsAsynchronously);
        _awaited[number] = answer;
        var text = Convert.ToBase64String(Encoding.UTF8.GetBytes(command));
        var line = Encoding.ASCII.GetBytes($"{number} {limit.TotalSeconds:F0} {text}\n");
        await _socket.SendAsync(line);
        try
        {
            return await answer.Task.WaitAsync(patience);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"The machine did not answer within {patience} to: {command}");
        }
        finally
        {
            _awaited.TryRemove(number, out _);
        }
    }

    public void Dispose() => _socket.Dispose();

    private async Task Receive()
    {
        using var reader = new StreamReader(new NetworkStream(_socket), Encoding.ASCII);
        try
        {
            while (await reader.ReadLineAsync() is { } line)
                Take(line);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The machine is off: each command that waits has a limit.
        }
    }

    private void Take(string line)
    {
        var words = line.Split(' ');
        if (
            words.Length == 3
            && long.TryParse(words[0], CultureInfo.InvariantCulture, out var number)
            && int.TryParse(words[1], CultureInfo.InvariantCulture, out var status)
            && _awaited.TryGetValue(number, out var answer)
        )
            answer.TrySetResult(new Answer(status, Encoding.UTF8.GetString(Convert.FromBase64String(words[2]))));
    }
}
