using System.Globalization;

namespace Xen.Hotplug.StartupBenchmark;

/// <summary>A vif-bridge, called as libxl calls it. A vif comes and goes: each event finds what the one before it left.</summary>
internal sealed class Contender(string program)
{
    private const string PortFolder = "/sys/class/net/vif1.0/brport";

    private static readonly string[] Environment =
    [
        "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
        "script=/etc/xen/scripts/vif-bridge",
        "XENBUS_TYPE=vif",
        "XENBUS_PATH=backend/vif/1/0",
        "XENBUS_BASE_PATH=backend",
        "netdev=",
        "vif=vif1.0",
    ];

    public string Program => program;

    public HotplugEvent Online { get; } = new("online", LeavesPort: true);

    public HotplugEvent Offline { get; } = new("offline", LeavesPort: false);

    /// <summary>Takes the time of each event once.</summary>
    public void Time(bool counts)
    {
        foreach (var happening in (HotplugEvent[])[Online, Offline])
        {
            var time = Run(happening);
            if (counts)
                happening.Times.Add(time);
        }
    }

    /// <summary>Measures what watching would slow down.</summary>
    public void Examine()
    {
        foreach (var happening in (HotplugEvent[])[Online, Offline])
            MeasureMemory(happening);
        foreach (var happening in (HotplugEvent[])[Online, Offline])
            CountProcesses(happening);
    }

    private void MeasureMemory(HotplugEvent happening)
    {
        // Not by a wait of this process: a child begins with its parent's high-water mark, and this one's is high.
        var file = Path.GetTempFileName();
        Run(happening, "/usr/bin/time", "--format=%M", $"--output={file}");
        happening.Memory = long.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture) * 1024 / 1e6;
        File.Delete(file);
    }

    private void CountProcesses(HotplugEvent happening)
    {
        var file = Path.GetTempFileName();
        const string Calls = "--trace=execve,clone,clone3,fork,vfork";
        Run(happening, "/usr/bin/strace", "--follow-forks", "--quiet=all", Calls, $"--output={file}");
        var calls = File.ReadAllLines(file);
        File.Delete(file);
        // A call that another process interrupts is two lines: its flags stand in the first, its result in the second.
        happening.Processes = 1 + calls.Count(call => call.Contains("fork(") || IsNewProcess(call));
        happening.Programs = calls.Count(call =>
            call.Contains("execve") && call.EndsWith("= 0", StringComparison.Ordinal)
        );
    }

    private static bool IsNewProcess(string call) =>
        (call.Contains("clone(") || call.Contains("clone3(")) && !call.Contains("CLONE_THREAD");

    /// <summary>Runs one event, and sees to it that it did what it is for.</summary>
    private TimeSpan Run(HotplugEvent happening, params string[] under)
    {
        var time = Child.Run([.. under, program, happening.Name, "type_if=vif"], Environment);
        if (Directory.Exists(PortFolder) != happening.LeavesPort)
            throw new InvalidOperationException($"{program} {happening.Name} left vif1.0 where it should not be.");
        return time;
    }
}
