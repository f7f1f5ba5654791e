using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.XenBridgeDoctor.Configuration;

namespace Xen.Hotplug.XenBridgeDoctor;

/// <summary>A guest's NIC and the links that it has in this domain.</summary>
/// <param name="Backend">What the toolstack asks for.</param>
/// <param name="Vif">The link, or null.</param>
/// <param name="Tap">The link of the emulated NIC, or null.</param>
internal sealed record GuestPort(Backend Backend, Link? Vif, Link? Tap)
{
    /// <summary>The hotplug program, as build and packages install it.</summary>
    internal const string Program = "/etc/xen/scripts/vif-bridge-shadow";

    /// <summary>What the vif is called now.</summary>
    internal string Name => Vif?.Name ?? Backend.FirstName;

    /// <summary>
    /// The event by hand, which puts all of the vif in order. A port that has a guard keeps it, and what the toolstack's own
    /// words say of guards is said here too.
    /// </summary>
    internal string OnlineCommand =>
        $"{Program} online type_if=vif vif={Backend.FirstName} XENBUS_PATH={Backend.Path}{Antispoof}";

    /// <summary>The same for the tap.</summary>
    internal string AddCommand =>
        $"{Program} add type_if=tap INTERFACE={Backend.FirstName}{VifName.TapSuffix} XENBUS_PATH={Backend.Path}{Antispoof}";

    private string Antispoof =>
        HotplugScript.WordIn(Backend.Find("script") ?? "", "antispoof") is ("yes" or "no") and var word
            ? $" antispoof={word}"
            : "";
}
