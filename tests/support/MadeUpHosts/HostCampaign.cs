using System.Globalization;
using System.Text;

namespace Xen.Hotplug.TestSupport.MadeUpHosts;

/// <summary>Tries many hosts, and shrinks the first one that fails in each way.</summary>
/// <param name="seed">That of the first host; those that follow have the next ones.</param>
/// <param name="count">How many.</param>
/// <param name="live">Where each finding is shown at once.</param>
public sealed class HostCampaign(int seed, int count, TextWriter live)
{
    // The namespace of the far ends does not live for ever.
    private const int HostsPerRouter = 100;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, int> _kinds = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _refusals = new(StringComparer.Ordinal);
    private readonly HashSet<string> _shown = [];
    private readonly List<string> _findings = [];
    private int _next;

    /// <summary>Hosts that were the same after start and after stop, or on which start refused and changed nothing.</summary>
    public int Passed { get; private set; }

    /// <summary>Hosts that were not.</summary>
    public int Failed { get; private set; }

    /// <summary>The first host of each way to fail, shrunk.</summary>
    public IReadOnlyList<string> Findings => _findings;

    /// <summary>Whether hosts on which start refused are shrunk and shown too.</summary>
    public bool ShowsRefusals { get; init; }

    /// <summary>Tries all of them, as many at a time as there are processors.</summary>
    public async Task Run() =>
        await Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Task.Run(Work)));

    /// <summary>How many went which way.</summary>
    public string Print()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"made-up hosts, seed {seed}: {Passed} passed, {Failed} failed\n");
        foreach (var (kind, hosts) in _kinds)
            text.Append(CultureInfo.InvariantCulture, $"{hosts, 6}  {kind}\n");
        foreach (var (refusal, hosts) in _refusals)
            text.Append(CultureInfo.InvariantCulture, $"{hosts, 6}  refused: {refusal}\n");
        return text.ToString();
    }

    private async Task Work()
    {
        while (true)
        {
            await using var router = await Namespaces.Make(["unshare", "--net"], "ip link set dev lo up");
            for (var tried = 0; tried < HostsPerRouter; tried++)
            {
                var number = Interlocked.Increment(ref _next) - 1;
                if (number >= count)
                    return;
                await Try(router, HostMaker.Make(seed + number));
            }
        }
    }

    private async Task Try(Namespaces router, MadeUpHost host)
    {
        var verdict = await new HostTrial(router).Try(host);
        foreach (var kind in Note(verdict))
        {
            if (!IsNew(kind))
                continue;
            var shrunk = await HostShrinker.Shrink(router, verdict, kind);
            lock (_lock)
            {
                // What the same few commands bring about is the same thing.
                _shown.UnionWith(shrunk.Kinds);
                _findings.Add($"{kind}\n{shrunk}");
                live.WriteLine($"FAILED  {kind}\n{shrunk}");
            }
        }
        if (NoteRefusal(verdict))
        {
            var shrunk = await HostShrinker.ShrinkRefused(router, verdict);
            lock (_lock)
                live.WriteLine($"REFUSED  {shrunk.Refusal}\n{shrunk}");
        }
    }

    private bool IsNew(string kind)
    {
        lock (_lock)
            return _shown.Add(kind);
    }

    /// <summary>Counts it; the ways in which it failed.</summary>
    private List<string> Note(Verdict verdict)
    {
        lock (_lock)
        {
            if (verdict.Differences.Count == 0)
                Passed++;
            else
                Failed++;
            foreach (var kind in verdict.Kinds)
                _kinds[kind] = _kinds.GetValueOrDefault(kind) + 1;
            return [.. verdict.Kinds];
        }
    }

    /// <summary>Counts it if it refused; whether to show it.</summary>
    private bool NoteRefusal(Verdict verdict)
    {
        if (verdict.Refusal == "" || verdict.Differences.Count > 0)
            return false;
        lock (_lock)
            return (_refusals[verdict.Refusal] = _refusals.GetValueOrDefault(verdict.Refusal) + 1) == 1
                && ShowsRefusals;
    }
}
