namespace Xen.Hotplug.TestSupport.MadeUpHosts;

/// <summary>Makes commands for routes and next hops up. There are few destinations and gateways, so that they meet.</summary>
internal sealed class RouteMaker(Choice choice, bool hasSecondNic)
{
    private static readonly string[] s_inetNetworks =
    [
        "default",
        "default",
        "192.0.2.0/24",
        "192.0.2.1",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "203.0.113.0/25",
        "10.0.0.0/8",
        "10.1.2.3",
    ];

    private static readonly string[] s_inet6Networks =
    [
        "default",
        "default",
        "2001:db8:1::/64",
        "2001:db8:1::1",
        "2001:db8:2::/64",
        "2001:db8:9::/48",
        "2001:db8:9:1::/64",
        "fd00::/8",
        "fe80::/64",
    ];

    private static readonly string[] s_inetGateways =
    [
        "192.0.2.1",
        "192.0.2.1",
        "192.0.2.2",
        "192.0.2.3",
        "198.51.100.1",
    ];
    private static readonly string[] s_inet6Gateways =
    [
        "2001:db8:1::1",
        "2001:db8:1::1",
        "2001:db8:1::2",
        "fe80::1",
        "fe80::2",
        "2001:db8:2::1",
    ];

    /// <summary>What nearly every host has.</summary>
    internal IEnumerable<string> Usual()
    {
        List<string> commands = [];
        if (choice.Happens(15))
            commands.Add("ip route add 192.0.2.1 dev eth0");
        if (choice.Happens(85))
            commands.Add(
                $"ip route add default via 192.0.2.1 dev eth0{choice.Maybe(30, "onlink")}{choice.Maybe(30, "proto static")}{choice.Maybe(40, "metric", 100, 200)}"
            );
        if (choice.Happens(70))
            commands.Add(
                $"ip -6 route add default via {choice.Of("2001:db8:1::1", "fe80::1")} dev eth0{choice.Maybe(20, "onlink")}{choice.Maybe(20, "proto ra")}{choice.Maybe(40, "metric", 50, 100)}"
            );
        return commands;
    }

    /// <summary>One more IPv4 route.</summary>
    internal string Inet()
    {
        var type = choice.Happens(10) ? choice.Of("local ", "broadcast ", "unreachable ", "blackhole ", "throw ") : "";
        var isOnLink = type is "" or "local " or "broadcast ";
        return $"ip route {Verb()} {type}{choice.Of(s_inetNetworks)}"
            + choice.Maybe(10, "tos", 8, 16)
            + (isOnLink ? InetWay() : "")
            + Table()
            + Protocol()
            + choice.Maybe(35, "metric", 10, 100, 100, 200)
            + choice.Maybe(15, $"src {choice.Early(AddressMaker.InetHosts)}")
            + (choice.Happens(8) ? $" scope {choice.Of("link", "host", "site", "global")}" : "")
            + (isOnLink ? Metrics() + choice.Maybe(4, "realms", 3, 7) : "");
    }

    /// <summary>One more IPv6 route.</summary>
    internal string Inet6()
    {
        var type = choice.Happens(10) ? choice.Of("local ", "anycast ", "unreachable ", "blackhole ", "throw ") : "";
        var isOnLink = type is "" or "local " or "anycast ";
        return $"ip -6 route {Verb()} {type}{choice.Of(s_inet6Networks)}"
            + choice.Maybe(5, "from 2001:db8:1::/64")
            + (isOnLink ? Inet6Way() : "")
            + Table()
            + Protocol()
            + choice.Maybe(40, "metric", 10, 100, 256, 1024)
            + choice.Maybe(15, $"src {choice.Early(AddressMaker.Inet6Hosts)}")
            + choice.Maybe(10, $"pref {choice.Of("low", "medium", "high")}")
            + choice.Maybe(10, "expires", 600, 3600)
            + (isOnLink ? Metrics() : "");
    }

    /// <summary>Routes to one network that differ in little, in some order.</summary>
    internal IEnumerable<string> EqualRoutes()
    {
        var isInet6 = choice.Happens(50);
        var family = isInet6 ? "ip -6" : "ip";
        var network = choice.Of(isInet6 ? s_inet6Networks : s_inetNetworks);
        var table = Table();
        var metric = choice.Maybe(50, "metric", 100, 256);
        List<string> commands = [];
        for (var count = 2 + choice.Below(2); count > 0; count--)
            commands.Add(
                $"{family} route {choice.Of("append", "append", "prepend", "add")} {network}{(isInet6 ? Inet6Way() : InetWay())}{table}{metric}{Protocol()}"
            );
        return commands;
    }

