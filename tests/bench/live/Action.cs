using System.Diagnostics;
using Xen.Hotplug.TestSupport.Benchmarks;

namespace Xen.Hotplug.LiveBenchmark;

/// <summary>What happens to the host while its peer watches.</summary>
/// <param name="Name">What it is called in the report.</param>
/// <param name="CommandLine">The command; none for a quiet run.</param>
/// <param name="Tail">How long the peer watches afterwards.</param>
internal sealed record Action(string Name, string[] CommandLine, TimeSpan Tail)
{
    private const string Path = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>Whether it is measured only to compare with.</summary>
    internal bool IsQuiet => CommandLine.Length == 0;

    /// <summary>Runs the command; the time it took, and why it failed.</summary>
    internal (TimeSpan Time, string? Failure) Run()
    {
        if (IsQuiet)
        {
            Thread.Sleep(20);
            return default;
        }
        var start = Stopwatch.GetTimestamp();
        try
        {
            return (Child.Run(CommandLine, [Path]), null);
        }
        catch (InvalidOperationException exception)
        {
            return (Stopwatch.GetElapsedTime(start), exception.Message);
        }
    }
}
