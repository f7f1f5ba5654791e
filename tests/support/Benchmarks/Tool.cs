using System.Diagnostics;

namespace Xen.Hotplug.TestSupport.Benchmarks;

/// <summary>Programs that build and look, and are not measured.</summary>
public static class Tool
{
    /// <summary>Runs a program to its end; returns what it printed.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException(
                $"{program} {string.Join(' ', arguments.Take(5))} failed with {process.ExitCode}, see above."
            );
    }
}
