using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Xen.Hotplug.TestSupport.MadeUpHosts;

/// <summary>What became of a host that was shadowed and taken back.</summary>
/// <param name="Host">The host, with the commands that the kernel accepted.</param>
/// <param name="Refusal">Why start refused, which it may if nothing has changed; empty if it did not.</param>
/// <param name="Differences">What is not as it was, and should be.</param>
/// <param name="Said">What start and stop said.</param>
public sealed record Verdict(MadeUpHost Host, string Refusal, IReadOnlyList<Difference> Differences, string Said)
{
    /// <summary>
    /// The ways in which it went wrong: one for a start that failed, whatever that left, and else each kind of difference, after
    /// stop those alone that were not there before.
    /// </summary>
    public IEnumerable<string> Kinds =>
        Differences.Count == 0 ? []
        : Refusal != "" ? [$"{HostTrial.Refused}: {Refusal}"]
        : Differences.DistinctBy(difference => (difference.Section, difference.Sort)).Select(one => one.Kind);

    /// <summary>The commands, what differs, and what was said.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Host.ToScript());
        foreach (var difference in Differences)
            text.Append(CultureInfo.InvariantCulture, $"{difference.Kind}\n{difference.Text}\n");
        return text.Append(CultureInfo.InvariantCulture, $"said:\n{Said}\n").ToString();
    }
}

/// <summary>Sets a host up, starts, stops, and compares what the host's network is after each.</summary>
/// <param name="router">Where the far ends of the host's NICs are.</param>
/// <param name="afterStart">A script that runs between start and the comparison: a mistake for the trial to find.</param>
public sealed class HostTrial(Namespaces router, string afterStart = "")
{
    /// <summary>The moment after a start.</summary>
    public const string Started = "after start";

    /// <summary>The moment after a stop.</summary>
    public const string Stopped = "after stop";

    /// <summary>The moment after a start that refused or failed.</summary>
    public const string Refused = "after a start that refused";

    // Until every address can be used and every link that is up has told of its carrier.
    private const string Settle = """
        for attempt in $(seq 500); do
            [ -n "$(ip -6 address show tentative -dadfailed)" ] || ip link show up | grep 'NO-CARRIER' | grep -q . || break
            sleep 0.01
        done
        """;

    /// <summary>For how long the kernel may be at work after a command has ended.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>Tries one host.</summary>
    public async Task<Verdict> Try(MadeUpHost host)
    {
        await using var shell = await HostShell.Open(host, router);
        host = host with { Commands = await SetUp(shell, host.Commands) };
        var before = await FirstLook(shell);

        var (status, said) = await BridgeShadow(shell, "start");
        if (afterStart != "")
            await shell.Run(afterStart);
        if (status != 0)
            return new Verdict(host, KindOf(said), await Compare(shell, Refused, before, said), said);
        var differences = await Compare(shell, Started, before, said);

        (status, var saidByStop) = await BridgeShadow(shell, "stop");
        said += saidByStop;
        if (status != 0)
            differences.Add(new Difference(Stopped, "stop", $"failed: {KindOf(saidByStop)}", saidByStop));
        differences.AddRange(await Compare(shell, Stopped, before, said));
        return new Verdict(host, "", differences, said);
    }

    private static async Task<IReadOnlyList<string>> SetUp(HostShell shell, IReadOnlyList<string> commands)
    {
        var script = new StringBuilder();
        foreach (var (number, command) in commands.Index())
            script.Append(CultureInfo.InvariantCulture, $"{{ {command}; }} >/dev/null 2>&1 && echo {number}\n");
        // A link that is down comes up by a start, and is another host.
        script.Append(CultureInfo.InvariantCulture, $"{MadeUpHost.LastCommand}\n{Settle}");
        var accepted = await shell.Run(script.ToString());
        return
        [
            .. accepted
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(number => commands[int.Parse(number, CultureInfo.InvariantCulture)]),
        ];
    }

    private async Task<NetworkSnapshot> FirstLook(HostShell shell)
    {
        var limit = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        var (last, now) = ("", await shell.Run(NetworkSnapshot.Script));
        // Twice the same: the kernel does a part of its work after the commands.
        while (last != now && Environment.TickCount64 < limit)
            (last, now) = (now, await shell.Run(NetworkSnapshot.Script));
        return NetworkSnapshot.Parse(now);
    }

    private static async Task<(int Status, string Said)> BridgeShadow(HostShell shell, string command)
    {
        var said = await shell.Run($"timeout 60 {Programs.BridgeShadow} {command} eth0; echo \"status $?\"");
        var place = said.LastIndexOf("status ", StringComparison.Ordinal);
        return (int.Parse(said[(place + 7)..], CultureInfo.InvariantCulture), said[..place]);
    }

    private async Task<List<Difference>> Compare(HostShell shell, string moment, NetworkSnapshot before, string said)
    {
        var limit = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        for (var pause = 20; true; pause *= 2)
        {
            var now = NetworkSnapshot.Parse(await shell.Run(NetworkSnapshot.Script));
            List<Difference> differences =
            [
                .. Difference
                    .Find(moment, before, now)
                    .Where(difference => MeantDifferences.FindReason(difference, before, said, shell.Host) == null),
            ];
            if (differences.Count == 0 || Environment.TickCount64 >= limit)
                return differences;
            await Task.Delay(pause);
        }
    }

    // What it said first, without the addresses and numbers that were made up.
    private static string KindOf(string said)
    {
        var sentence = said.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .LastOrDefault(line => !line.Contains("warning:", StringComparison.Ordinal), "");
        sentence = Regex.Replace(sentence, @"'(ip( -6)? \w+ \w+)[^']*'", "'$1 ...'");
        return Regex.Replace(sentence.Split("; undoing")[0], @"\b[0-9a-f]*[.:][0-9a-f.:/]+|\b\d+(/\d+)?\b", "N");
    }
}
