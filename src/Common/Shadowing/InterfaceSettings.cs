using System.Text;
using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>
/// The settings of one link under /proc/sys/net, which shows the network namespace of its reader. They decide
/// whether and how the host's traffic flows: forwarding, rp_filter, arp_*, accept_ra, disable_ipv6 and so on.
/// </summary>
/// <param name="root">/proc/sys/net.</param>
public sealed class InterfaceSettings(string root = "/proc/sys/net")
{
    private const string Strict = "1";
    private const string Loose = "2";

    private const string Secret = "stable_secret";

    /// <summary>Where the settings of a link are, below the root.</summary>
    internal static readonly string[] Folders = ["ipv4/conf", "ipv6/conf", "ipv4/neigh", "ipv6/neigh", "mpls/conf"];

    private static readonly string[] LeftOut =
    [
        "addr_gen_mode", // set by netlink, in its own time
        "mtu", // set once more by the kernel when the link is ready
        "rp_filter", // must be loose meanwhile
        "mc_forwarding",
        "base_reachable_time", // old names of settings that end with _ms; the kernel logs a warning at each use
        "retrans_time",
    ];

    /// <summary>The settings in which two links differ, but rp_filter.</summary>
    /// <param name="from">The link to be like.</param>
    /// <param name="to">The link to be changed.</param>
    /// <returns>
    /// For each the path below the root with the changed link's name, the value it has (null if that cannot be told:
    /// network namespaces have no neigh/default), and the one to have.
    /// </returns>
    /// <exception cref="HotplugException">A setting cannot be read.</exception>
    public IReadOnlyList<(string Path, string? Before, string After)> FindDifferences(string from, string to)
    {
        var differences = new List<(string, string?, string)>();
        foreach (var folder in Folders)
        {
            var source = $"{root}/{folder}/{from}";
            if (!Directory.Exists(source))
                continue;
            foreach (var file in Directory.EnumerateFiles(source).Order(StringComparer.Ordinal))
            {
                var name = Path.GetFileName(file);
                if (LeftOut.Contains(name) || (File.GetUnixFileMode(file) & UnixFileMode.UserWrite) == 0)
                    continue;
                var path = $"{folder}/{to}/{name}";
                if (TryRead($"{folder}/{from}/{name}") is { } after && TryRead(path) is var before && before != after)
                    differences.Add((path, before, after));
            }
        }
        return differences;
    }

    /// <summary>Writes a setting.</summary>
    /// <param name="path">Below the root.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="HotplugException">The kernel refused it.</exception>
    public void Write(string path, string value)
    {
        using var file = Descriptor.TryOpen($"{root}/{path}", LibC.O_WRONLY, 0, out var error);
        error = file?.WriteAll(Encoding.ASCII.GetBytes(value)) ?? error;
        if (error != Errno.None)
            throw new HotplugException($"could not write {Printed(path, value)} to {root}/{path}: {error.Describe()}");
    }

    /// <summary>Writes a setting that has another value.</summary>
    public void WriteIfOther(string path, string value)
    {
        if (TryRead(path) != value)
            Write(path, value);
    }

    /// <summary>The reverse path filter of a link: 0 off, 1 strict, 2 loose; null if there is no such setting.</summary>
    public string? ReadReversePathFilter(string link) => TryRead(ReversePathFilterPath(link));

    /// <summary>
    /// What the filter has to be while frames may come in over one link and the routes still lead over another: the
    /// kernel takes the larger of the link's own and that of all links, and a strict one would drop them.
    /// </summary>
    public string PassingReversePathFilter(string wanted) =>
        wanted == Strict || ReadReversePathFilter("all") == Strict ? Loose : wanted;

    /// <summary>Below the root.</summary>
    public static string ReversePathFilterPath(string link) => $"ipv4/conf/{link}/rp_filter";

    /// <summary>Below the root.</summary>
    public static string Inet6MtuPath(string link) => $"ipv6/conf/{link}/mtu";

    /// <summary>Below the root: 1 takes IPv6 off a link, with all addresses and routes.</summary>
    public static string Inet6SwitchPath(string link) => $"ipv6/conf/{link}/disable_ipv6";

    /// <summary>Below the root.</summary>
    public static string TemporaryAddressesPath(string link) => $"ipv6/conf/{link}/use_tempaddr";

    /// <summary>The command for a setting.</summary>
    public static string Command(string path, string value) =>
        $"echo {Text.ShellWord(Printed(path, value))} > {Text.ShellWord($"/proc/sys/net/{path}")}";

    /// <summary>The secret that addresses are made from belongs into no log.</summary>
    private static string Printed(string path, string value) =>
        path.EndsWith(Secret, StringComparison.Ordinal) ? "SECRET" : value;

    /// <summary>Reads a setting; null if there is none, or none that can be read.</summary>
    /// <param name="path">Below the root.</param>
    /// <exception cref="HotplugException">It cannot be read, for another reason.</exception>
    public string? TryRead(string path)
    {
        using var file = Descriptor.TryOpen($"{root}/{path}", LibC.O_RDONLY, 0, out var error);
        Span<byte> buffer = stackalloc byte[256];
        var length = file?.Read(buffer, out error) ?? -1;
        return error switch
        {
            Errno.None => Encoding.ASCII.GetString(buffer[..length]).Trim(),
            // Some cannot be read before they were written, and not every link has all.
            Errno.ENOENT or Errno.EIO or Errno.EACCES => null,
            _ => throw new HotplugException($"could not read {root}/{path}: {error.Describe()}"),
        };
    }
}
