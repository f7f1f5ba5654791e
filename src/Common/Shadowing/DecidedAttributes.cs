namespace Xen.Hotplug.Common.Shadowing;

/// <summary>
/// What there is on a link that it was decided on whether it goes along: the table in docs/networking.md says how, and a spec
/// holds the two against each other. A newer kernel may know more.
/// </summary>
internal static class DecidedAttributes
{
    // The kernel numbers the attributes of each kind from 1 on, without a gap; these are the highest that its headers have.

    /// <summary>IFLA_* of linux/if_link.h.</summary>
    internal const ushort Link = 69;

    /// <summary>IFLA_INET_*, in IFLA_AF_SPEC.</summary>
    internal const ushort LinkInet = 1;

    /// <summary>IFLA_INET6_*, in IFLA_AF_SPEC.</summary>
    internal const ushort LinkInet6 = 9;

    /// <summary>IFA_* of linux/if_addr.h.</summary>
    internal const ushort Address = 11;

    /// <summary>RTA_* of linux/rtnetlink.h.</summary>
    internal const ushort Route = 31;

    /// <summary>RTAX_*, in RTA_METRICS.</summary>
    internal const ushort RouteMetric = 17;

    /// <summary>NHA_* of linux/nexthop.h.</summary>
    internal const ushort NextHop = 17;

    /// <summary>NDA_* of linux/neighbour.h.</summary>
    internal const ushort Neighbour = 17;

    /// <summary>MPTCP_PM_ADDR_ATTR_* of linux/mptcp.h.</summary>
    internal const ushort MptcpEndpoint = 7;

    /// <summary>FRA_* of linux/fib_rules.h. Rules are left alone, so they are not looked at.</summary>
    internal const ushort Rule = 30;

    /// <summary>The files in a link's folders under /proc/sys/net, such as ipv4/conf/eth0.</summary>
    internal static string[] SettingsIn(string folder) =>
        folder switch
        {
            "ipv4/conf" => Words(InetSettings),
            "ipv6/conf" => Words(Inet6Settings),
            "mpls/conf" => ["input"],
            _ => Words(NeighbourSettings),
        };

    private static string[] Words(string text) => text.Split(' ');

    private const string InetSettings =
        "accept_local accept_redirects accept_source_route arp_accept arp_announce arp_evict_nocarrier arp_filter arp_ignore"
        + " arp_notify bc_forwarding bootp_relay disable_policy disable_xfrm drop_gratuitous_arp drop_unicast_in_l2_multicast"
        + " force_igmp_version forwarding igmpv2_unsolicited_report_interval igmpv3_unsolicited_report_interval"
        + " ignore_routes_with_linkdown log_martians mc_forwarding medium_id promote_secondaries proxy_arp proxy_arp_pvlan"
        + " route_localnet rp_filter secure_redirects send_redirects shared_media src_valid_mark tag";

    private const string Inet6Settings =
        "accept_dad accept_ra accept_ra_defrtr accept_ra_from_local accept_ra_min_hop_limit accept_ra_min_lft accept_ra_mtu"
        + " accept_ra_pinfo accept_ra_rt_info_max_plen accept_ra_rt_info_min_plen accept_ra_rtr_pref accept_redirects"
        + " accept_source_route accept_untracked_na addr_gen_mode autoconf dad_transmits disable_ipv6 disable_policy"
        + " drop_unicast_in_l2_multicast drop_unsolicited_na enhanced_dad force_forwarding force_mld_version force_tllao"
        + " forwarding hop_limit ignore_routes_with_linkdown ioam6_enabled ioam6_id ioam6_id_wide keep_addr_on_down"
        + " max_addresses max_desync_factor mc_forwarding mldv1_unsolicited_report_interval"
        + " mldv2_unsolicited_report_interval mtu ndisc_evict_nocarrier ndisc_notify ndisc_tclass optimistic_dad proxy_ndp"
        + " ra_defrtr_metric ra_honor_pio_life ra_honor_pio_pflag regen_max_retry regen_min_advance router_probe_interval"
        + " router_solicitation_delay router_solicitation_interval router_solicitation_max_interval router_solicitations"
        + " rpl_seg_enabled seg6_enabled seg6_require_hmac stable_secret suppress_frag_ndisc temp_prefered_lft"
        + " temp_valid_lft use_oif_addrs_only use_optimistic use_tempaddr";

    private const string NeighbourSettings =
        "anycast_delay app_solicit base_reachable_time base_reachable_time_ms delay_first_probe_time gc_stale_time"
        + " interval_probe_time_ms locktime mcast_resolicit mcast_solicit proxy_delay proxy_qlen retrans_time"
        + " retrans_time_ms ucast_solicit unres_qlen unres_qlen_bytes";
}
