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

    /// <summary>Requires that a link can be a port of a bridge.</summary>
    /// <exception cref="HotplugException">It is a bridge, or the loopback link.</exception>
    public static void Require(Link link)
    {
        if (link.IsBridge || link.Flags.HasFlag(LinkFlags.Loopback))
            throw new HotplugException(
                $"{link.Name} cannot be a port of a bridge: it is {(link.IsBridge ? "a bridge" : "the loopback link")} itself"
            );
    }
}
