using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>The file that says which interfaces to shadow: INTERFACES="eth0 eth1".</summary>
public static class ShadowFile
{
    /// <summary>The one key that it has.</summary>
    public const string Key = "INTERFACES";

    /// <summary>Where it is looked for, in this order: Red Hat's place, then Debian's.</summary>
    public static IReadOnlyList<string> Paths => ["/etc/sysconfig/bridge-shadow", "/etc/default/bridge-shadow"];

    /// <summary>Reads the key's value, each name once.</summary>
    /// <exception cref="HotplugException">One is no valid name.</exception>
    public static List<InterfaceName> ParseNames(string value, string path) =>
        ParseNames(value.Split([' ', '\t', '\n', ','], StringSplitOptions.RemoveEmptyEntries), $"{Key} in {path}");

    /// <summary>Checks names, and leaves out those that come again.</summary>
    /// <exception cref="HotplugException">One is no valid name.</exception>
    public static List<InterfaceName> ParseNames(IEnumerable<string> names, string source) =>
        names.Distinct().ToList().ConvertAll(name => InterfaceName.Parse(name, source));
}
