namespace Xen.Hotplug.Common.Firewall;

/// <summary>What the host says of ports whose caller does not say whether they are guarded.</summary>
public enum HostDefault
{
    /// <summary>Nothing: the configuration file decides.</summary>
    Unset,

    /// <summary>They are not.</summary>
    No,

    /// <summary>They are.</summary>
    Yes,
}

internal static class HostDefaultExtensions
{
    /// <summary>The word that firewalls and reports have for it.</summary>
    internal static string Word(this HostDefault value) =>
        value == HostDefault.Yes ? "yes"
        : value == HostDefault.No ? "no"
        : "unset";
}
