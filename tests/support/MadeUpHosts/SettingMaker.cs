namespace Xen.Hotplug.TestSupport.MadeUpHosts;

/// <summary>Makes commands up for what there is beside addresses and routes.</summary>
internal sealed class SettingMaker(Choice choice, bool hasSecondNic)
{
    private const string Inet = "/proc/sys/net/ipv4/conf/eth0";
    private const string Inet6 = "/proc/sys/net/ipv6/conf/eth0";

    private static readonly (string Path, string[] Values)[] s_settings =
    [
        ($"{Inet}/rp_filter", ["0", "1", "2"]),
        ($"{Inet}/arp_ignore", ["1", "2"]),
        ($"{Inet}/arp_announce", ["1", "2"]),
        ($"{Inet}/arp_filter", ["1"]),
        ($"{Inet}/arp_accept", ["1"]),
        ($"{Inet}/forwarding", ["1"]),
        ($"{Inet}/proxy_arp", ["1"]),
        ($"{Inet}/accept_local", ["1"]),
        ($"{Inet}/promote_secondaries", ["1"]),
        ($"{Inet}/route_localnet", ["1"]),
        ($"{Inet}/accept_redirects", ["0"]),
        ($"{Inet}/send_redirects", ["0"]),
        ($"{Inet}/log_martians", ["1"]),
        ($"{Inet}/src_valid_mark", ["1"]),
        ($"{Inet}/ignore_routes_with_linkdown", ["1"]),
        ($"{Inet6}/accept_ra", ["0", "2"]),
        ($"{Inet6}/autoconf", ["0"]),
        ($"{Inet6}/forwarding", ["1"]),
        ($"{Inet6}/proxy_ndp", ["1"]),
        ($"{Inet6}/hop_limit", ["32"]),
        ($"{Inet6}/mtu", ["1280", "1400"]),
        ($"{Inet6}/accept_redirects", ["0"]),
        ($"{Inet6}/optimistic_dad", ["1"]),
        ($"{Inet6}/keep_addr_on_down", ["1"]),
        ($"{Inet6}/accept_dad", ["0", "2"]),
        ($"{Inet6}/ndisc_notify", ["1"]),
        ($"{Inet6}/accept_ra_rt_info_max_plen", ["64"]),
        ($"{Inet6}/router_solicitations", ["0", "3"]),
        ($"{Inet6}/seg6_enabled", ["1"]),
        ($"{Inet6}/ignore_routes_with_linkdown", ["1"]),
        ($"{Inet6}/disable_ipv6", ["1", "0"]),
        ($"{Inet6}/stable_secret", ["2001:db8::1234"]),
        ("/proc/sys/net/ipv4/neigh/eth0/base_reachable_time_ms", ["15000"]),
        ("/proc/sys/net/ipv4/neigh/eth0/gc_stale_time", ["30"]),
        ("/proc/sys/net/ipv6/neigh/eth0/base_reachable_time_ms", ["15000"]),
        ("/proc/sys/net/ipv6/neigh/eth0/mcast_solicit", ["5"]),
        ("/proc/sys/net/ipv4/conf/all/rp_filter", ["1", "2"]),
        ("/proc/sys/net/ipv4/conf/default/rp_filter", ["1"]),
        ("/proc/sys/net/ipv4/conf/default/arp_ignore", ["1"]),
        ("/proc/sys/net/ipv6/conf/default/disable_ipv6", ["1"]),
        ("/proc/sys/net/ipv6/conf/default/hop_limit", ["99"]),
        ("/proc/sys/net/ipv6/conf/default/accept_ra", ["2"]),
        ("/proc/sys/net/ipv4/ip_forward", ["1"]),
        ("/proc/sys/net/ipv6/conf/all/forwarding", ["1"]),
    ];

    /// <summary>What is set before the NIC comes up, as often as not.</summary>
    internal string Early() => choice.Happens(60) ? Setting() : Link();

    internal string Setting()
    {
        var (path, values) = choice.Of(s_settings);
        return $"echo {choice.Of(values)} > {path}";
    }

    internal string Rule()
    {
        var what = choice.Below(8) switch
        {
            0 or 1 => "iif eth0",
            2 => "oif eth0",
            3 => $"fwmark {choice.Of("0x1", "0x10/0xf0")} iif eth0",
            4 => "from 192.0.2.10",
            5 => "to 203.0.113.0/24 iif eth0",
            6 => "not iif eth0",
            _ => "from all",
        };
        var isInet6 = choice.Happens(40) && !what.Contains('.', StringComparison.Ordinal);
        var action = choice.Below(6) switch
        {
            0 => "unreachable",
            1 => "suppress_prefixlength 0 table main",
            2 => "table 100",
            _ => "table 77",
        };
        return $"{(isInet6 ? "ip -6" : "ip")} rule add {what} {action}{choice.Maybe(60, "pref", 100, 200, 1000)}{choice.Maybe(20, "protocol static")}";
    }

    internal string Neighbour()
    {
        var isInet6 = choice.Happens(40);
        var who = isInet6
            ? choice.Of("2001:db8:1::1", "fe80::1", "2001:db8:1::77")
            : choice.Of("192.0.2.1", "192.0.2.77");
        return choice.Happens(35)
            ? $"ip neigh add proxy {who} dev eth0{choice.Maybe(15, "router")}{choice.Maybe(15, "protocol static")}"
            : $"ip neigh replace {who} lladdr 02:00:00:00:00:77 dev eth0 nud {choice.Of("permanent", "permanent", "noarp")}{choice.Maybe(10, "router")}{choice.Maybe(10, "extern_learn")}{choice.Maybe(15, "protocol static")}";
    }

    internal string Link()
    {
        var link = hasSecondNic && choice.Happens(10) ? "eth1" : "eth0";
        return $"ip link set dev {link} "
            + choice.Below(16) switch
            {
                0 => "down",
                1 => "down; ip link set dev eth0 up",
                2 => "mtu 1400",
                3 => "mtu 9000",
                4 => "mtu 1280",
                5 or 6 => "group 7",
                7 => "alias 'the uplink'",
                8 => "txqueuelen 500",
                9 => "arp off",
                10 => "addrgenmode none",
                11 => "addrgenmode random",
                12 => "address 02:00:00:00:00:99",
                13 => "allmulticast on",
                14 => "promisc on",
                _ => "gso_max_size 32768",
            };
    }
}
