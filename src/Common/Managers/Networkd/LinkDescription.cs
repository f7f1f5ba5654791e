using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Managers.Networkd;

/// <summary>A link as [Match] of a .network file asks for it.</summary>
/// <param name="Names">Its name, then its alternative ones.</param>
/// <param name="Type">What networkd calls its kind, such as ether; null if nobody knows.</param>
/// <param name="Address">Its MAC address; null if it has none.</param>
/// <param name="PermanentAddress">The MAC address that its hardware has; null if it has none.</param>
/// <param name="Properties">What udev knows of it.</param>
public sealed record LinkDescription(
    IReadOnlyList<string> Names,
    string? Type,
    MacAddress? Address,
    MacAddress? PermanentAddress,
    IReadOnlyDictionary<string, string> Properties
)
{
    private const int EthernetType = 1; // ARPHRD_ETHER of linux/if_arp.h

    /// <summary>Looks at a card.</summary>
    /// <param name="name">The name that files are to know it by.</param>
    /// <param name="nic">The card, whatever its name is now.</param>
    internal static LinkDescription Of(string name, Link nic)
    {
        using var kernel = new Rtnetlink();
        var properties = kernel.ReadProperties(nic.Index);
        return new LinkDescription(
            [name, .. properties.AlternativeNames],
            ReadType(nic),
            nic.Address,
            MacAddress.FromBytes(properties.Find(LinkAttribute.PermanentAddress)),
            UdevDatabase.ReadProperties(nic.Index)
        );
    }

    // net_get_type_string of src/shared/netif-util.c of systemd.
    private static string? ReadType(Link nic)
    {
        var device = RegularFile.TryRead($"/sys/class/net/{nic.Name}/uevent", out _) ?? "";
        return KeyFile.Parse(device).GetValueOrDefault("DEVTYPE")
            ?? (nic.HardwareType == EthernetType ? "ether" : null);
    }
}
