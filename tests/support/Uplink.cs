using CliWrap;
using Xunit;

namespace Xen.Hotplug.TestSupport;

/// <summary>
/// A host's NIC and the peer at its far end: a network namespace that answers. It is a veth, as near to a physical
/// link as a namespace gets.
/// </summary>
public sealed class Uplink : IAsyncDisposable
{
    public const string PeerInet = "192.0.2.1";
    public const string PeerInet6 = "2001:db8::1";
    public const string HostInet = "192.0.2.10";
    public const string HostInet6 = "2001:db8::10";

    private readonly Host _host;
    private readonly Namespaces _peer;
    private readonly string _name;

    private Uplink(Host host, Namespaces peer, string name)
    {
        _host = host;
        _peer = peer;
        _name = name;
    }

    public int PeerProcessId => _peer.ProcessId;

    /// <summary>Adds the NIC, down and bare, as a host finds it at boot; the peer is up unless told otherwise.</summary>
    public static async Task<Uplink> Plug(Host host, string name = "eth0", bool carrier = true)
    {
        var peer = await Namespaces.Make(["unshare", "--net"], "ip link set dev lo up");
        var uplink = new Uplink(host, peer, name);
        await host.Ip($"link add name {name} type veth peer name eth0 netns {peer.ProcessId}");
        await uplink.PeerShell(
            $"""
            echo 0 > /proc/sys/net/ipv6/conf/eth0/dad_transmits
            ip addr add {PeerInet}/24 dev eth0
            ip addr add {PeerInet6}/64 dev eth0 nodad
            """
        );
        if (carrier)
            await uplink.Connect();
        return uplink;
    }

    /// <summary>Brings the far end up, which gives the NIC its carrier.</summary>
    public Task Connect() => PeerShell("ip link set dev eth0 up");

    /// <summary>
    /// Gives the NIC addresses and default routes, as a configured host has them, and waits until all of that is usable.
    /// Without duplicate address detection, unless told otherwise, nothing in the kernel is a matter of time.
    /// </summary>
    public Task Configure(bool detectsDuplicates = false) =>
        _host.Shell(
            $$"""
            echo {{(detectsDuplicates ? 1 : 0)}} > /proc/sys/net/ipv6/conf/{{_name}}/dad_transmits
            ip link set dev {{_name}} up
            ip addr add {{HostInet}}/24 brd + dev {{_name}}
            ip addr add {{HostInet6}}/64 dev {{_name}} nodad
            ip route add default via {{PeerInet}} dev {{_name}} proto static metric 100
            ip -6 route add default via {{PeerInet6}} dev {{_name}} metric 50
            for attempt in $(seq 1000); do
                ! ip -6 addr show dev {{_name}} scope link -tentative | grep -q fe80 || exit 0
                sleep 0.01
            done
            echo 'the link-local address stayed tentative' >&2
            exit 1
            """
        );

    /// <summary>The same with a label, a next hop object, and settings and properties that are not the default; and the host is reachable.</summary>
    public async Task ConfigureFully()
    {
        await Configure();
        await _host.Shell(
            $"""
            ip addr add 192.0.2.11/24 dev {_name} label {_name}:3
            ip nexthop add id 7 via {PeerInet} dev {_name}
            ip route add 203.0.113.0/24 nhid 7
            ip link set dev {_name} group 7 alias 'to switch 3' gso_max_size 40000
            ip link property add dev {_name} altname enp3s0f0np0
            ip maddress add 01:00:5e:00:00:12 dev {_name}
            echo 1 > /proc/sys/net/ipv4/conf/{_name}/rp_filter
            echo 1 > /proc/sys/net/ipv4/conf/{_name}/arp_ignore
            """
        );
        Assert.True(await IsReachable(), "The host was to be reachable.");
    }

    public async Task<string> PeerShell(string script)
    {
        string[] words = [.. _peer.Enter(), "sh", "-euc", script];
        return (await Running.Start(Cli.Wrap(words[0]).WithArguments(words[1..])).Ended).ShouldSucceed().Output;
    }

    /// <summary>Whether the first packet over IPv4, and the first over IPv6, is answered.</summary>
    public async Task<bool> IsReachable() =>
        (
            await _host.Run(
                "sh",
                "-c",
                $"ping -n -q -c 1 -W 1 {PeerInet} && ping -n -q -c 1 -W 1 -I {HostInet6} {PeerInet6}"
            )
        ).ExitCode == 0;

    /// <summary>
    /// What the host's network is to its programs: addresses, routes, rules, next hops, lasting neighbours and settings
    /// of the name, whichever link has it. Byte for byte as `ip` shows it, but for what is left of lifetimes, and for the
    /// order of equal next hops, which IPv6 leaves open.
    /// </summary>
    public Task<string> Network() =>
        _host.Shell(
            $$"""
            ip -d addr show dev {{_name}} | grep -E '^ +(inet|valid_lft)' | sed -E 's/[0-9]+sec/Nsec/g'
            ip -d link show dev {{_name}} |
                grep -oE 'group .* qlen [0-9]+|g[rs]o_max_(size|segs) [0-9]+|^ +(alias|altname) .*'
            ip maddress show dev {{_name}} | grep static || :
            ip -4 -d route show table all
            ip -6 -d route show table all | sed -E -e '/^multicast ff00::\/8 dev s{{_name}} /d' -e 's/[0-9]+sec/Nsec/g' | sort
            ip rule
            ip -6 rule
            ip nexthop
            ip neigh show nud permanent
            ip neigh show proxy
            cd /proc/sys/net
            grep --no-messages . ipv[46]/*/{{_name}}/* || [ $? = 2 ] # one of them cannot be read before it is written
            """
        );

    /// <summary>Names and states of all links, and the NIC's own properties, byte for byte as `ip` shows them.</summary>
    public Task<string> Links() =>
        _host.Shell(
            $"ip -br link | sed 's/ *$//'; ip -d link show dev {_name}; bridge link; ls -A /run/bridge-shadow || :"
        );

    /// <summary>Waits until the network is what it was: some of it follows the carrier, of which the kernel tells later.</summary>
    public async Task NetworkShouldBecome(string before) => await Eventually.ShouldBecome(before, Network);

    /// <summary>The same for <see cref="Links"/>.</summary>
    public async Task LinksShouldBecome(string before) => await Eventually.ShouldBecome(before, Links);

    public async ValueTask DisposeAsync() => await _peer.DisposeAsync();
}
