using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Shadowing;

namespace Xen.Hotplug.Common.Managers;

/// <summary>An interface whose NIC and bridge change places.</summary>
/// <param name="Name">The name that the host's configuration speaks of, such as eth0.</param>
/// <param name="Uplink">What the NIC is called while the bridge has that name, such as seth0.</param>
/// <param name="Nic">The NIC as it is now.</param>
/// <param name="Bridge">The bridge that has the interface's name now; null while the NIC has it.</param>
public sealed record ManagedInterface(InterfaceName Name, string Uplink, Link Nic, Link? Bridge)
{
    /// <summary>What the bridge should make of VLANs.</summary>
    public ShadowVlans Vlans { get; init; } = ShadowVlans.AsTheyAre;
}
