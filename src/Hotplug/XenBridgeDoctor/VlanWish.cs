using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.XenBridgeDoctor;

/// <summary>What the key vlan of a guest's NIC asks for.</summary>
/// <param name="Vlans">The VLANs; none if the key is not there, or does not parse.</param>
/// <param name="Fault">Why the key does not parse; null if it does.</param>
internal sealed record VlanWish(PortVlans Vlans, string? Fault)
{
    /// <summary>Reads the key as vif-bridge does.</summary>
    internal static VlanWish Of(Backend backend)
    {
        if (backend.Find("vlan") is not { } text)
            return new VlanWish(new PortVlans(), null);
        try
        {
            return new VlanWish(VlanKey.Parse(text), null);
        }
        catch (HotplugException exception)
        {
            return new VlanWish(new PortVlans(), exception.Message);
        }
    }
}
