using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Bridging;

/// <summary>What the host's ends of all guests' NICs have in common.</summary>
public static class BackendPort
{
    /// <summary>
    /// fe:ff:ff:ff:ff:ff, as Xen's scripts set it: the largest address that is not multicast. A bridge takes the lowest
    /// address of its ports, and so never this one.
    /// </summary>
    public static MacAddress Address => new(0xfeffffffffff);
}
