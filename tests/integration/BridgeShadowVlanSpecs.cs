using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>VLAN links on the NIC stay there and keep working, also where the NIC is down around its rename.</summary>
[Needs(KernelFeature.VlanLinks)]
public sealed class BridgeShadowVlanSpecs : UplinkSpecs
{
    private const string PeerInet = "198.51.100.1";
    private const string PeerInet6 = "2001:db8:7::1";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Uplink.Configure();
        await Host.Shell(Vlan("eth0", "10"));
        await Uplink.PeerShell(Vlan("eth0", "1"));
    }

    [Fact]
    public async Task A_vlan_link_is_reachable_after_start_and_after_stop()
    {
        await ShouldReachThePeer();
        (await Start()).ShouldWarn("eth0.7");
        await ShouldReachThePeer();
        (await Stop()).ShouldSucceed();
        await ShouldReachThePeer();
    }

    [Fact]
    public async Task A_vlan_link_keeps_its_addresses_routes_and_neighbours()
    {
        await Host.Shell(
            $"""
            ip addr add 198.51.100.11/24 dev eth0.7 label eth0.7:1
            ip addr add 2001:db8:7::11/64 dev eth0.7 nodad preferred_lft 0
            ip route add 203.0.113.0/25 via {PeerInet} metric 70
            ip route add 203.0.113.128/25 via {PeerInet} table 77
            ip nexthop add id 7 via {PeerInet} dev eth0.7
            ip route add 203.0.112.0/24 nhid 7
            ip -6 route add 2001:db8:8::/48 via {PeerInet6} metric 70
            ip -6 route add 2001:db8:9::/48 via fe80::1 dev eth0.7 table 77
            ip neigh add 198.51.100.77 lladdr 02:00:00:00:00:77 dev eth0.7 nud permanent
            """
        );

        await ShouldStay("eth0.7");
    }

    [Fact]
    public async Task A_vlan_link_that_is_down_stays_down()
    {
        await Host.Ip("link set dev eth0.7 down");

        await ShouldStay("eth0.7");

        Assert.False((await Host.Link("eth0.7")).IsUp);
    }

    [Fact]
    public async Task A_guest_on_a_bridge_over_a_vlan_link_keeps_its_network()
    {
        await Host.AddBridge("br7");
        await Host.Shell("ip addr flush dev eth0.7; ip link set dev eth0.7 master br7");
        var guest = await Host.AddGuest("vif1.0");
        await Host.AddPort("br7", "vif1.0");
        await guest.Connect("198.51.100.51/24");
        await guest.Shell($"ping -n -q -c 1 -w 20 {PeerInet}");

        foreach (var command in new[] { "start", "stop" })
        {
            (await BridgeShadow(command, "eth0")).ShouldSucceed();
            Assert.Equal(["eth0.7", "vif1.0"], await Host.Ports("br7"));
            await guest.Shell($"ping -n -q -c 1 -w 20 {PeerInet}");
        }
    }

    [Fact]
    public async Task A_vlan_link_is_shadowed_as_any_other_nic()
    {
        (await BridgeShadow("start", "eth0.7")).ShouldSucceed();
        Assert.Equal(
            ("bridge", "vlan", "eth0.7"),
            ((await Host.Link("eth0.7")).Kind, (await Host.Link("seth0.7")).Kind, (await Host.Link("seth0.7")).Bridge)
        );
        await ShouldReachThePeer();

        (await BridgeShadow("stop", "eth0.7")).ShouldSucceed();
        Assert.Equal(("vlan", null), ((await Host.Link("eth0.7")).Kind, (await Host.Link("eth0.7")).Bridge));
        await ShouldReachThePeer();
    }

    [Fact]
    public async Task A_vlan_link_made_on_the_uplink_is_there_after_stop()
    {
        (await Start()).ShouldSucceed();
        await Host.Shell("ip link add vlan9 link seth0 type vlan id 9; ip addr add 198.51.99.10/24 dev vlan9");
        await Uplink.PeerShell(
            "ip link add vlan9 link eth0 type vlan id 9; ip addr add 198.51.99.1/24 dev vlan9; ip link set dev vlan9 up"
        );
        await Host.Ip("link set dev vlan9 up");
        await Host.Shell("ping -n -q -c 1 -w 20 198.51.99.1");

        (await Stop()).ShouldSucceed();

        await Host.Shell("ping -n -q -c 1 -w 20 198.51.99.1");
    }

    private static string Vlan(string link, string number) =>
        $"""
            ip link add {link}.7 link {link} type vlan id 7
            echo 0 > /proc/sys/net/ipv6/conf/{link}.7/dad_transmits
            ip addr add 198.51.100.{number}/24 dev {link}.7
            ip addr add 2001:db8:7::{number}/64 dev {link}.7 nodad
            ip link set dev {link}.7 up
            """;

    private Task<string> ShouldReachThePeer() =>
        Host.Shell($"ping -n -q -c 1 -w 20 {PeerInet}; ping -n -q -c 1 -w 20 {PeerInet6}");

    /// <summary>After start and after stop the link has what it has now.</summary>
    private async Task ShouldStay(string link)
    {
        var before = await Network(link);
        foreach (var command in new[] { "start", "stop" })
        {
            (await BridgeShadow(command, "eth0")).ShouldSucceed();
            // Where the link was down, the kernel looks for duplicates of the address that it makes itself.
            await Eventually.ShouldBecome(before, () => Network(link));
        }
    }

    private Task<string> Network(string link) =>
        Host.Shell(
            $$"""
            ip -br link show dev {{link}} | awk '{ print $1, $2 }' | sed 's/@.* / /'
            ip -d addr show dev {{link}} | grep -E '^ +(inet|valid_lft)' | sort
            ip -4 route show table all dev {{link}}
            ip -6 route show table all dev {{link}} | sort
            ip nexthop show dev {{link}}
            ip neigh show nud permanent dev {{link}}
            """
        );
}
