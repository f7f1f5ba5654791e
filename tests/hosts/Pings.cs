namespace Xen.Hotplug.Hosts;

/// <summary>Pings to a host's addresses, ten in a second to each.</summary>
internal sealed class Pings : IAsyncDisposable
{
    private static readonly TimeSpan s_lifetime = TimeSpan.FromMinutes(90);

    private readonly Dictionary<string, (Child Ping, Ticks Ticks)> _pings = [];

    internal Pings(Lan lan, IEnumerable<string> addresses)
    {
        foreach (var address in addresses)
        {
            var ticks = new Ticks();
            var ping = lan.Enter(["ping", "-n", "-i", "0.1", "-W", "1", address], s_lifetime);
            _pings[address] = (Child.Start(ping, line => Take(line, ticks)), ticks);
        }
    }

    /// <summary>For each address the longest time since then without an answer.</summary>
    internal IEnumerable<(string What, TimeSpan Gap)> LongestGaps(DateTime since) =>
        _pings.Select(ping => ($"ping {ping.Key}", ping.Value.Ticks.LongestGap(since)));

    public async ValueTask DisposeAsync()
    {
        foreach (var (ping, _) in _pings.Values)
            await ping.DisposeAsync();
    }

    private static void Take(string line, Ticks ticks)
    {
        if (line.Contains(" bytes from ", StringComparison.Ordinal))
            ticks.Add();
    }
}
