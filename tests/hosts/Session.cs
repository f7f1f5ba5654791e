using System.Globalization;

namespace Xen.Hotplug.Hosts;

/// <summary>A session by SSH over the network card that is shadowed, in which data flows all the time.</summary>
internal sealed class Session : IAsyncDisposable
{
    private const string Tick = "@tick";

    // No program is started for a tick: one costs an emulator much.
    private const string TickForever = $"exec 9<> <(:); (while :; do echo {Tick}; read -rt 0.1 -u 9; done) &";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    // On a busy machine: keys are exchanged, and a shell is started. Where nobody answers, ssh itself gives up before.
    private static readonly TimeSpan s_opening = TimeSpan.FromSeconds(60);

    private readonly List<string> _lines = [];
    private readonly Child _ssh;
    private int _commands;

    private Session(string[] words) => _ssh = Child.Start(words, Take);

    internal Ticks Ticks { get; } = new();

    /// <summary>Opens one; its first tick is waited for.</summary>
    internal static async Task<Session> Open(Machine machine)
    {
        var session = new Session(machine.Ssh("bash"));
        await session._ssh.Write(TickForever);
        if (await session.HasData(s_opening))
            return session;
        await session.DisposeAsync();
        throw new TimeoutException($"no session by SSH: {session.LastLine}");
    }

    /// <summary>Whether data comes, for which it waits for some seconds.</summary>
    internal Task<bool> IsAlive() => HasData(s_patience);

    /// <summary>Runs a command in it. Status 255 says that no answer came within <paramref name="limit"/>.</summary>
    internal async Task<Answer> Run(string command, TimeSpan limit)
    {
        var end = $"@end{++_commands} ";
        int first;
        lock (_lines)
            first = _lines.Count;
        await _ssh.Write($"{{ {command}; }} </dev/null 2>&1; echo \"{end}$?\"");
        var start = Environment.TickCount64;
        while (Environment.TickCount64 - start < limit.TotalMilliseconds)
        {
            lock (_lines)
                if (_lines.FindIndex(first, line => line.Contains(end, StringComparison.Ordinal)) is var last and >= 0)
                {
                    var status = int.Parse(_lines[last].Split(end)[1], CultureInfo.InvariantCulture);
                    return new Answer(status, string.Join('\n', _lines[first..last]));
                }
            await Task.Delay(50);
        }
        lock (_lines)
            return new Answer(255, string.Join('\n', _lines[first..]));
    }

    public ValueTask DisposeAsync() => _ssh.DisposeAsync();

    private async Task<bool> HasData(TimeSpan limit)
    {
        var start = DateTime.UtcNow;
        while (_ssh.IsRunning && DateTime.UtcNow < start + limit)
        {
            if (Ticks.AnySince(start))
                return true;
            await Task.Delay(50);
        }
        return false;
    }

    private string LastLine => _lines.Count > 0 ? _lines[^1] : "ssh says nothing";

    private void Take(string line)
    {
        // A tick may fall into the middle of what a command prints.
        if (line.Contains(Tick, StringComparison.Ordinal))
            Ticks.Add();
        var rest = line.Replace(Tick, "", StringComparison.Ordinal);
        if (rest == "" && line != "")
            return;
        lock (_lines)
            _lines.Add(rest);
    }
}
