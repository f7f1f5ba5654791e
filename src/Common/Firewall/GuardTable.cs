namespace Xen.Hotplug.Common.Firewall;

/// <summary>
/// The table of nftables that guards ports: nothing else of the host's rules is in it, and it touches none of them. Its
/// rules are the same for every port; what one port may send is in sets, so that neither a frame nor an event takes the
/// longer the more ports there are.
/// </summary>
internal static class GuardTable
{
    internal const string Name = "xen-antispoof";
    internal const string Path = $"bridge {Name}";

    // The set keeps the name that running hosts have it by.
    internal const string HostDefault = "host_switch";
    internal const string Records = "records";
    internal const string Ports = "ports";
    internal const string MacAddresses = "mac_addresses";
    internal const string NeighbourMacAddresses = "nd_mac_addresses";
    internal const string AnyAddress = "any_address";
    internal const string Tags = "tags";

    /// <summary>The sets that have an element for each guarded port or more, all keyed by its index first.</summary>
    internal static IReadOnlyList<string> KeyedByIndex =>
        [
            Ports,
            MacAddresses,
            NeighbourMacAddresses,
            AnyAddress,
            Tags,
            "ipv4_addresses",
            "ipv4_networks",
            "ipv6_addresses",
            "ipv6_networks",
            "nd_targets",
            "nd_target_networks",
        ];

    internal const string EntryChain = "prerouting";

    /// <summary>The chain that events look at.</summary>
    internal const string ProbedChain = "guard";

    /// <summary>
    /// How many rules <see cref="ProbedChain"/> has, and lead to it. Another number means that somebody has flushed the table, or
    /// that an older version has declared it.
    /// </summary>
    internal const int ProbedUse = 9;

    /// <summary>
    /// How many rules each chain has, and rules that lead to it: what the kernel counts. Another number means that somebody
    /// has flushed or changed it.
    /// </summary>
    internal static IReadOnlyList<(string Name, int Use)> ChainUses =>
        [
            (EntryChain, 1),
            ("input", 1),
            (ProbedChain, ProbedUse),
            ("check_tagged", 5),
            ("check_arp", 14),
            (NetworkChain, 9),
            ("check_igmp", 4),
            ("check_dhcp", 5),
            ("check_icmp", 2),
            ("check_ipv6", 10),
            ("check_ipv6_source", 9),
            ("check_nd", 17),
            ("check_nd_target", 6),
        ];

    /// <summary>
    /// Has all guarded ports drop what they send until one comes online, which declares the table again: no rule leads to
    /// <see cref="ProbedChain"/> by then.
    /// </summary>
    internal const string Stopping =
        $"nft 'flush chain {Path} {EntryChain}; add rule {Path} {EntryChain} iif @{Ports} drop; add rule {Path} {EntryChain} iif @{Ports} drop'";

    /// <summary>A chain that looks an address up in a set of intervals.</summary>
    internal const string NetworkChain = "check_ipv4";

    // A set of single values is a hash table, which takes the same time whatever its size; one of intervals is not.
    internal static string Inet(AddressRange range) => range.IsSingle ? "ipv4_addresses" : "ipv4_networks";

    internal static string Inet6(AddressRange range) => range.IsSingle ? "ipv6_addresses" : "ipv6_networks";

    internal static string NeighbourTargets(AddressRange range) => range.IsSingle ? "nd_targets" : "nd_target_networks";

