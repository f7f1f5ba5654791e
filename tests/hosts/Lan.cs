using System.Collections.Concurrent;
using Xen.Hotplug.TestSupport;

namespace Xen.Hotplug.Hosts;

/// <summary>
/// What a host is plugged into: a namespace with a network at each of two taps, and a DHCP server for both. At the first there
/// is a router for IPv4 and IPv6 too.
/// </summary>
internal sealed class Lan : IAsyncDisposable
{
    /// <summary>The router's address at the first network, and that of its DNS server.</summary>
    internal const string Router = "10.77.0.1";

    /// <summary>The address of hosts that are given none by DHCP, with its prefix.</summary>
    internal const string FixedAddress = "10.77.0.10/24";

    private const string SetUp = $"""
        ip link set dev lo up
        for tap in tap0 tap1; do
            ip tuntap add dev $tap mode tap
            ip link set dev $tap up
        done
        ip address add {Router}/24 dev tap0
        ip address add fd77::1/64 dev tap0 nodad
        ip address add 10.78.0.1/24 dev tap1
        echo 1 >/proc/sys/net/ipv4/ip_forward
        echo 1 >/proc/sys/net/ipv6/conf/all/forwarding
        """;

    // The shortest lease that dnsmasq gives out is two minutes, of which a client renews after one.
    private static readonly string[] s_server =
    [
        "dnsmasq",
        "--no-daemon",
        "--conf-file=/dev/null",
        "--no-hosts",
        "--no-resolv",
        "--no-ping",
        "--pid-file=",
        "--user=root",
        "--bind-dynamic",
        "--interface=tap0",
        "--interface=tap1",
        "--dhcp-range=10.77.0.100,10.77.0.150,120",
        "--dhcp-range=10.78.0.100,10.78.0.150,120",
        "--dhcp-authoritative",
        "--dhcp-option=tag:tap1,option:router",
        "--dhcp-option=tag:tap1,option:dns-server",
        "--dhcp-option=tag:tap0,option:dns-server,10.77.0.1",
        "--domain=lab.test",
        "--enable-ra",
        "--quiet-ra",
        "--dhcp-range=fd77::,ra-only,64,600",
        "--dhcp-option=option6:dns-server,[fd77::1]",
        "--log-dhcp",
    ];

    private readonly Namespaces _namespaces;
    private readonly ConcurrentQueue<string> _leases = [];
    private readonly Child _server;

    private Lan(Namespaces namespaces, string folder, TimeSpan lifetime)
    {
        _namespaces = namespaces;
        var log = Child.OpenLog($"{folder}/dhcp.log");
        _server = Child.Start(
            Enter([.. s_server, $"--dhcp-leasefile={folder}/leases"], lifetime),
            line =>
            {
                log.WriteLine(line);
                if (line.Contains("DHCPACK(", StringComparison.Ordinal))
                    _leases.Enqueue(line);
            }
        );
    }

    /// <summary>Makes it for <paramref name="lifetime"/> at most; the server's log and leases go to <paramref name="folder"/>.</summary>
    internal static async Task<Lan> Make(string folder, TimeSpan lifetime) =>
        new(await Namespaces.Make(["unshare", "--net"], SetUp, lifetime), folder, lifetime);

    /// <summary>The words that run a program in it, for <paramref name="limit"/> at most.</summary>
    internal string[] Enter(IEnumerable<string> words, TimeSpan limit) =>
        [
            "nsenter",
            "--target",
            $"{_namespaces.ProcessId}",
            "--net",
            "--",
            "timeout",
            "--kill-after=10",
            $"{limit.TotalSeconds:F0}",
            .. words,
        ];

    /// <summary>
    /// Keeps the DHCP server from hearing the hosts' first card; routers go on being advertised. A second card renews its lease at
    /// other times, and would lose it: NetworkManager asks twice in a lease.
    /// </summary>
    internal Task Silence() =>
        Run(
            """
            nft 'add table inet silence
            add chain inet silence input { type filter hook input priority 0; }
            add rule inet silence input iifname tap0 udp dport 67 drop'
            """
        );

    /// <summary>Lets it hear again.</summary>
    internal Task EndSilence() => Run("nft delete table inet silence");

    /// <summary>Lets nothing through from the hosts' first card.</summary>
    internal Task PullCable() =>
        Run(
            """
            nft 'add table netdev cable
            add chain netdev cable pulled { type filter hook ingress device tap0 priority 0; policy drop; }'
            """
        );

    /// <summary>Lets it through again.</summary>
    internal Task PlugCable() => Run("nft delete table netdev cable");

    /// <summary>How many leases the server has given or renewed to the NIC with that address so far.</summary>
    internal int CountLeases(string mac) => _leases.Count(line => line.Contains(mac, StringComparison.Ordinal));

    /// <summary>Waits for another one; says why it did not come, or nothing.</summary>
    /// <param name="mac">The NIC's address.</param>
    /// <param name="before">How many there were.</param>
    /// <param name="patience">How long to wait.</param>
    internal async Task<string> WaitForLease(string mac, int before, TimeSpan patience)
    {
        var limit = DateTime.UtcNow + patience;
        while (CountLeases(mac) == before && DateTime.UtcNow < limit)
            await Task.Delay(200);
        return CountLeases(mac) > before ? "" : $"no request within {patience.TotalSeconds} s";
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _namespaces.DisposeAsync();
    }

    private async Task Run(string script)
    {
        var words = Enter(["sh", "-euc", script], TimeSpan.FromSeconds(20));
        var running = Running.Start(CliWrap.Cli.Wrap(words[0]).WithArguments(words[1..]));
        (await running.Ended).ShouldSucceed();
    }
}
