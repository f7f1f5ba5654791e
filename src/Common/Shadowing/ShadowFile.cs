using Xen.Hotplug.Common.Configuration;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>The file that says which interfaces to shadow, and how: INTERFACES="eth0 eth1".</summary>
public static class ShadowFile
{
    /// <summary>The key that names the interfaces.</summary>
    public const string Key = "INTERFACES";

    /// <summary>The key that says whether the bridges keep VLANs apart: yes or no.</summary>
    public const string FilteringKey = "VLAN_FILTERING";

    /// <summary>The key that says which VLANs the uplinks carry, as the key vlan of a guest's NIC says it of a port.</summary>
    public const string UplinkVlansKey = "UPLINK_VLANS";

    private static readonly string[] s_keys = [Key, FilteringKey, UplinkVlansKey];

    /// <summary>Where it is looked for, in this order: Red Hat's place, then Debian's.</summary>
    public static IReadOnlyList<string> Paths => ["/etc/sysconfig/bridge-shadow", "/etc/default/bridge-shadow"];

    /// <summary>Reads a file; null if there is none.</summary>
    /// <exception cref="HotplugException">It cannot be read, others than root can write it, or a line means nothing.</exception>
    public static IReadOnlyDictionary<string, string>? TryRead(string path) => AssignmentFile.TryRead(path, s_keys);

    /// <summary>Reads the text of such a file.</summary>
    /// <exception cref="HotplugException">A line means nothing.</exception>
    public static IReadOnlyDictionary<string, string> Parse(string text, string path) =>
        AssignmentFile.Parse(text, path, s_keys);

    /// <summary>Reads the value of <see cref="Key"/>, each name once.</summary>
    /// <exception cref="HotplugException">One is no valid name.</exception>
    public static List<InterfaceName> ParseNames(string value, string path) =>
        ParseNames(value.Split([' ', '\t', '\n', ','], StringSplitOptions.RemoveEmptyEntries), $"{Key} in {path}");

    /// <summary>Checks names, and leaves out those that come again.</summary>
    /// <exception cref="HotplugException">One is no valid name.</exception>
    public static List<InterfaceName> ParseNames(IEnumerable<string> names, string source) =>
        names.Distinct().ToList().ConvertAll(name => InterfaceName.Parse(name, source));
}
