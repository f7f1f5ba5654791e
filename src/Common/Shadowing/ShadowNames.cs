using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>What the links of a shadowed interface are called, and where files about it are.</summary>
public static class ShadowNames
{
    /// <summary>The folder of our files about interfaces, which a reboot forgets: "eth0", and "eth0:IDEA" for other ideas.</summary>
    public const string RuntimeFolder = "/run/bridge-shadow";

    /// <summary>What an uplink's name begins with.</summary>
    public const string UplinkPrefix = "s";

    /// <summary>What the name of a bridge begins with that does not have its own yet; an index follows.</summary>
    public const string SparePrefix = "xsb";

    /// <summary>The physical NIC's name while the bridge has its own: eth0 → seth0.</summary>
    public static string Uplink(InterfaceName name) => $"{UplinkPrefix}{name}";

    /// <summary>The bridge's name while the NIC has its own; the index keeps two of them apart.</summary>
    public static string Spare(int nicIndex) => $"{SparePrefix}{nicIndex}";
}
