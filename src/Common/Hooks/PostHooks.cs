using System.Text;
using CliWrap;
using CliWrap.Buffered;

namespace Xen.Hotplug.Common.Hooks;

/// <summary>
/// The administrator's hooks, *.hook files that are executable: sourced one after the other, in the order of their
/// names, in one bash that has Xen's hotplug library where that is installed. Without hooks no process is started.
/// </summary>
public sealed class PostHooks
{
    private const string ScriptDirectory = "/etc/xen/scripts";
    private const int LongestReason = 300;

    // Standard output is the list of the hooks that are done; what hooks print goes where errors go.
    // Xen's library exits where it cannot append to its log, so it is left out there.
    private const string Script = """
        exec 3>&1 1>&2
        if [ -r "${0%/*}/xen-hotplug-common.sh" ] && ( : >> /var/log/xen/xen-hotplug.log ) 2>/dev/null; then
            . "${0%/*}/xen-hotplug-common.sh"
        fi
        set -e
        for hook; do
            . "$hook"
            printf '%s\n' "$hook" >&3
        done
        """;

    private readonly List<string> _paths;

    private PostHooks(List<string> paths) => _paths = paths;

    /// <summary>libxl ends a hotplug program after 40 s: a hook that hangs is ended before that, to undo the event.</summary>
    private static TimeSpan Limit => TimeSpan.FromSeconds(25);

    /// <summary>Whether there is any.</summary>
    public bool Any => _paths.Count > 0;

    /// <summary>The command that a person would type.</summary>
    public string Command => $"bash -c '{string.Join("; ", _paths.Select(path => $". {path}"))}'";

    /// <summary>Finds the hooks of a directory under /etc/xen/scripts, such as "vif-post.d".</summary>
    public static PostHooks Find(string name)
    {
        var directory = $"{ScriptDirectory}/{name}";
        if (!Directory.Exists(directory))
            return new PostHooks([]);
        const UnixFileMode executable =
            UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        try
        {
            return new PostHooks([
                .. Directory
                    .EnumerateFiles(directory, "*.hook")
                    .Where(path => (File.GetUnixFileMode(path) & executable) != 0)
                    .Order(StringComparer.Ordinal),
            ]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new HotplugException($"could not read the hooks in {directory}: {exception.Message}", exception);
        }
    }

    /// <summary>Runs them.</summary>
    /// <param name="program">The path of the program that a hook finds in $0.</param>
    /// <param name="variables">Added to the environment.</param>
    /// <exception cref="HotplugException">One failed; the message names it.</exception>
    public void Run(string program, IReadOnlyDictionary<string, string?> variables)
    {
        var result = Execute(program, variables);
        if (result.ExitCode == 0)
            return;
        var done = result.StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var failed = _paths.Find(path => !done.Contains(path)) ?? _paths[^1];
        var reason = result.StandardError.Trim();
        if (reason.Length > LongestReason)
            reason = reason[^LongestReason..];
        throw new HotplugException(
            $"the hook {failed} failed with exit status {result.ExitCode}{(reason.Length > 0 ? $": {Words.OneLine(reason)}" : "")}"
        );
    }

    private BufferedCommandResult Execute(string program, IReadOnlyDictionary<string, string?> variables)
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            return Cli.Wrap("/bin/bash")
                .WithArguments(["-c", Script, $"{ScriptDirectory}/{program}", .. _paths])
                .WithEnvironmentVariables(variables)
                .WithValidation(CommandResultValidation.None)
                .ExecuteBufferedAsync(Encoding.UTF8, limit.Token)
                .GetAwaiter()
                .GetResult();
        }
        catch (OperationCanceledException exception)
        {
            throw new HotplugException(
                $"the hooks ({Command}) were not done after {Limit.TotalSeconds} s and were ended",
                exception
            );
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new HotplugException($"could not start /bin/bash for the hooks: {exception.Message}", exception);
        }
    }
}
