namespace Xen.Hotplug.Common.Netlink;

/// <summary>IN6_ADDR_GEN_MODE_* of linux/if_link.h: how a link makes IPv6 addresses.</summary>
internal static class AddressGeneration
{
    internal const byte None = 1;

    /// <summary>The mode's name, as <c>ip link</c> takes it.</summary>
    internal static string Name(byte mode) =>
        mode switch
        {
            0 => "eui64",
            None => "none",
            2 => "stable_secret",
            _ => "random",
        };
}
