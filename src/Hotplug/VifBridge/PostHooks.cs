using CliWrap;
using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Processes;

namespace Xen.Hotplug.VifBridge;

/// <summary>
/// The administrator's hooks, *.hook files that are executable: sourced one after the other, in the order of their
/// names, in one bash that has Xen's hotplug library where that is installed. Without hooks no process is started.
/// </summary>
internal sealed class PostHooks
{
    private const string ScriptDirectory = "/etc/xen/scripts";
    private const int LongestReason = 300;

    // What hooks print, and which of them are done, goes to files: a pipe would keep the event waiting for whatever a
    // hook leaves in the background. Xen's library exits where it cannot append to its log, so it is left out there.
    private const string Script = """
        scratch=$1; shift
        exec < /dev/null > "$scratch" 2>&1
        if [ -r "${0%/*}/xen-hotplug-common.sh" ] && ( : >> /var/log/xen/xen-hotplug.log ) 2> /dev/null; then
            . "${0%/*}/xen-hotplug-common.sh"
            exec 2>> "$scratch"
        fi
        set -e
        for hook; do
            . "$hook"
            printf '%s\n' "$hook" >> "$scratch.done"
        done
        """;

    private readonly IReadOnlyList<string> _paths;

    private PostHooks(IReadOnlyList<string> paths, IReadOnlyList<string> doubts) => (_paths, Doubts) = (paths, doubts);

    /// <summary>Whether there is any to run.</summary>
    public bool Any => _paths.Count > 0;

    /// <summary>Which hooks are not run, and why: others than root could have written them. A sentence each.</summary>
    public IReadOnlyList<string> Doubts { get; }

    /// <summary>The command that a person would type.</summary>
    public string Command =>
        $"bash -c {Text.ShellWord(string.Join("; ", _paths.Select(path => $". {Text.ShellWord(path)}")))}";

    /// <summary>Finds the hooks of a directory under /etc/xen/scripts, such as "vif-post.d".</summary>
    public static PostHooks Find(string name)
    {
        var directory = $"{ScriptDirectory}/{name}";
        if (!Directory.Exists(directory))
            return new PostHooks([], []);
        try
        {
            var (trusted, doubts) = (new List<string>(), new List<string>());
            foreach (var path in Directory.EnumerateFiles(directory, "*.hook").Order(StringComparer.Ordinal))
            {
                if (!RegularFile.IsExecutable(path))
                    continue;
                if (TrustedFile.WhyNotToRun(path) is { } reason)
                    doubts.Add(
                        $"the hook {path} is not run: {reason}; let root alone own and write it (chown root, chmod go-w)"
                    );
                else
                    trusted.Add(path);
            }
            return new PostHooks(trusted, doubts);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new HotplugException($"could not read the hooks in {directory}: {exception.Message}", exception);
        }
    }

    /// <summary>Runs them.</summary>
    /// <param name="program">The name of the program that a hook finds in $0.</param>
    /// <param name="scratch">A file of this event's own, for what they print; it is deleted afterwards.</param>
    /// <param name="variables">Added to the environment.</param>
    /// <param name="limit">How long they may take; those that take longer are ended.</param>
    /// <exception cref="HotplugException">One failed; the message names it.</exception>
    public void Run(string program, string scratch, IReadOnlyDictionary<string, string?> variables, TimeSpan limit)
    {
        var done = $"{scratch}.done";
        try
        {
            TrustedFile.RequireFolder(scratch);
            RegularFile.TryDelete(scratch);
            RegularFile.TryDelete(done);
            var exitStatus = ChildProcess.Execute(
                Cli.Wrap("/bin/bash")
                    .WithArguments(["-c", Script, $"{ScriptDirectory}/{program}", scratch, .. _paths])
                    .WithEnvironmentVariables(variables),
                "/bin/bash for the hooks",
                limit
            );
            if (exitStatus == 0)
                return;
            var finished = (RegularFile.TryRead(done, out _) ?? "").Split('\n');
            var failed = _paths.FirstOrDefault(path => !finished.Contains(path)) ?? _paths[^1];
            var reason = RegularFile.TryRead(scratch, out _)?.Trim() ?? "";
            if (reason.Length > LongestReason)
                reason = reason[^LongestReason..];
            throw new HotplugException(
                $"the hook {failed} failed with exit status {exitStatus}{(reason.Length > 0 ? $": {Text.OneLine(reason)}" : "")}"
            );
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new HotplugException($"could not run the hooks: {exception.Message}", exception);
        }
        finally
        {
            RegularFile.TryDelete(scratch);
            RegularFile.TryDelete(done);
        }
    }
}
