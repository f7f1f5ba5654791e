namespace Xen.Hotplug.XenBridgeDoctor.Configuration;

/// <summary>A hotplug program as a configuration names it: a name in Xen's folder or a path, and words after it.</summary>
internal static class HotplugScript
{
    private const string Folder = "/etc/xen/scripts";

    private static readonly string[] s_sourced = ["vif-common.sh", "xen-network-common.sh"];

    /// <summary>Where the program is that a value names; the words after it are its own.</summary>
    internal static string PathOf(string value)
    {
        var name = value.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var first, ..] ? first : value;
        return name.StartsWith('/') ? name : $"{Folder}/{name}";
    }

    /// <summary>
    /// Whether the program puts a guest's port on a bridge as ours does: ours, or Xen's own vif-bridge. Any other takes the
    /// keys of a NIC for what it likes (vif-route, vif-nat and vif-openvswitch of Xen, vif-route-qubes of Qubes).
    /// </summary>
    internal static bool PutsOnBridge(HostFiles files, string value)
    {
        var path = PathOf(value);
        return IsBridgeScript(path) || IsBridgeScript(files.Resolve(path));
    }

    /// <summary>
    /// Whether the program is a shell script that does not read the key vlan, as Xen's own vif-bridge is. What it sources
    /// may read it, so the text says, and no release of Xen's.
    /// </summary>
    internal static bool IgnoresVlans(HostFiles files, string value)
    {
        var path = PathOf(value);
        if (files.TryRead(path) is not { } text || !text.StartsWith("#!", StringComparison.Ordinal))
            return false;
        var folder = System.IO.Path.GetDirectoryName(path);
        return !ReadsVlan(text)
            && s_sourced.All(name => files.TryRead($"{folder}/{name}") is not { } sourced || !ReadsVlan(sourced));
    }

    /// <summary>The value with another program in place of its own, and the words after it.</summary>
    internal static string WithProgram(string value, string program) =>
        string.Join(' ', [program, .. value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1)]);

    // As in "$XENBUS_PATH/vlan"; or it hands all to our program.
    private static bool ReadsVlan(string text) =>
        text.Contains("/vlan", StringComparison.Ordinal)
        || text.Contains("vif-bridge-shadow", StringComparison.Ordinal);

    private static bool IsBridgeScript(string path) =>
        System.IO.Path.GetFileName(path) is "vif-bridge" or "vif-bridge-shadow" or "vif-bridge.xen";

    /// <summary>The finding about a program that cannot be run; null if it can.</summary>
    /// <param name="files">The host's files.</param>
    /// <param name="subject">What names the program.</param>
    /// <param name="key">By which key.</param>
    /// <param name="value">The value.</param>
    internal static Finding? FindFault(HostFiles files, string subject, string key, string value)
    {
        var path = PathOf(value);
        if (files.IsExecutable(path))
            return null;
        var shown = Text.Printable(path);
        return files.Exists(path)
            ? Finding.Wrong(
                subject,
                $"{key} names {shown}, which is not executable",
                $"chmod +x {Text.ShellWord(files.Resolve(path))}"
            )
            : Finding.Wrong(
                subject,
                $"{key} names {shown}, which does not exist",
                $"# install it, or name one that is there, such as {GuestPort.Program}"
            );
    }

    /// <summary>The value of bridge= among the words after the program's name, or null.</summary>
    internal static string? BridgeIn(string value) => WordIn(value, "bridge");

    /// <summary>The value of a key among the words after the program's name, or null.</summary>
    internal static string? WordIn(string value, string key) =>
        value
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Skip(1)
            .LastOrDefault(word => word.StartsWith($"{key}=", StringComparison.Ordinal))
            ?[(key.Length + 1)..];
}
