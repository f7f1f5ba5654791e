using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.VifBridge;

/// <summary>What a port should be once it is online.</summary>
/// <param name="Name">Its name.</param>
/// <param name="FirstName">The name that it had when it was made.</param>
/// <param name="Mtu">In bytes.</param>
/// <param name="Bridge">The bridge that it is on.</param>
/// <param name="Vlans">Its VLANs; none to leave them to the bridge.</param>
internal sealed record PortGoal(InterfaceName Name, InterfaceName FirstName, int Mtu, Link Bridge, PortVlans Vlans);
