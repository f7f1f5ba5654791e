using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Managers.Networkd;

/// <summary>What networkd notes of a link below /run (src/network/networkd-state-file.c of systemd).</summary>
public static class LinkState
{
    /// <summary>Where the states of all links are.</summary>
    public const string LinksFolder = $"{Folder}/links";

    private const string Folder = "/run/systemd/netif";

    // The folder stays behind when networkd ends; its control group does not.
    private static readonly string[] s_controlGroups =
    [
        "/sys/fs/cgroup/system.slice/systemd-networkd.service",
        "/sys/fs/cgroup/systemd/system.slice/systemd-networkd.service",
    ];

    /// <summary>Whether networkd runs.</summary>
    public static bool IsRunning => Directory.Exists(LinksFolder) && s_controlGroups.Any(Directory.Exists);

    /// <summary>The file by which networkd configures a link; null if it leaves the link alone.</summary>
    /// <param name="index">The link's number.</param>
    internal static string? FindFile(int index) =>
        RegularFile.TryRead($"{LinksFolder}/{index}", out _) is { } text ? ParseFile(text) : null;

    /// <summary>The same, from what networkd noted.</summary>
    public static string? ParseFile(string text)
    {
        var values = KeyFile.Parse(text);
        // A file may say Unmanaged=yes, and then is what keeps networkd away.
        return
            values.GetValueOrDefault("ADMIN_STATE") is not ("unmanaged" or "linger")
            && values.GetValueOrDefault("NETWORK_FILE") is { Length: > 0 } file
            ? file
            : null;
    }

    /// <summary>What networkd noted of a link's DHCP lease; empty if it has none.</summary>
    internal static string ReadLease(int index) => RegularFile.TryRead($"{Folder}/leases/{index}", out _) ?? "";
}
