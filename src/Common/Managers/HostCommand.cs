using CliWrap;
using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Processes;

namespace Xen.Hotplug.Common.Managers;

/// <summary>Commands of a manager's own tools.</summary>
internal static class HostCommand
{
    // A service that stops or starts on a slow machine.
    private static TimeSpan Limit => TimeSpan.FromSeconds(90);

    /// <summary>A change that runs a program.</summary>
    /// <param name="words">The program and its arguments, none of which a shell sees.</param>
    internal static Change Running(params string[] words) => new(Describe(words), () => Run(words));

    /// <summary>The same with the command that takes it back.</summary>
    internal static Change Running(string[] words, string[] undo) =>
        Running(words) with
        {
            UndoCommand = Describe(undo),
            Undo = () => Run(undo),
        };

    /// <summary>Runs a program, and fails where it does.</summary>
    /// <exception cref="HotplugException">It is not installed, failed, or took longer than 90 s.</exception>
    internal static void Run(params string[] words)
    {
        var error = new System.Text.StringBuilder();
        var command = Cli.Wrap(PathOf(words[0]))
            .WithArguments(words[1..])
            .WithStandardErrorPipe(PipeTarget.ToStringBuilder(error));
        var status = ChildProcess.Execute(command, $"'{Describe(words)}'", Limit);
        if (status != 0)
            throw new HotplugException(
                $"'{Describe(words)}' failed with exit status {status}: {Text.Printable($"{error}".Trim())}"
            );
    }

    /// <summary>What a program prints, with its exit status; nothing and 127 where it is not installed.</summary>
    /// <exception cref="HotplugException">It could not be started, or took longer than 20 s.</exception>
    internal static (int ExitStatus, string Output) Ask(params string[] words)
    {
        if (ChildProcess.Find(words[0]) is not { } path)
            return (127, "");
        var (status, output, _) = ChildProcess.Run(path, words[1..], "");
        return (status, output);
    }

    private static string PathOf(string program) =>
        ChildProcess.Find(program)
        ?? throw new HotplugException($"could not run {program}: it is not installed; install it");

    /// <summary>The command for a person to read.</summary>
    internal static string Describe(string[] words) => string.Join(' ', words.Select(Text.ShellWord));
}
