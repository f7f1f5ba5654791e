using System.Diagnostics;
using System.Text;

namespace Xen.Hotplug.UnitTests.Configuration;

/// <summary>What the host's /bin/sh makes of files of assignments, one after the other, each in a shell of its own.</summary>
internal static class PosixShell
{
    // The variables are not there before, nor any command to be found; "." says what it cannot carry out.
    private const string Script = """
        unset A B
        for file in *.conf; do
            (
                . "./$file"
                printf '%s\001%s\002' "${A-unset}" "${B-unset}"
            )
        done
        """;

    /// <summary>The values of A and B after each text was read ("unset" for none), and what the shell complained of.</summary>
    internal static ((string A, string B)[] Values, string Complaints) Read(IReadOnlyList<string> texts)
    {
        var directory = Directory.CreateTempSubdirectory("shell-");
        try
        {
            for (var place = 0; place < texts.Count; place++)
                File.WriteAllText(Path.Combine(directory.FullName, $"{place:d6}.conf"), texts[place]);
            return Run(directory.FullName);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static ((string A, string B)[] Values, string Complaints) Run(string directory)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", Script])
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = "/nonexistent";
        start.Environment["HOME"] = "/home/of-the-shell";
        using var shell = Process.Start(start)!;
        var complaints = shell.StandardError.ReadToEndAsync();
        var values = shell
            .StandardOutput.ReadToEnd()
            .Split('\u0002')[..^1]
            .Select(pair => pair.Split('\u0001') is [var a, var b] ? (a, b) : throw new InvalidDataException(pair))
            .ToArray();
        return (values, complaints.GetAwaiter().GetResult());
    }
}
