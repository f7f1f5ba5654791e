namespace Xen.Hotplug.Common.Netlink;

/// <summary>What the kernel says of a link (struct ifinfomsg and IFLA_* attributes of linux/if_link.h).</summary>
public sealed record Link
{
    /// <summary>The kernel's number for it, which a rename does not change.</summary>
    public int Index { get; internal set; }

    /// <summary>Its name.</summary>
    public string Name { get; internal set; } = "";

    /// <summary>IFF_* of linux/if.h.</summary>
    public LinkFlags Flags { get; internal set; }

    /// <summary>ARPHRD_* of linux/if_arp.h; 1 is Ethernet.</summary>
    public ushort HardwareType { get; internal set; }

    /// <summary>In bytes.</summary>
    public int Mtu { get; internal set; }

    /// <summary>Its MAC address; null if it has none of Ethernet's length.</summary>
    public MacAddress? Address { get; internal set; }

    /// <summary>The index of the bridge, bond or other link that it is a port of; 0 for none.</summary>
    public int MasterIndex { get; internal set; }

    /// <summary>The index of the link that it is built on (a VLAN's parent, a veth's peer); 0 for none.</summary>
    public int ParentIndex { get; internal set; }

    /// <summary>The index of the link that a tunnel sends its packets by; 0 for any, and for what is no tunnel.</summary>
    public int TunnelLinkIndex { get; internal set; }

    /// <summary>Whether <see cref="ParentIndex"/> and <see cref="TunnelLinkIndex"/> are indexes of another network namespace.</summary>
    public bool HasForeignParent { get; internal set; }

    /// <summary>"bridge", "veth", "vlan" and so on; null for a physical link.</summary>
    public string? Kind { get; internal set; }

    /// <summary>What kind of master it is a port of; null for none.</summary>
    public string? PortKind { get; internal set; }

    /// <summary>A text that an administrator or a program gave it; null for none.</summary>
    public string? Alias { get; internal set; }

    /// <summary>Whether an XDP program is attached.</summary>
    public bool HasXdp { get; internal set; }

    /// <summary>How it makes IPv6 addresses (IN6_ADDR_GEN_MODE_*); null if it has no IPv6.</summary>
    public byte? Inet6AddressGenerationMode { get; internal set; }

    /// <summary>IF_* of net/if_inet6.h: how far the kernel is with IPv6 on it.</summary>
    internal uint Inet6Flags { get; set; }

    /// <summary>Whether IPv6 has noticed that the link has its carrier; until then the kernel sets IPv6's MTU once more.</summary>
    public bool IsReadyForInet6 => (Inet6Flags & 0x80000000) != 0; // IF_READY

    /// <summary>
    /// The MTU of IPv6 on it, in bytes, which a router or an administrator may have made smaller than the link's; null if it
    /// has no IPv6.
    /// </summary>
    public int? Inet6Mtu { get; internal set; }

    /// <summary>Of a bridge: whether the spanning tree protocol is on.</summary>
    public bool StpEnabled { get; internal set; }

    /// <summary>Of a bridge: the forward delay in hundredths of a second.</summary>
    public int ForwardDelay { get; internal set; }

    /// <summary>Of a bridge: whether it keeps VLANs apart (IFLA_BR_VLAN_FILTERING).</summary>
    public bool FiltersVlans { get; internal set; }

    /// <summary>Of a bridge: the VLAN that each new port is in, untagged (IFLA_BR_VLAN_DEFAULT_PVID); 0 for none.</summary>
    public int DefaultPvid { get; internal set; }

    /// <summary>Of a VLAN link: its ID in 802.1Q's tags (IFLA_VLAN_ID); 0 for other links, and for those of 802.1ad.</summary>
    public int VlanId { get; internal set; }

    /// <summary>Of a bridge's port: BR_STATE_* of linux/if_bridge.h; null for no port.</summary>
    public byte? BridgePortState { get; internal set; }

    /// <summary>Of a bridge's port: what is set on it.</summary>
    public BridgePortOptions PortOptions { get; internal set; }

    /// <summary>Set up by the administrator.</summary>
    public bool IsUp => Flags.HasFlag(LinkFlags.Up);

    /// <summary>Operational: up, and with a carrier.</summary>
    public bool IsRunning => Flags.HasFlag(LinkFlags.Running);

    /// <summary>Whether it is a bridge.</summary>
    public bool IsBridge => Kind == "bridge";
}

/// <summary>IFF_* of linux/if.h.</summary>
[Flags]
public enum LinkFlags : uint
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>Set up by the administrator.</summary>
    Up = 1,

    /// <summary>The loopback link.</summary>
    Loopback = 8,

    /// <summary>Two ends, no broadcast.</summary>
    PointToPoint = 0x10,

    /// <summary>Operational.</summary>
    Running = 0x40,

    /// <summary>Takes all frames.</summary>
    Promiscuous = 0x100,
}
