using Xen.Hotplug.Common.Configuration;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Firewall;

/// <summary>Whether ports are guarded: what the key antispoof says, and the host's default.</summary>
/// <param name="settings">Where the key is looked up.</param>
public sealed class AntispoofPolicy(Settings settings)
{
    private const string Key = "antispoof";

    /// <summary>Whether to guard ports that come online now, where their callers say nothing of it.</summary>
    /// <exception cref="HotplugException">antispoof is neither yes nor no.</exception>
    public bool WantsGuards(IHostGuards host) =>
        // The host's default is stronger than the configuration file, and weaker than what the caller says.
        settings.FindFromCaller(Key) == null
        && host.HostDefault is var value and not HostDefault.Unset
            ? value == HostDefault.Yes
            : settings.IsYes(Key, otherwise: false);

    /// <summary>
    /// Whether to guard a port that comes online now. One that has a guard keeps it unless the caller says no: it may be
    /// the doctor's command that calls, and that does not know the words of the first call.
    /// </summary>
    /// <param name="host">What the host says of it.</param>
    /// <param name="port">The port.</param>
    /// <param name="device">The name that it was made with.</param>
    /// <exception cref="HotplugException">antispoof is neither yes nor no.</exception>
    public bool WantsGuard(IHostGuards host, Link port, string device) =>
        WantsGuards(host) || (settings.FindFromCaller(Key) == null && host.HasGuard(port, device));

    /// <summary>
    /// What network-bridge-additional start makes of the host's default: what its caller says. Without a word of that it
    /// stays, and if the configuration file says no as well, there is nothing to set.
    /// </summary>
    /// <exception cref="HotplugException">antispoof is neither yes nor no.</exception>
    public HostDefault HostDefaultToSet(IHostGuards host)
    {
        var isOn = settings.IsYes(Key, otherwise: false);
        return settings.FindFromCaller(Key) == null ? host.HostDefault
            : isOn ? HostDefault.Yes
            : settings.FindConfigured(Key) is null or "no" ? HostDefault.Unset
            : HostDefault.No;
    }
}
