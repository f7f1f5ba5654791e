using Xen.Hotplug.TestSupport.Benchmarks;

namespace Xen.Hotplug.CompareBenchmark;

/// <summary>bridge-shadow on a live host, beside the classic shell sequence: the stage of the live benchmark.</summary>
internal sealed class Uplink
{
    private static readonly string[] s_environment = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"];

    public Series Start { get; } = new();

    public Series Stop { get; } = new();

    public Series Classic { get; } = new();

    public static Uplink Measure(string program, int rounds)
    {
        using var world = new World("true");
        var uplink = new Uplink();
        for (var round = 1; round <= rounds; round++)
        {
            Progress.Show($"bridge-shadow: round {round} of {rounds}");
            MakeHost(world);
            uplink.Start.Add(Run(world, program, "start", "eth0"));
            uplink.Stop.Add(Run(world, program, "stop", "eth0"));
            MakeHost(world);
            uplink.Classic.Add(Run(world, "/bin/bash", "tests/bench/live/classic"));
        }
        return uplink;
    }

    private static void MakeHost(World world) => world.Run("tests/bench/live/host", "0");

    private static TimeSpan Run(World world, params string[] commandLine) =>
        world.Do(() => Child.Run(commandLine, s_environment));
}
