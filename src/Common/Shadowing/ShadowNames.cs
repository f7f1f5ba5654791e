using System.Globalization;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>What the links of a shadowed interface are called.</summary>
public static class ShadowNames
{
    /// <summary>The physical NIC's name while the bridge has its own: eth0 → seth0.</summary>
    public static string Uplink(string interfaceName) => $"s{interfaceName}";

    /// <summary>The bridge's name while the NIC has its own; the index keeps two of them apart.</summary>
    public static string Spare(int nicIndex) => string.Create(CultureInfo.InvariantCulture, $"xsb{nicIndex}");
}
