using System.Text;
using CliWrap;
using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Processes;

/// <summary>A program of the host's that is run and waited for.</summary>
public static class ChildProcess
{
    private const string SearchPathKey = "PATH";

    // Who calls a hotplug program may have set no PATH, or one without the directories of the administrator's programs.
    private static string[] AdministratorsDirectories => ["/usr/sbin", "/sbin", "/usr/bin", "/bin"];

    private static TimeSpan Limit => TimeSpan.FromSeconds(20);

    /// <summary>Where programs are looked for: the caller's PATH, as far as only root can put programs there, and the usual folders.</summary>
    private static IEnumerable<string> Folders =>
        (CallersEnvironment.Find(SearchPathKey) ?? "")
            .Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Where(IsTrusted)
            .Concat(AdministratorsDirectories);

    /// <summary>Where a program is; null if it is not installed.</summary>
    public static string? Find(string name) =>
        Folders.Select(folder => $"{folder}/{name}").FirstOrDefault(RegularFile.IsExecutable);

    private static bool IsTrusted(string folder) =>
        Path.IsPathRooted(folder) && FileStatus.Of(folder) is { Type: FileType.Folder, WhyDistrusted: null };

    /// <summary>Runs a program to its end.</summary>
    /// <param name="path">The program.</param>
    /// <param name="arguments">Its arguments, none of which a shell sees.</param>
    /// <param name="input">What it reads on its standard input.</param>
    /// <returns>Its exit status, and what it printed on standard output and standard error.</returns>
    /// <exception cref="HotplugException">It could not be started, or took longer than 20 s.</exception>
    public static (int ExitStatus, string Output, string Error) Run(
        string path,
        IReadOnlyList<string> arguments,
        string input
    )
    {
        var (output, error) = (new StringBuilder(), new StringBuilder());
        var command = Cli.Wrap(path)
            .WithArguments(arguments)
            .WithStandardInputPipe(PipeSource.FromString(input))
            .WithStandardOutputPipe(PipeTarget.ToStringBuilder(output))
            .WithStandardErrorPipe(PipeTarget.ToStringBuilder(error));
        return (Execute(command, path, Limit), output.ToString(), error.ToString());
    }

    /// <summary>Runs a program that is to succeed.</summary>
    /// <inheritdoc cref="Run"/>
    /// <returns>What it printed on standard output.</returns>
    /// <exception cref="HotplugException">It failed, could not be started, or took longer than 20 s.</exception>
    public static string RunToSuccess(string path, IReadOnlyList<string> arguments, string input)
    {
        var (status, output, error) = Run(path, arguments, input);
        return status == 0
            ? output
            : throw new HotplugException(
                $"{Path.GetFileName(path)} failed with exit status {status}: {Text.Printable(error.Trim())}"
            );
    }

    /// <summary>Runs a command to its end.</summary>
    /// <param name="command">The command.</param>
    /// <param name="what">What the errors call it.</param>
    /// <param name="limit">How long it may take before it is ended.</param>
    /// <returns>Its exit status.</returns>
    /// <exception cref="HotplugException">It could not be started, or the time is up.</exception>
    public static int Execute(Command command, string what, TimeSpan limit)
    {
        using var end = new CancellationTokenSource(limit);
        try
        {
            // What the caller set for itself is not for what root runs: its folder, its PATH.
            return command
                .WithWorkingDirectory("/")
                .WithEnvironmentVariables(
                    new Dictionary<string, string?>(command.EnvironmentVariables)
                    {
                        [SearchPathKey] = string.Join(':', Folders.Distinct()),
                    }
                )
                .WithValidation(CommandResultValidation.None)
                .ExecuteAsync(end.Token)
                .GetAwaiter()
                .GetResult()
                .ExitCode;
        }
        catch (OperationCanceledException exception)
        {
            throw new HotplugException($"{what} was not done after {limit.TotalSeconds:F0} s and was ended", exception);
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new HotplugException($"could not start {what}: {exception.Message}", exception);
        }
    }
}
