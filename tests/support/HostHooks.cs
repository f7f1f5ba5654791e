namespace Xen.Hotplug.TestSupport;

/// <summary>Hooks, and meeting them while they run.</summary>
public static class HostHooks
{
    public const string Folder = "/etc/xen/scripts/vif-post.d";

    private const UnixFileMode Executable =
        UnixFileMode.UserRead
        | UnixFileMode.UserWrite
        | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherExecute;

    public static void AddHook(this Host host, string name, string script, bool executable = true)
    {
        host.Write($"{Folder}/{name}", script + "\n");
        if (executable)
            File.SetUnixFileMode(host.File($"{Folder}/{name}"), Executable);
    }

    /// <summary>
    /// Adds a hook that tells when it begins and then stays until it is let go (or for a minute, so that
    /// nothing outlives a failed test).
    /// </summary>
    public static async Task AddLingeringHook(this Host host)
    {
        await host.Shell("mkfifo /run/hook-began /run/hook-let-go");
        host.AddHook(
            "50-linger.hook",
            """
            exec 9<>/run/hook-began
            echo began >&9
            read -t 60 word <>/run/hook-let-go
            exec 9>&-
            """
        );
    }

    public static Task HookBegan(this Host host) => host.Shell("read word < /run/hook-began");

    public static Task LetHookGo(this Host host) => host.Shell("echo go > /run/hook-let-go");
}
