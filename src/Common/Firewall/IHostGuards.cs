using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Firewall;

/// <summary>What a host says of guards, whatever firewall keeps them.</summary>
public interface IHostGuards
{
    /// <summary>What network-bridge-additional has set.</summary>
    HostDefault HostDefault { get; }

    /// <summary>Whether a link has a guard now, or shows that it had one until somebody flushed the rules.</summary>
    /// <param name="port">The link.</param>
    /// <param name="device">The name that it was made with.</param>
    bool HasGuard(Link port, string device);
}
