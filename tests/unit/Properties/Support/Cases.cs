using System.Diagnostics;
using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;
using Xunit;

namespace Xen.Hotplug.UnitTests.Properties.Support;

/// <summary>
/// Holds a property against many cases, the same in every run. XEN_HOTPLUG_CASES says how many they are and
/// XEN_HOTPLUG_SEED which; a failure prints both, and the smallest case that fails.
/// </summary>
internal static class Cases
{
    private const string CountVariable = "XEN_HOTPLUG_CASES";
    private const string SeedVariable = "XEN_HOTPLUG_SEED";

    // Programs have 8 MiB on Linux: what is called without end is found all the same.
    private const int StackSize = 1 << 20;
    private const int LargestSize = 100;

    /// <summary>Far longer than any case takes, also on a host that is busy.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(60);

    /// <summary>How many cases each property is held against.</summary>
    internal static int Count { get; } = (int)Read(CountVariable, 200);

    private static ulong Seed { get; } = Read(SeedVariable, 20070401);

    /// <summary>Holds a property against cases.</summary>
    /// <param name="cases">How they are made.</param>
    /// <param name="property">Throws where it does not hold.</param>
    /// <param name="most">The most cases, where each takes long.</param>
    internal static void Check<T>(Gen<T> cases, Action<T> property, int most = int.MaxValue)
    {
        Case<T>? current = null;
        var clock = Stopwatch.StartNew();
        var config = Config
            .QuickThrowOnFailure.WithQuietOnSuccess(true)
            .WithMaxTest(Math.Min(Count, most))
            .WithEndSize(LargestSize)
            .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(Seed), FSharpOption<int>.None)));
        var arbitrary = Arb.From(
            cases.Select(made => new Case<T>(made)),
            failed => Smaller.Than(failed.Value).Select(smaller => new Case<T>((T)smaller))
        );
        Exception? failure = null;
        var thread = new Thread(Run, StackSize) { IsBackground = true };
        thread.Start();
        while (!thread.Join(s_longest / 10))
        {
            if (clock.Elapsed > s_longest)
                Assert.Fail($"{Again}\nIt hangs on {current}");
        }
        if (failure != null)
            Assert.Fail($"{Again}\n{failure.Message}\n{failure.InnerException?.Message}");

        void Run()
        {
            try
            {
                Prop.ForAll(
                        arbitrary,
                        made =>
                        {
                            clock.Restart();
                            Volatile.Write(ref current, made);
                            property(made.Value);
                        }
                    )
                    .Check(config);
            }
            catch (Exception exception)
            {
                failure = exception;
            }
        }
    }

    /// <summary>Some of the cases, for what is too slow to be done for each.</summary>
    internal static IReadOnlyList<T> Sample<T>(Gen<T> cases, int most)
    {
        T[] sample = [.. cases.Sample(Math.Min(Count, most), new Rnd(Seed), LargestSize)];
        Assert.Equal(Math.Min(Count, most), sample.Length);
        return sample;
    }

    /// <summary>That a property means something: at least this part of its cases (one in so many) went a way.</summary>
    internal static void AreAtLeast(int oneIn, int count) => Assert.InRange(count, Count / oneIn, int.MaxValue);

    private static string Again => $"Again: {CountVariable}={Count} {SeedVariable}={Seed}";

    private static ulong Read(string variable, ulong otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text
            ? ulong.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture)
            : otherwise;

    /// <summary>A case that prints itself in full.</summary>
    private sealed class Case<T>(T value)
    {
        internal T Value => value;

        public override string ToString() => Shown.Of(value);
    }
}
