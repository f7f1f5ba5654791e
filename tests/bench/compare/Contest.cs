using Xen.Hotplug.TestSupport.Benchmarks;

namespace Xen.Hotplug.CompareBenchmark;

/// <summary>The contenders, and what is asked of them: each in turn the same, so that what the machine does besides is in all.</summary>
internal sealed class Contest : IDisposable
{
    private const int Most = 1000;
    private const int Twenty = 20;

    public static readonly int[] Crowds = [1, 16, 64];

    private readonly Rounds _rounds;
    private readonly List<World> _worlds = [];
    private int _vifs;
    private int _ports;

    public Contest(string program, string store, Rounds rounds)
    {
        const string Stock = "/etc/xen/scripts/vif-bridge";
        const string Floor = "tests/bench/compare/floor";
        string[] nft = ["nft", "list", "ruleset"];
        _rounds = rounds;
        Ours = new Contender("ours", Build("program"), program);
        OursGuarded = new Contender("ours, guarded", Build("program"), program, "antispoof=yes") { ListsRules = nft };
        Debians = new Contender("Debian's", Build("stock"), Stock) { IsSlow = true };
        Upstreams = new Contender("upstream's, with its firewall", Build("upstream"), Stock)
        {
            IsSlow = true,
            ListsRules = ["iptables-save"],
        };
        var floor = new Contender("floor", Build("floor"), Floor);
        FloorGuarded = new Contender("floor, guarded", Build("floor"), Floor, "guard=yes") { ListsRules = nft };
        All = [Ours, OursGuarded, Debians, Upstreams, floor, FloorGuarded];
        Kernel = new Contender("the kernel's part", Build("program"), "") { Act = KernelPart.Measure };
        AtManyPorts = [.. All, Kernel];
        var keys = Vif.Range(1, Most).SelectMany(vif => vif.Keys).ToList();
        _worlds.ForEach(world => world.StartStore(store, keys));
    }

    public Contender Ours { get; }

    public Contender OursGuarded { get; }

    public Contender Debians { get; }

    public Contender Upstreams { get; }

    public Contender FloorGuarded { get; }

    /// <summary>What of ours is two requests to the kernel.</summary>
    public Contender Kernel { get; }

    public IReadOnlyList<Contender> All { get; }

    /// <summary>Those that are measured on full bridges.</summary>
    public IReadOnlyList<Contender> AtManyPorts { get; }

    /// <summary>What a program takes that does nothing.</summary>
    public Series Nothing { get; } = new();

    public void Dispose() => _worlds.ForEach(world => world.Dispose());

    public void Run()
    {
        MakeVifs(1);
        RunAlone();
        foreach (var contender in All)
            contender.Examine(new Vif(1));
        MakeVifs(Crowds.Max());
        RunTogether();

        RunTwenty(Place.First, Vif.Range(1, Twenty));
        Fill(100 - Twenty);
        RunTwenty(Place.Hundred, Vif.Range(100 - Twenty + 1, 100));
        Fill(Most - Twenty);
        RunTwenty(Place.Thousand, Vif.Range(Most - Twenty + 1, Most));
    }

    private World Build(string kind)
    {
        var world = new World("tests/bench/compare/host", "build", kind);
        _worlds.Add(world);
        return world;
    }

    private void RunAlone()
    {
        // The first round does not count: it brings files into memory.
        for (var round = 0; round <= _rounds.Alone; round++)
        {
            Progress.Show($"one port: round {round} of {_rounds.Alone}");
            foreach (var contender in All)
            foreach (var happening in Happenings.Both)
                contender.Measure(Place.One, happening, new Vif(1), counts: round > 0);
            var nothing = Child.Run(["/bin/true"], []);
            if (round > 0)
                Nothing.Add(nothing);
        }
    }

    private void RunTogether()
    {
        foreach (var count in Crowds)
            for (var round = 1; round <= _rounds.Together; round++)
            {
                Progress.Show($"{count} at once: round {round} of {_rounds.Together}");
                foreach (var contender in All)
                foreach (var happening in Happenings.Both)
                    contender.MeasureTogether(happening, Vif.Range(1, count));
            }
    }

    /// <summary>Has the last ports of a bridge come, and go again, in as many rounds as were asked for.</summary>
    private void RunTwenty(Place place, Vif[] vifs)
    {
        MakeVifs(vifs.Max(vif => vif.Number));
        for (var round = 1; round <= _rounds.Twenty; round++)
        {
            Progress.Show($"ports {vifs[0].Number} to {vifs[^1].Number}: round {round} of {_rounds.Twenty}");
            var contenders = AtManyPorts.Where(contender => round == 1 || !contender.IsSlow).ToList();
            foreach (var vif in vifs)
                contenders.ForEach(contender => contender.Measure(place, Happening.Online, vif));
            foreach (var vif in vifs.Reverse())
                contenders.ForEach(contender => contender.Measure(place, Happening.Offline, vif));
        }
    }

    private void Fill(int last)
    {
        MakeVifs(last);
        Progress.Show($"filling bridges with {last} ports");
        Parallel.ForEach(AtManyPorts, contender => contender.Fill(_ports + 1, last));
        _ports = last;
    }

    private void MakeVifs(int last)
    {
        if (last <= _vifs)
            return;
        Progress.Show($"making guests up to {last}");
        Parallel.ForEach(_worlds, world => world.Run("tests/bench/compare/host", "vifs", $"{_vifs + 1}", $"{last}"));
        _vifs = last;
    }
}
