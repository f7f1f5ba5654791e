using System.Globalization;

namespace Xen.Hotplug.CompareBenchmark;

/// <summary>What one event takes besides time.</summary>
/// <param name="Memory">The most memory that any one process of it has held, in megabytes.</param>
internal sealed record Examination(double Memory)
{
    /// <summary>How many processes there were, that of the program called among them.</summary>
    public int Processes { get; set; }

    /// <summary>Has an event run under GNU time.</summary>
    public static double MeasureMemory(Action<string[]> run)
    {
        // Not by a wait of this process: a child begins with its parent's high-water mark, and this one's is high.
        var text = Output(file => run(["/usr/bin/time", "--format=%M", $"--output={file}"]));
        return long.Parse(text, CultureInfo.InvariantCulture) * 1024 / 1e6;
    }

    /// <summary>Has an event run under strace.</summary>
    public static int CountProcesses(Action<string[]> run)
    {
        const string Calls = "--trace=clone,clone3,fork,vfork";
        var text = Output(file => run(["/usr/bin/strace", "--follow-forks", "--quiet=all", Calls, $"--output={file}"]));
        // A call that another process interrupts is two lines: its flags stand in the first, its result in the second.
        return 1 + text.Split('\n').Count(call => call.Contains("fork(") || IsNewProcess(call));
    }

    private static bool IsNewProcess(string call) =>
        (call.Contains("clone(") || call.Contains("clone3(")) && !call.Contains("CLONE_THREAD");

    private static string Output(Action<string> write)
    {
        var file = Path.GetTempFileName();
        try
        {
            write(file);
            return File.ReadAllText(file);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
