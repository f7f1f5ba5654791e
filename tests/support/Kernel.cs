using System.Collections.Concurrent;
using System.Diagnostics;
using Xunit;

namespace Xen.Hotplug.TestSupport;

/// <summary>What the kernel that the tests run on can do. It is asked by trying, in a network namespace that ends with it.</summary>
public static class Kernel
{
    private static readonly ConcurrentDictionary<KernelFeature, bool> s_known = new();

    /// <summary>Skips the test if the kernel lacks a feature, with a reason that says where it is run.</summary>
    public static void Require(params IReadOnlyList<KernelFeature> features)
    {
        foreach (var feature in features)
            Assert.SkipUnless(
                s_known.GetOrAdd(feature, Has),
                $"this kernel has no {Describe(feature).Name}; make test-kernels runs this spec"
            );
    }

    /// <summary>Whether the kernel has a feature.</summary>
    public static bool Has(KernelFeature feature)
    {
        var script = $"ip link add near type veth peer name far; {Describe(feature).Command}";
        var start = new ProcessStartInfo("unshare", ["--net", "sh", "-euc", $"{{ {script}; }} > /dev/null 2>&1"]);
        using var process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    /// <summary>What a person calls it, and a command that succeeds only with it: near and far are the ends of a veth.</summary>
    private static (string Name, string Command) Describe(KernelFeature feature) =>
        feature switch
        {
            KernelFeature.VlanLinks => ("VLAN links", "ip link add new0 link near type vlan id 7"),
            KernelFeature.BridgeVlanFiltering => (
                "VLAN filtering in bridges",
                "ip link add new0 type bridge vlan_filtering 1"
            ),
            KernelFeature.Bonds => ("bonds", "ip link add new0 type bond"),
            KernelFeature.Teams => ("teams", "ip link add new0 type team"),
            KernelFeature.Dummies => ("dummy links", "ip link add new0 type dummy"),
            KernelFeature.VrfLinks => ("VRFs", "ip link add new0 type vrf table 7"),
            KernelFeature.IpipTunnels => (
                "ipip tunnels",
                "ip link add new0 type ipip local 192.0.2.1 remote 192.0.2.2"
            ),
            KernelFeature.SitTunnels => ("sit tunnels", "ip link add new0 type sit local 192.0.2.1 remote 192.0.2.2"),
            KernelFeature.GreTunnels => (
                "GRE tunnels",
                "ip link add new0 type gretap local 192.0.2.1 remote 192.0.2.2"
            ),
            KernelFeature.Ip6Tunnels => (
                "tunnels over IPv6",
                "ip link add new0 type ip6tnl local 2001:db8::1 remote 2001:db8::2"
            ),
            KernelFeature.VxlanTunnels => (
                "VXLAN tunnels",
                "ip link add new0 type vxlan id 7 dev near dstport 4789 remote 192.0.2.2"
            ),
            KernelFeature.GeneveTunnels => ("Geneve tunnels", "ip link add new0 type geneve id 7 remote 192.0.2.2"),
            KernelFeature.WireGuard => ("WireGuard", "ip link add new0 type wireguard"),
            KernelFeature.MacvlanLinks => ("macvlan links", "ip link add new0 link near type macvlan"),
            KernelFeature.IpvlanLinks => ("ipvlan links", "ip link add new0 link near type ipvlan"),
            KernelFeature.MacsecLinks => ("MACsec", "ip link add new0 link near type macsec"),
            KernelFeature.Prio => ("prio", "tc qdisc add dev near root prio"),
            KernelFeature.Tbf => ("tbf", "tc qdisc add dev near root tbf rate 1gbit burst 100k latency 10ms"),
            KernelFeature.Ingress => ("ingress", "tc qdisc add dev near ingress"),
            KernelFeature.Clsact => ("clsact", "tc qdisc add dev near clsact"),
            KernelFeature.Policing => (
                "policing",
                $"{MatchAll} action police rate 1mbit burst 10k conform-exceed drop"
            ),
            KernelFeature.Mirroring => ("mirroring", $"{MatchAll} action mirred egress redirect dev far"),
            KernelFeature.Redirecting => (
                "u32 with mirred",
                "tc qdisc add dev near ingress; tc filter add dev near parent ffff: protocol all u32 match u32 0 0 action mirred egress redirect dev far"
            ),
            KernelFeature.Ip6GreTunnels => (
                "GRE tunnels over IPv6",
                "ip link add new0 type ip6gre local 2001:db8::1 remote 2001:db8::2"
            ),
            KernelFeature.VtiTunnels => (
                "VTI tunnels",
                "ip link add new0 type vti local 192.0.2.1 remote 192.0.2.2 key 7"
            ),
            KernelFeature.Vti6Tunnels => (
                "VTI tunnels over IPv6",
                "ip link add new0 type vti6 local 2001:db8::1 remote 2001:db8::2 key 7"
            ),
            KernelFeature.FlowTables => (
                "flowtables",
                "nft 'add table ip t; add flowtable ip t f { hook ingress priority 0; devices = { near }; }'"
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(feature), feature, "Its description is missing."),
        };

    private const string MatchAll = "tc qdisc add dev near clsact; tc filter add dev near ingress matchall";
}
