namespace Xen.Hotplug.TestSupport;

/// <summary>What events leave in their folder below /run.</summary>
public static class HostRun
{
    /// <summary>Its files, a line each, but the one that all programs lock, and the socket that takes what has to be closed later.</summary>
    public static Task<string> LeftBehind(this Host host) =>
        host.Shell("ls -A /run/xen-hotplug | grep -v -x -e lock -e closing || :");
}