    /// <summary>Declares the table, or mends it; what is in its sets stays.</summary>
    internal const string Declaration = $$"""
        add table {{Path}}
        add chain {{Path}} prerouting { type filter hook prerouting priority -400; policy accept; }
        add chain {{Path}} input { type filter hook input priority -400; policy accept; }
        add chain {{Path}} guard
        add chain {{Path}} check_tagged
        add chain {{Path}} check_arp
        add chain {{Path}} check_ipv4
        add chain {{Path}} check_igmp
        add chain {{Path}} check_dhcp
        add chain {{Path}} check_icmp
        add chain {{Path}} check_ipv6
        add chain {{Path}} check_ipv6_source
        add chain {{Path}} check_nd
        add chain {{Path}} check_nd_target
        flush table {{Path}}
        table {{Path}} {
            # Whether ports that come online are guarded: yes or no; empty where the host has no say in it.
            set host_switch { type ifname; }
            # Whose guards there are, by the first name of each link.
            map records { type ifname : iface_index; }

            set ports { type iface_index; }
            set mac_addresses { type iface_index . ether_addr; }
            set any_address { type iface_index; }
            # The VLANs whose tags a port may send.
            set tags { typeof iif . vlan id; }
            set ipv4_addresses { type iface_index . ipv4_addr; }
            set ipv4_networks { type iface_index . ipv4_addr; flags interval; }
            set ipv6_addresses { type iface_index . ipv6_addr; }
            set ipv6_networks { type iface_index . ipv6_addr; flags interval; }
            # The same addresses, in the form in which neighbour discovery and DHCP have them in their bodies.
            set nd_mac_addresses { typeof iif . @th,208,48; }
            set nd_targets { typeof iif . @th,64,128; }
            set nd_target_networks { typeof iif . @th,64,128; flags interval; }

            chain prerouting {
                iif @ports goto guard
            }
            # Frames to 01:80:c2:00:00:0x pass prerouting by, and the bridge would learn their source here. (For 0 and e, where
            # it would learn without asking, the port has a group_fwd_mask, and they come to prerouting.)
            chain input {
                ether daddr & ff:ff:ff:00:00:00 == 01:80:c2:00:00:00 iif @ports drop
            }
            chain guard {
                iif . ether saddr != @mac_addresses drop
                ether daddr & ff:ff:ff:00:00:00 == 01:80:c2:00:00:00 drop
                # A tagged frame has its tag's type here. Only a header that is well formed has a protocol, and 255 is none.
                ether type ip meta l4proto != 255 goto check_ipv4
                ether type ip6 meta l4proto != 255 goto check_ipv6
                ether type arp goto check_arp
                ether type 8021q iif . vlan id @tags goto check_tagged
                # Older versions' tables lack one of these rules, which is how events know them.
                ether type { 8021q, 8021ad } drop
                drop
            }
            # Behind the tag is the type of what it is before: of another tag, too. Whatever follows must not ask for the frame's
            # own type, so it asks for the protocol.
            chain check_tagged {
                vlan type ip meta l4proto != 255 goto check_ipv4
                vlan type ip6 meta l4proto != 255 goto check_ipv6
                vlan type arp goto check_arp
                drop
            }
            chain check_arp {
                meta length < 28 drop
                meta protocol arp arp htype != 1 drop
                meta protocol arp arp ptype != ip drop
                meta protocol arp arp hlen != 6 drop
                meta protocol arp arp plen != 4 drop
                meta protocol arp arp operation != { request, reply } drop
                meta protocol arp iif . arp saddr ether != @mac_addresses drop
                meta protocol arp arp operation request arp saddr ip 0.0.0.0 accept
                meta protocol arp iif . arp saddr ip @ipv4_addresses accept
                iif @any_address accept
                meta protocol arp iif . arp saddr ip @ipv4_networks accept
                drop
            }
            chain check_ipv4 {
                # 103 is PIM, by which a port becomes one to a multicast router.
                meta l4proto vmap { icmp : jump check_icmp, igmp : jump check_igmp, 103 : drop }
                # Where a fragment is not the first, what looks like ports is data.
                udp dport { 67, 68 } ip frag-off & 0x1fff == 0 jump check_dhcp
                iif . ip saddr @ipv4_addresses accept
                iif @any_address accept
                ip saddr 0.0.0.0 ip frag-off & 0x1fff == 0 udp sport 68 udp dport 67 accept
                iif . ip saddr @ipv4_networks accept
                drop
            }
            # Reports of version 1, 2 and 3, and leaves: the rest comes from multicast routers. The bridge looks at fragments too.
            chain check_igmp {
                ip frag-off & 0x3fff != 0 drop
                @th,0,8 { 0x12, 0x16, 0x17, 0x22 } return
                drop
            }
            # To a server: a request (1) for an Ethernet address (1) of 6 bytes, which is the guest's.
            chain check_dhcp {
                udp dport 68 drop
                ip frag-off & 0x3fff != 0 drop
                @th,64,24 0x010106 iif . @th,288,48 @nd_mac_addresses return
                drop
            }
            # Redirects and router advertisements.
            chain check_icmp {
                @th,0,8 { 5, 9 } ip frag-off & 0x1fff == 0 drop
            }
            # What is neither UDP nor ICMPv6, or can be seen to be harmless, goes on to the source; what cannot be read, because
            # the header that matters is left for a later fragment, does not.
            chain check_ipv6 {
                meta l4proto 103 drop
                meta l4proto != { udp, icmpv6 } goto check_ipv6_source
                udp dport != 546 goto check_ipv6_source
                meta protocol ip6 frag frag-off > 0 goto check_ipv6_source
                # Queries, and what multicast routers and those that look for them send (RFC 4286).
                meta protocol ip6 icmpv6 type { mld-listener-query, 151, 152, 153 } drop
                meta protocol ip6 icmpv6 type { nd-router-solicit, nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert, nd-redirect } jump check_nd
                meta protocol ip6 icmpv6 type != 0 goto check_ipv6_source
                drop
            }
            chain check_ipv6_source {
                iif . ip6 saddr @ipv6_addresses accept
                iif @any_address accept
                ip6 saddr :: icmpv6 type { nd-neighbor-solicit, mld-listener-report, mld-listener-done, mld2-listener-report } accept
                iif . ip6 saddr @ipv6_networks accept
                drop
            }
            # No extension header before neighbour discovery, so no fragment either (RFC 6980).
            chain check_nd {
                ip6 nexthdr != 58 drop
                ip6 hoplimit != 255 drop
                meta protocol ip6 icmpv6 code != 0 drop
                meta protocol ip6 icmpv6 type { nd-router-advert, nd-redirect } drop
                meta protocol ip6 icmpv6 type nd-neighbor-advert jump check_nd_target
                meta protocol ip6 icmpv6 type nd-neighbor-solicit ip6 saddr :: jump check_nd_target
                # Options: none, a link-layer address (1 in solicitations, 2 in advertisements), a nonce (14), or both.
                meta protocol ip6 icmpv6 type nd-router-solicit ip6 length 8 return
                meta protocol ip6 icmpv6 type nd-router-solicit ip6 length 16 @th,64,16 0x0101 iif . @th,80,48 @nd_mac_addresses return
                meta protocol ip6 icmpv6 type nd-router-solicit drop
                ip6 length 24 return
                meta protocol ip6 icmpv6 type nd-neighbor-solicit ip6 length 32 @th,192,16 0x0101 iif . @th,208,48 @nd_mac_addresses return
                meta protocol ip6 icmpv6 type nd-neighbor-advert ip6 length 32 @th,192,16 0x0201 iif . @th,208,48 @nd_mac_addresses return
                ip6 length 32 @th,192,16 0x0e01 return
                meta protocol ip6 icmpv6 type nd-neighbor-solicit ip6 length 40 @th,192,16 0x0101 iif . @th,208,48 @nd_mac_addresses @th,256,16 0x0e01 return
                meta protocol ip6 icmpv6 type nd-neighbor-solicit ip6 length 40 @th,192,16 0x0e01 @th,256,16 0x0101 iif . @th,272,48 @nd_mac_addresses return
                drop
            }
            chain check_nd_target {
                iif . @th,64,128 @nd_targets return
                iif @any_address return
                iif . @th,64,128 @nd_target_networks return
                drop
            }
        }

        """;
}
