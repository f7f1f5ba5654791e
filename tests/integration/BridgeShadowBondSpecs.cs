using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>A bond of two NICs as the uplink: it goes on below a bridge, and fails over there.</summary>
[OnEachKernel]
[Needs(KernelFeature.Bonds)]
public sealed class BridgeShadowBondSpecs : UplinkSpecs
{
    private const string ActiveBackup = "mode active-backup miimon 10";
    private const string Lan = "type bridge forward_delay 0";
    private const string PeerOfVlan = "192.0.3.1";

    [Fact]
    public async Task A_host_is_found_again_when_its_bond_fails_over()
    {
        await GivenABond(ActiveBackup, Lan);
        (await Start()).ShouldSucceed();

        await Uplink.PeerShell("ip link set dev eth0 down");

        await Uplink.PeerShell($"ping -n -q -c 1 -w 20 {Uplink.HostInet}");
        await Host.Shell("[ $(cat /sys/class/net/seth0/bonding/active_slave) = port1 ]");
        Assert.True(await Uplink.IsReachable());
        (await Stop()).ShouldSucceed();
        Assert.True(await Uplink.IsReachable());
    }

    [Fact]
    public async Task A_bond_goes_on_with_LACP_under_its_bridge()
    {
        const string lacp = "mode 802.3ad miimon 10 lacp_rate fast";
        await GivenABond(lacp, $"type bond {lacp}");
        await ShouldHavePorts("eth0", 2);

        (await Start()).ShouldSucceed();

        Assert.True(await Uplink.IsReachable());
        await ShouldHavePorts("seth0", 2);
        await Uplink.PeerShell("ip link set dev eth0 down");
        await ShouldHavePorts("seth0", 1);
        Assert.True(await Uplink.IsReachable());
        await Uplink.PeerShell("ip link set dev eth0 up");
        await ShouldHavePorts("seth0", 2);
        (await Stop()).ShouldSucceed();
        await ShouldHavePorts("eth0", 2);
        Assert.True(await Uplink.IsReachable());
    }

    [Fact]
    [Needs(KernelFeature.VlanLinks)]
    public async Task A_vlan_link_on_a_bond_works_on()
    {
        await GivenABond(ActiveBackup, Lan);
        await Host.Shell(
            """
            ip link add vlan20 link eth0 type vlan id 20
            ip addr add 192.0.3.10/24 dev vlan20
            ip link set dev vlan20 up
            """
        );
        await Uplink.PeerShell(
            $"ip link add vlan20 link lan type vlan id 20; ip addr add {PeerOfVlan}/24 dev vlan20; ip link set dev vlan20 up"
        );

        (await Start()).ShouldSucceed();

        await Ping(PeerOfVlan);
        await Uplink.PeerShell("ip link set dev eth0 down");
        await Ping(PeerOfVlan);
        (await Stop()).ShouldSucceed();
        await Ping(PeerOfVlan);
    }

    /// <summary>Makes eth0 a bond of two NICs, whose far ends are in a bridge or bond of the peer's.</summary>
    private async Task GivenABond(string ours, string peers)
    {
        await Host.Shell(
            $"""
            ip link set dev eth0 name port0
            ip link add port1 type veth peer name eth1 netns {Uplink.PeerProcessId}
            ip link add eth0 type bond {ours}
            ip link set dev port0 down
            ip link set dev port0 master eth0
            ip link set dev port1 master eth0
            """
        );
        await Uplink.PeerShell(
            $"""
            ip addr flush dev eth0
            ip link add lan {peers}
            for port in eth0 eth1; do
                ip link set dev $port down
                ip link set dev $port master lan
                ip link set dev $port up
            done
            echo 0 > /proc/sys/net/ipv6/conf/lan/dad_transmits
            ip link set dev lan up
            ip addr add {Uplink.PeerInet}/24 dev lan
            ip addr add {Uplink.PeerInet6}/64 dev lan nodad
            """
        );
        await Uplink.Configure();
        await Ping(Uplink.PeerInet);
        await Eventually.ShouldBecome("True", async () => $"{await Uplink.IsReachable()}");
    }

    private Task ShouldHavePorts(string bond, int count) =>
        Eventually.ShouldBecome($"{count}\n", () => Host.Shell($"cat /sys/class/net/{bond}/bonding/ad_num_ports"));

    private Task<string> Ping(string address) => Host.Shell($"ping -n -q -c 1 -w 20 {address}");
}
