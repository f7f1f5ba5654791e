namespace Xen.Hotplug.CompareBenchmark;

/// <summary>What must be reached, and what was.</summary>
internal sealed class Targets
{
    private readonly Table _table = new(["target", "reached", "must", "", "aim", ""]);

    public Targets(Contest contest, IReadOnlyCollection<FileInfo> programs)
    {
        var (ours, guarded) = (contest.Ours, contest.OursGuarded);
        var (debians, upstreams, floor) = (contest.Debians, contest.Upstreams, contest.FloorGuarded);
        AtLeast("online, guarded, against upstream's", Times(upstreams, guarded, Happening.Online), 10, 14);
        AtLeast("online, no guard, against Debian's", Times(debians, ours, Happening.Online), 9, 12);
        AtLeast("offline, no guard, against Debian's", Times(debians, ours, Happening.Offline), 6, 8);
        AtLeast("offline, guarded, against upstream's", Times(upstreams, guarded, Happening.Offline), 6, 12);
        AtLeast("online, guarded, against the floor", Times(floor, guarded, Happening.Online), 1, 1.7);
        foreach (var contender in new[] { ours, guarded })
        foreach (var happening in Happenings.Both)
        {
            var (first, last) = (Many(contender, Place.First), Many(contender, Place.Thousand));
            var what = $"last 20 of 1,000 against first 20: {contender.Name}, {happening.Word()}";
            _table.Add([what, $"{last / first:F2}", "", "", "", ""]);
            var growth = (last - Many(contest.Kernel, Place.Thousand)) / (first - Many(contest.Kernel, Place.First));
            AtMost($"{what}, without the kernel's part", growth, 1.2, 1.1, "");

            double Many(Contender one, Place place) => one.Times[(place, happening)].Median;
        }

        const int Crowd = 64;
        var (our, their) = (guarded.Together[(Crowd, Happening.Online)], upstreams.Together[(Crowd, Happening.Online)]);
        AtLeast("64 at once, online, guarded, against upstream's", their.Times.Median / our.Times.Median, 10, 18);
        AtMost("64 at once, online, guarded: failures", our.Failures, 0, 0, "", "F0");
        var memory = contest.All.Take(2).SelectMany(one => one.Examinations.Values).Max(one => one.Memory);
        AtMost("memory", memory, 10, 8, " MB");
        AtMost("the largest program's file", programs.Max(program => program.Length) / 1e6, 8, 5, " MB");
    }

    /// <summary>Whether all that must be reached was.</summary>
    public bool AreMet { get; private set; } = true;

    public override string ToString() => $"{_table}";

    private static double Times(Contender theirs, Contender ours, Happening happening) =>
        theirs.Times[(Place.One, happening)].Median / ours.Times[(Place.One, happening)].Median;

    private void AtLeast(string name, double reached, double must, double aim) =>
        Add(name, $"{reached:F1}x", $"{must}x", reached >= must, $"{aim}x", reached >= aim);

    private void AtMost(string name, double reached, double must, double aim, string unit, string format = "F2") =>
        Add(
            name,
            $"{reached.ToString(format, null)}{unit}",
            $"{must}{unit}",
            reached <= must,
            $"{aim}{unit}",
            reached <= aim
        );

    private void Add(string name, string reached, string must, bool isMet, string aim, bool isAimMet)
    {
        _table.Add([name, reached, must, Verdict(isMet), aim, Verdict(isAimMet)]);
        AreMet &= isMet;
    }

    private static string Verdict(bool isMet) => isMet ? "met" : "MISSED";
}
