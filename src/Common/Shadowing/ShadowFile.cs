namespace Xen.Hotplug.Common.Shadowing;

/// <summary>The file that says which interfaces are to be shadowed: INTERFACES="eth0 eth1".</summary>
public static class ShadowFile
{
    /// <summary>The one key that it has.</summary>
    public const string Key = "INTERFACES";

    /// <summary>Where it is looked for, in this order: Red Hat's place, then Debian's.</summary>
    public static IReadOnlyList<string> Paths => ["/etc/sysconfig/bridge-shadow", "/etc/default/bridge-shadow"];

    /// <summary>The names in the key's value.</summary>
    public static IReadOnlyList<string> Split(string value) =>
        value.Split([' ', '\t', '\n', ','], StringSplitOptions.RemoveEmptyEntries);
}
