using System.Text.Json;

namespace Xen.Hotplug.TestSupport;

/// <summary>What is set on a link itself, beside its name, MAC address and MTU.</summary>
public static class HostProperties
{
    private static readonly string[] s_values =
    [
        "group",
        "ifalias",
        "broadcast",
        "txqlen",
        "gso_max_size",
        "gso_max_segs",
        "gro_max_size",
        "altnames",
    ];

    private static readonly string[] s_flags = ["NOARP", "PROMISC", "ALLMULTI", "MULTICAST", "DYNAMIC", "NOTRAILERS"];

    /// <summary>All of it, a line each, as `ip` shows it.</summary>
    public static async Task<string> Properties(this Host host, string link)
    {
        using var json = JsonDocument.Parse(await host.Shell($"ip -json -details link show dev {link}"));
        var shown = json.RootElement[0];
        var lines = s_values
            .Where(name => shown.TryGetProperty(name, out _))
            .Select(name => $"{name} {shown.GetProperty(name)}");
        var flags = shown.GetProperty("flags").EnumerateArray().Select(flag => flag.GetString()!);
        return string.Join('\n', [.. lines, .. s_flags.Intersect(flags)])
            + await host.Shell(
                $"""
                echo
                ip maddress show dev {link} | grep static || :
                ip token get dev {link} | sed 's/ dev .*//'
                ip mptcp endpoint | grep ' dev {link} ' || :
                """
            );
    }
}
