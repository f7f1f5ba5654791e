using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>stop is the way back, and restart both ways.</summary>
public sealed class BridgeShadowStopSpecs : UplinkSpecs
{
    [Fact]
    public async Task Stop_leaves_a_live_host_byte_for_byte_as_it_was()
    {
        await GivenLiveHost();
        var (links, network) = (await Uplink.Links(), await Uplink.Network());
        (await Start()).ShouldSucceed();

        Assert.Equal("eth0 is an ordinary link\n", (await Stop()).ShouldSucceed().Output);

        await ShouldBePlain();
        await Uplink.NetworkShouldBecome(network);
        await Uplink.LinksShouldBecome(links);
    }

    [Fact]
    public async Task Stop_takes_along_what_was_given_to_the_bridge_since()
    {
        await GivenLiveHost();
        (await Start()).ShouldSucceed();
        await Host.Shell(
            "ip addr add 198.51.100.7/24 dev eth0; ip route add 203.0.113.128/25 via 198.51.100.1; echo 1 > /proc/sys/net/ipv4/conf/eth0/proxy_arp"
        );
        var network = await Uplink.Network();

        (await Stop()).ShouldSucceed();

        await ShouldBePlain();
        await Uplink.NetworkShouldBecome(network);
    }

    [Fact]
    public async Task Stop_of_what_was_started_at_boot_leaves_a_bare_nic()
    {
        var before = (await Host.Link("eth0")) with { IsUp = true };
        (await Start()).ShouldSucceed();

        (await Stop()).ShouldSucceed();

        await ShouldBePlain();
        Assert.Equal(before, await Host.Link("eth0"));
    }

    [Fact]
    public async Task Stop_deletes_a_spare_bridge_whose_name_it_needs()
    {
        await GivenLiveHost();
        var network = await Uplink.Network();
        (await Start()).ShouldSucceed();
        await Host.Shell("ip link add xsb$(cat /sys/class/net/seth0/ifindex) type bridge");

        (await Stop()).ShouldSucceed();

        await ShouldBePlain();
        await Uplink.NetworkShouldBecome(network);
    }

    [Fact]
    public async Task Stop_twice_changes_nothing_and_says_so()
    {
        await GivenLiveHost();
        (await Start()).ShouldSucceed();
        (await Stop()).ShouldSucceed();
        var network = await Uplink.Network();

        var again = (await Stop()).ShouldSucceed();

        Assert.Equal("eth0 is an ordinary link already\n", again.Output);
        Assert.Equal(network, await Uplink.Network());
        await ShouldBePlain();
    }

    [Fact]
    public async Task Stop_refuses_while_guests_have_ports_and_names_them()
    {
        await GivenLiveHost();
        (await Start()).ShouldSucceed();
        await GivenGuests();
        var (links, network) = (await Host.Links(), await Uplink.Network());

        (await Stop()).ShouldFail("vif1.0", "vif2.0", "--force");

        Assert.Equal(links, await Host.Links());
        Assert.Equal(network, await Uplink.Network());
    }

    [Fact]
    public async Task Stop_by_force_takes_the_guests_ports_off()
    {
        await GivenLiveHost();
        var network = await Uplink.Network();
        (await Start()).ShouldSucceed();
        await GivenGuests();

        (await Stop("--force")).ShouldSucceed();

        Assert.Null((await Host.Link("vif1.0")).Bridge);
        Assert.Null((await Host.Link("vif2.0")).Bridge);
        Assert.Equal("veth", (await Host.Link("eth0")).Kind);
        Assert.False(await Host.HasLink("seth0"));
        await Uplink.NetworkShouldBecome(network);
    }

    [Fact]
    public async Task Restart_puts_the_ports_back()
    {
        await GivenLiveHost();
        (await Start()).ShouldSucceed();
        await GivenGuests();
        var (network, uplink) = (await Uplink.Network(), (await Host.Link("seth0")).Index);

        (await Restart()).ShouldSucceed();

        await ShouldBeShadowed(atLeast: true);
        Assert.Equal(["seth0", "vif1.0", "vif2.0"], await Host.Ports("eth0"));
        Assert.Equal(uplink, (await Host.Link("seth0")).Index);
        Assert.True((await Host.Link("vif1.0")).IsUp);
        await Uplink.NetworkShouldBecome(network);
        Assert.True(await Uplink.IsReachable());
    }

    [Fact]
    public async Task Restart_of_an_ordinary_link_starts_it()
    {
        await GivenLiveHost();
        var network = await Uplink.Network();

        (await Restart()).ShouldSucceed();

        await ShouldBeShadowed();
        await Uplink.NetworkShouldBecome(network);
    }

    [Fact]
    public async Task Stop_leaves_a_bridge_alone_that_is_not_of_bridge_shadow()
    {
        await Host.AddBridge("lan");
        var before = await Host.Links();

        (await BridgeShadow("stop", "lan")).ShouldFail("lan");

        Assert.Equal(before, await Host.Links());
    }

    [Fact]
    public async Task Stop_of_a_link_that_is_not_there_fails_and_names_it() =>
        (await BridgeShadow("stop", "eth7")).ShouldFail("eth7");

    [Fact]
    public async Task Ten_rounds_leave_the_host_as_it_was()
    {
        await GivenLiveHost();
        var (links, network) = (await Uplink.Links(), await Uplink.Network());

        for (var round = 0; round < 10; round++)
        {
            (await Start()).ShouldSucceed();
            (await Stop()).ShouldSucceed();
        }

        await Uplink.NetworkShouldBecome(network);
        await Uplink.LinksShouldBecome(links);
    }

    private async Task GivenLiveHost()
    {
        await Uplink.Configure();
        await Host.Shell(
            """
            ip addr add 192.0.2.11/24 dev eth0 label eth0:3
            ip addr add 192.0.2.12/24 dev eth0 valid_lft 3600 preferred_lft 1800
            ip route add 198.51.100.0/24 via 192.0.2.1 table 77
            ip rule add from 192.0.2.11 table 77
            ip rule add iif eth0 table 77
            ip nexthop add id 7 via 192.0.2.1 dev eth0
            ip route add 203.0.113.0/24 nhid 7
            ip neigh add 192.0.2.77 lladdr 02:00:00:00:00:77 dev eth0 nud permanent
            echo 1 > /proc/sys/net/ipv4/conf/eth0/rp_filter
            """
        );
    }

    private Task<string> GivenGuests() =>
        Host.Shell(
            "for vif in vif1.0 vif2.0; do ip tuntap add dev $vif mode tap; ip link set dev $vif master eth0 up; done"
        );
}
