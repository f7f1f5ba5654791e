using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>
/// Where the kernel cannot rename a link that is up, the NIC is down around the rename, and nothing else differs. Here the
/// kernel may only say so; <see cref="BridgeShadowKernelSpecs"/> are for those that are old.
/// </summary>
[OnEachKernel]
public sealed class BridgeShadowOldKernelSpecs : UplinkSpecs
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await GivenOldKernel();
    }

    [Fact]
    public async Task The_nic_stays_up_where_the_kernel_renames_links_that_are_up()
    {
        await Uplink.Configure();
        await Host.GivenNewKernel();

        Assert.DoesNotMatch(@"(?m)^ip link set dev s?eth0 down$", (await Start("--dry-run")).ShouldSucceed().Output);
    }

    [Fact]
    public async Task A_live_host_moves_to_the_bridge_and_back()
    {
        await Uplink.Configure();
        await Host.Shell(
            """
            ip addr add 192.0.2.11/24 dev eth0 label eth0:3
            ip addr add 2001:db8:1::7/64 dev eth0 nodad valid_lft 3600 preferred_lft 1800
            ip route add 198.51.100.0/24 via 192.0.2.1 table 77
            ip route add 203.0.113.128/25 nexthop via 192.0.2.1 weight 3 nexthop via 192.0.2.2 weight 5
            ip nexthop add id 7 via 192.0.2.1 dev eth0
            ip route add 203.0.113.0/25 nhid 7
            ip route append 192.0.2.0/24 nhid 7
            ip -6 route add 2001:db8:9::/48 via fe80::1 dev eth0 metric 10
            ip neigh add 192.0.2.77 lladdr 02:00:00:00:00:77 dev eth0 nud permanent
            echo 1 > /proc/sys/net/ipv4/conf/eth0/rp_filter
            """
        );

        await ShouldGoThereAndBack();
    }

    [Fact]
    public async Task No_address_becomes_tentative_where_duplicates_are_looked_for()
    {
        await Uplink.Configure(detectsDuplicates: true);
        var network = await Uplink.Network();

        foreach (var command in new[] { "start", "stop" })
        {
            (await BridgeShadow(command, "eth0")).ShouldSucceed();
            Assert.Equal("", await Host.Shell("ip -6 addr show tentative"));
            await Uplink.NetworkShouldBecome(network);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [Needs(KernelFeature.VlanLinks)]
    public async Task No_address_of_a_vlan_becomes_tentative(int keepsAddresses)
    {
        await Uplink.Configure(detectsDuplicates: true);
        await Host.Shell(
            $"""
            ip link add eth0.7 link eth0 type vlan id 7
            echo {keepsAddresses} > /proc/sys/net/ipv6/conf/eth0.7/keep_addr_on_down
            ip addr add 2001:db8:7::10/64 dev eth0.7
            ip addr add 2001:db8:7::11/64 dev eth0.7 preferred_lft 0
            ip link set dev eth0.7 up
            """
        );
        await Host.LinkLocalAddressComes("eth0.7");
        await Eventually.ShouldBecome("", Tentative);
        var addresses = await Host.Addresses("eth0.7");

        foreach (var command in new[] { "start", "stop" })
        {
            (await BridgeShadow(command, "eth0")).ShouldSucceed();
            Assert.Equal(addresses, await Host.Addresses("eth0.7"));
        }
    }

    [Fact]
    public async Task A_nic_at_boot_is_shadowed_and_comes_back()
    {
        (await Start()).ShouldSucceed();
        await ShouldBeShadowed();

        (await Stop()).ShouldSucceed();
        await ShouldBePlain();
    }

    [Fact]
    public async Task A_route_that_also_leads_over_another_link_keeps_its_hops()
    {
        await Uplink.Configure();
        await Plug("eth1");
        await Host.Shell(
            """
            ip link set dev eth1 up
            ip addr add 198.51.100.10/24 dev eth1
            ip route add 203.0.113.0/24 nexthop via 192.0.2.1 weight 3 nexthop via 198.51.100.1 weight 5
            """
        );
        var before = await Host.Shell("ip route show 203.0.113.0/24");

        (await Start()).ShouldSucceed();
        Assert.Equal(before, await Host.Shell("ip route show 203.0.113.0/24"));

        (await Stop()).ShouldSucceed();
        Assert.Equal(before, await Host.Shell("ip route show 203.0.113.0/24"));
    }

    [Theory]
    [InlineData("stop")]
    [InlineData("restart")]
    public async Task Stop_is_refused_where_a_route_would_not_come_back(string command)
    {
        await GivenShadowed();
        await Host.Shell(
            """
            ip -6 route add 2001:db8:9::/64 via 2001:db8::77 dev eth0
            ip -6 addr add 2001:db8::77/128 dev eth0 nodad
            """
        );
        var network = await Uplink.Network();

        (await BridgeShadow(command, "eth0")).ShouldFail(
            "2001:db8:9::/64 via 2001:db8::77 dev eth0",
            "delete it first"
        );

        await ShouldBeShadowed();
        Assert.Equal(network, await Uplink.Network());
    }

    private Task<string> Tentative() => Host.Shell("ip -6 addr show tentative");
}
