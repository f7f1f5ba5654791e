namespace Xen.Hotplug.TestSupport.MadeUpHosts;

/// <summary>Makes commands for addresses up. There are few of them, so that they meet.</summary>
internal sealed class AddressMaker(Choice choice, bool hasSecondNic)
{
    internal static readonly string[] InetHosts =
    [
        "192.0.2.10",
        "192.0.2.11",
        "192.0.2.12",
        "198.51.100.10",
        "198.51.100.11",
        "203.0.113.5",
        "10.20.30.40",
        "169.254.7.7",
    ];

    internal static readonly string[] Inet6Hosts =
    [
        "2001:db8:1::10",
        "2001:db8:1::11",
        "2001:db8:1::12",
        "2001:db8:2::10",
        "fd00:7::7",
        "fe80::77",
    ];

    /// <summary>What nearly every host has.</summary>
    internal IEnumerable<string> Usual()
    {
        List<string> commands = [];
        if (choice.Happens(92))
            commands.Add(
                choice.Below(10) switch
                {
                    0 => "ip address add 192.0.2.10/32 dev eth0",
                    1 => "ip address add 192.0.2.10 peer 192.0.2.1 dev eth0",
                    2 => $"ip address add 192.0.2.10/24 brd + dev eth0 noprefixroute{Lifetimes(50)}",
                    3 => $"ip address add 192.0.2.10/24 brd + dev eth0 metric 100{Lifetimes(80)}",
                    _ => "ip address add 192.0.2.10/24 brd + dev eth0",
                }
            );
        if (choice.Happens(80))
            commands.Add(
                choice.Below(8) switch
                {
                    0 => "ip address add 2001:db8:1::10/128 dev eth0 nodad",
                    1 => $"ip address add 2001:db8:1::10/64 dev eth0 nodad noprefixroute{Lifetimes(50)}",
                    2 => $"ip address add 2001:db8:1::10/64 dev eth0 nodad mngtmpaddr{Lifetimes(90)}",
                    _ => "ip address add 2001:db8:1::10/64 dev eth0 nodad",
                }
            );
        return commands;
    }

    internal IEnumerable<string> OfSecondNic()
    {
        List<string> commands = [];
        if (choice.Happens(80))
            commands.Add(
                choice.Happens(30)
                    ? "ip address add 192.0.2.20/24 dev eth1"
                    : "ip address add 198.51.100.20/24 dev eth1"
            );
        if (choice.Happens(60))
            commands.Add(
                choice.Happens(30)
                    ? "ip address add 2001:db8:1::20/64 dev eth1 nodad"
                    : "ip address add 2001:db8:2::20/64 dev eth1 nodad"
            );
        return commands;
    }

    /// <summary>One more IPv4 address.</summary>
    internal string Inet() => Inet(choice.Of("add", "add", "add", "add", "replace", "change"));

    /// <summary>One more IPv6 address.</summary>
    internal string Inet6()
    {
        var scope = choice.Happens(4) ? $" scope {choice.Of("link", "site", "host")}" : "";
        return $"ip -6 address {choice.Of("add", "add", "add", "replace")} {choice.Of(Inet6Hosts)}"
            + (choice.Happens(5) ? $" peer 2001:db8:{choice.Of("1", "3")}::1" : "")
            + $"/{choice.Of(64, 64, 64, 128, 48, 96)}{scope} dev {Link()}"
            + choice.Maybe(92, "nodad")
            + choice.Maybe(8, "home")
            + choice.Maybe(10, "mngtmpaddr")
            + choice.Maybe(12, "noprefixroute")
            + choice.Maybe(4, "optimistic")
            + choice.Maybe(3, "autojoin")
            + choice.Maybe(15, "metric", 100, 256, 512)
            + Lifetimes(20);
    }

    /// <summary>Takes an address away, perhaps one that others came after.</summary>
    internal string Removal() =>
        choice.Below(8) switch
        {
            0 => "ip -4 address flush dev eth0 scope link",
            1 => "ip -6 address flush dev eth0 scope link",
            2 => $"ip -4 address flush dev eth0 to {choice.Of("192.0.2.0/24", "198.51.100.0/24")}",
            3 or 4 => $"ip address del {choice.Early(Inet6Hosts)}/{choice.Of(64, 64, 128)} dev eth0",
            _ => $"ip address del {choice.Early(InetHosts)}/{choice.Of(24, 24, 32, 25)} dev eth0",
        };

    private string Inet(string verb)
    {
        var host = choice.Of(InetHosts);
        if (choice.Happens(8))
            return $"ip address {verb} {host} peer {choice.Of("192.0.2.1", "198.51.100.1", "10.20.30.1")}"
                + $"/{choice.Of(32, 32, 24)} dev {Link()}{choice.Maybe(15, "noprefixroute")}";
        return $"ip address {verb} {host}/{choice.Of(24, 24, 24, 32, 32, 25, 16)}"
            + (choice.Happens(50) ? $" brd {choice.Of("+", "+", "-", "192.0.2.127")}" : "")
            + $" dev {(choice.Happens(4) ? "lo" : Link())}"
            + (choice.Happens(15) ? $" label eth0:{choice.Of("0", "1", "web")}" : "")
            + (choice.Happens(15) ? $" scope {choice.Of("link", "host", "site", "200")}" : "")
            + choice.Maybe(15, "noprefixroute")
            + choice.Maybe(3, "autojoin")
            + choice.Maybe(12, "metric", 50, 100, 300)
            + Lifetimes(12);
    }

    private string Link() => hasSecondNic && choice.Happens(15) ? "eth1" : "eth0";

    private string Lifetimes(int percent)
    {
        if (!choice.Happens(percent))
            return "";
        var valid = choice.Of(1800, 3600, 86400);
        return $" valid_lft {valid} preferred_lft {choice.Of("0", "600", "1800", $"{valid}")}";
    }
}