    /// <summary>Next hop objects, perhaps a group of them, and a route that uses one.</summary>
    internal IEnumerable<string> NextHops()
    {
        var isInet6 = choice.Happens(40);
        var family = isInet6 ? "ip -6" : "ip";
        var first = 1 + choice.Below(20);
        var count = 1 + choice.Below(3);
        var gateways = isInet6 ? s_inet6Gateways : s_inetGateways;
        List<string> commands = [];
        for (var id = first; id < first + count; id++)
            commands.Add(
                choice.Below(12) switch
                {
                    0 => $"{family} nexthop add id {id} blackhole{Protocol()}",
                    1 or 2 => $"{family} nexthop add id {id} dev {Link()}{Protocol()}",
                    _ =>
                        $"{family} nexthop add id {id} via {choice.Of(gateways)} dev {Link()}{choice.Maybe(20, "onlink")}{Protocol()}",
                }
            );
        var used = first;
        if (choice.Happens(50))
        {
            used = first + 50;
            var members = string.Join(
                "/",
                Enumerable
                    .Range(first, count)
                    .Select(id => choice.Happens(40) ? $"{id},{1 + choice.Below(9)}" : $"{id}")
            );
            commands.Add($"ip nexthop add id {used} group {members}{Resilience()}{Protocol()}");
        }
        if (choice.Happens(85))
            commands.Add(
                $"{family} route {Verb()} {choice.Of(isInet6 ? s_inet6Networks : s_inetNetworks)} nhid {used}{Table()}{choice.Maybe(30, "metric", 10, 100)}{Protocol()}"
            );
        if (choice.Happens(10))
            commands.Add($"ip nexthop del id {first}");
        return commands;
    }

    /// <summary>Takes a route away, perhaps one that others depended on when they came.</summary>
    internal string Removal() =>
        choice.Below(8) switch
        {
            0 => "ip route flush table 77",
            1 => "ip -6 route flush table 77",
            2 => "ip route del 192.0.2.0/24 dev eth0",
            3 => "ip -6 route del 2001:db8:1::/64 dev eth0",
            4 => "ip route del 192.0.2.1 dev eth0",
            5 => "ip -6 route del fe80::/64 dev eth0",
            6 => $"ip -6 route del {choice.Of(s_inet6Networks)}",
            _ => $"ip route del {choice.Of(s_inetNetworks)}",
        };

    private string InetWay() =>
        choice.Below(20) switch
        {
            < 6 => $" dev {Link()}",
            < 14 => $" via {choice.Of(s_inetGateways)} dev {Link()}{choice.Maybe(20, "onlink")}",
            < 15 => $" via inet6 {choice.Of("fe80::1", "2001:db8:1::1")} dev {Link()}{choice.Maybe(20, "onlink")}",
            < 16 => $" encap ip id 5 dst 10.9.9.9 dev {Link()}",
            _ => Hops(s_inetGateways),
        };

    private string Inet6Way() =>
        choice.Below(20) switch
        {
            < 6 => $" dev {Link()}",
            < 15 => $" via {choice.Of(s_inet6Gateways)} dev {Link()}{choice.Maybe(20, "onlink")}",
            < 16 => $" encap seg6 mode encap segs 2001:db8:1::5 dev {Link()}",
            _ => Hops(s_inet6Gateways),
        };

    private string Hops(string[] gateways) =>
        string.Concat(
            Enumerable
                .Range(0, 2 + choice.Below(2))
                .Select(_ =>
                    (choice.Happens(85) ? $" nexthop via {choice.Of(gateways)} dev {Link()}" : $" nexthop dev {Link()}")
                    + choice.Maybe(40, "weight", 2, 5, 200)
                    + choice.Maybe(15, "onlink")
                )
        );

    private string Metrics() =>
        choice.Happens(80)
            ? ""
            : choice.Maybe(40, $"mtu {choice.Of("", "lock ")}1400")
                + choice.Maybe(25, "advmss", 1200, 1360)
                + choice.Maybe(15, "window", 65535)
                + choice.Maybe(15, "rtt 300ms")
                + choice.Maybe(15, "rto_min 50ms")
                + choice.Maybe(20, "initcwnd", 10, 20)
                + choice.Maybe(20, "initrwnd", 10, 20)
                + choice.Maybe(15, "hoplimit", 32)
                + choice.Maybe(15, "quickack", 1)
                + choice.Maybe(10, "features ecn")
                + choice.Maybe(10, "congctl reno")
                + choice.Maybe(10, "fastopen_no_cookie", 1);

    private string Resilience() => choice.Happens(15) ? " type resilient buckets 8 idle_timer 60" : "";

    private string Verb() => choice.Of("add", "add", "add", "add", "append", "append", "prepend", "replace", "change");

    private string Link() => hasSecondNic && choice.Happens(30) ? "eth1" : "eth0";

    private string Table() =>
        choice.Happens(25) ? $" table {choice.Of("77", "77", "100", "1000", "local", "default")}" : "";

    private string Protocol() =>
        choice.Happens(35)
            ? $" proto {choice.Of("static", "static", "dhcp", "ra", "bird", "kernel", "boot", "99")}"
            : "";
}
