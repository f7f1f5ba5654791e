using Xen.Hotplug.TestSupport.Benchmarks;

namespace Xen.Hotplug.CompareBenchmark;

/// <summary>Two builds of vif-bridge, whose events take turns: whether those of the second one take longer.</summary>
/// <param name="before">The build to compare with.</param>
/// <param name="after">The build that is looked at.</param>
/// <param name="store">The program that stands in for xenstored.</param>
internal sealed class Builds(string before, string after, string store)
{
    private const int Resamples = 2000;

    private static readonly string[][] s_kinds =
    [
        ["antispoof=no"],
        ["antispoof=yes"],
    ];

    // Drawn the same each time, so that the same measurements give the same interval.
    private readonly Random _random = new(1);

    private readonly List<World> _worlds = [];

    // Of copies: how a file was written decides how its pages lie in memory, and by that a copy is faster than what a linker wrote.
    private readonly string _folder = Directory.CreateTempSubdirectory("builds-").FullName;

    /// <summary>Measures both, prints a table, and tells whether nothing became slower.</summary>
    public bool Compare(int runs)
    {
        var table = new Table(["event", "before, ms", "after, ms", "difference", "95 % interval"]);
        var isNothingSlower = true;
        try
        {
            foreach (var kind in s_kinds)
            {
                Contender[] contenders = [Enter("before", before, kind), Enter("after", after, kind)];
                Measure(contenders, runs);
                foreach (var happening in Happenings.Both)
                {
                    var (old, now) = (TimesOf(contenders[0], happening), TimesOf(contenders[1], happening));
                    var (low, high) = Interval(old, now);
                    isNothingSlower &= low <= 0;
                    table.Add([
                        $"{happening.Word()}, {kind[0]}",
                        $"{Statistics.Median(old):F3}",
                        $"{Statistics.Median(now):F3}",
                        $"{Statistics.Median(now) - Statistics.Median(old):+0.000;-0.000}",
                        $"{low:+0.000;-0.000} to {high:+0.000;-0.000}",
                    ]);
                }
            }
        }
        finally
        {
            _worlds.ForEach(world => world.Dispose());
            Directory.Delete(_folder, recursive: true);
        }
        Progress.End();
        Console.WriteLine(
            $"{runs} events each, in turn; medians, and the interval of their difference by resampling.\n"
        );
        Console.Write(table);
        return isNothingSlower;
    }

    private static IReadOnlyList<double> TimesOf(Contender contender, Happening happening) =>
        contender.Times[(Place.One, happening)].Milliseconds;

    private static void Measure(Contender[] contenders, int runs)
    {
        // The first round does not count: it brings files into memory.
        for (var round = 0; round <= runs; round++)
        {
            Progress.Show($"round {round} of {runs}");
            // Who is first changes, since one event may leave something to the next.
            foreach (var contender in round % 2 == 0 ? contenders : contenders.Reverse())
            foreach (var happening in Happenings.Both)
                contender.Measure(Place.One, happening, new Vif(1), counts: round > 0);
        }
    }

    private Contender Enter(string name, string program, string[] words)
    {
        var world = new World("tests/bench/compare/host", "build", "program");
        _worlds.Add(world);
        world.StartStore(store, new Vif(1).Keys);
        world.Run("tests/bench/compare/host", "vifs", "1", "1");
        var copy = Path.Combine(_folder, name);
        File.Copy(program, copy, overwrite: true);
        return new Contender(name, world, copy, words);
    }

    private (double Low, double High) Interval(IReadOnlyList<double> old, IReadOnlyList<double> now)
    {
        var differences = Enumerable
            .Range(0, Resamples)
            .Select(_ => Statistics.Median(Resample(now)) - Statistics.Median(Resample(old)))
            .Order()
            .ToList();
        return (differences[Resamples * 25 / 1000], differences[Resamples * 975 / 1000]);
    }

    private IEnumerable<double> Resample(IReadOnlyList<double> times) =>
        times.Select(_ => times[_random.Next(times.Count)]);
}
