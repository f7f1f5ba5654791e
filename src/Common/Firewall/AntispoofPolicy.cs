using Xen.Hotplug.Common.Configuration;

namespace Xen.Hotplug.Common.Firewall;

/// <summary>Whether ports are guarded: what the key antispoof says, and the host's default.</summary>
/// <param name="settings">Where the key is looked up.</param>
public sealed class AntispoofPolicy(Settings settings)
{
    private const string Key = "antispoof";

    /// <summary>Whether to guard a port that comes online now.</summary>
    /// <exception cref="HotplugException">antispoof is neither yes nor no.</exception>
    public bool WantsGuard(IFirewall firewall) =>
        // The host's default is stronger than the configuration file, and weaker than what the caller says.
        settings.FindFromCaller(Key) == null
        && firewall.HostDefault is var host and not HostDefault.Unset
            ? host == HostDefault.Yes
            : settings.IsYes(Key, otherwise: false);

    /// <summary>
    /// What network-bridge-additional start makes of the host's default: what its caller says. Without a word of that it
    /// stays, and if the configuration file says no as well, there is nothing to set.
    /// </summary>
    /// <exception cref="HotplugException">antispoof is neither yes nor no.</exception>
    public HostDefault HostDefaultToSet(IFirewall firewall)
    {
        var isOn = settings.IsYes(Key, otherwise: false);
        return settings.FindFromCaller(Key) == null ? firewall.HostDefault
            : isOn ? HostDefault.Yes
            : settings.FindConfigured(Key) is null or "no" ? HostDefault.Unset
            : HostDefault.No;
    }
}
