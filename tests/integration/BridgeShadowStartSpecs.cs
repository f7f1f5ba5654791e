using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>start on a NIC that is down and bare, as at boot, and what the links are like afterwards.</summary>
public sealed class BridgeShadowStartSpecs : UplinkSpecs
{
    [Fact]
    public async Task Start_at_boot_makes_the_nic_the_port_of_a_bridge_of_its_name()
    {
        var nic = await Host.Link("eth0");

        (await Start()).ShouldSucceed();

        await ShouldBeShadowed();
        var (bridge, uplink) = (await Host.Link("eth0"), await Host.Link("seth0"));
        Assert.Equal(nic.Index, uplink.Index);
        Assert.True(bridge.IsUp);
        Assert.True(uplink.IsUp);
    }

    [Fact]
    public async Task The_bridge_and_its_uplink_have_the_nics_mac()
    {
        await Host.Ip("link set dev eth0 address 02:00:5e:00:53:01");

        (await Start()).ShouldSucceed();

        Assert.Equal("02:00:5e:00:53:01", (await Host.Link("eth0")).Mac);
        Assert.Equal("02:00:5e:00:53:01", (await Host.Link("seth0")).Mac);
    }

    [Fact]
    public async Task No_later_port_changes_the_bridges_mac()
    {
        await Host.Ip("link set dev eth0 address 02:00:5e:00:53:01");
        (await Start()).ShouldSucceed();

        await Host.Shell(
            "ip tuntap add dev vif1.0 mode tap; ip link set dev vif1.0 address 02:00:00:00:00:01 master eth0"
        );

        Assert.Equal("02:00:5e:00:53:01", (await Host.Link("eth0")).Mac);
    }

    [Theory]
    [InlineData(1400)]
    [InlineData(9000)]
    public async Task The_bridge_has_the_nics_mtu(int mtu)
    {
        await Host.Ip($"link set dev eth0 mtu {mtu}");

        (await Start()).ShouldSucceed();

        Assert.Equal(mtu, (await Host.Link("eth0")).Mtu);
        Assert.Equal(mtu, (await Host.Link("seth0")).Mtu);
    }

    [Fact]
    public async Task The_bridge_has_no_spanning_tree_and_forwards_at_once()
    {
        (await Start()).ShouldSucceed();

        var bridge = await Host.Shell("ip -d link show dev eth0");
        Assert.Contains(" stp_state 0 ", bridge, StringComparison.Ordinal);
        Assert.Contains(" forward_delay 0 ", bridge, StringComparison.Ordinal);
        Assert.Contains("state forwarding", await Host.Shell("bridge link show dev seth0"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_uplink_has_no_address_at_boot_and_generates_none()
    {
        (await Start()).ShouldSucceed();

        Assert.Equal("none", (await Host.Link("seth0")).AddressGeneration);
        Assert.Equal("eui64", (await Host.Link("eth0")).AddressGeneration);
        await Host.LinkLocalAddressComes("eth0");
        Assert.Equal("", await Host.Shell("ip -br addr show dev seth0 | awk '{ print $3 }' | grep . || :"));
    }

    [Fact]
    public async Task The_uplink_of_a_live_host_has_no_address_and_generates_none()
    {
        await Uplink.Configure();

        (await Start()).ShouldSucceed();

        Assert.Equal("none", (await Host.Link("seth0")).AddressGeneration);
        Assert.Equal("eui64", (await Host.Link("eth0")).AddressGeneration);
        Assert.Equal("", await Host.Shell("ip -br addr show dev seth0 | awk '{ print $3 }' | grep . || :"));
    }

    [Fact]
    public async Task The_uplink_takes_no_address_from_a_router_that_advertises()
    {
        await Uplink.Configure();
        (await Start()).ShouldSucceed();

        // The kernel would make an address when the link comes up again.
        await Host.Shell("ip link set dev seth0 down; ip link set dev seth0 up");
        await Host.PortForwards("seth0");

        Assert.Equal("", await Host.Shell("ip -br addr show dev seth0 | awk '{ print $3 }' | grep . || :"));
    }

    [Fact]
    public async Task Start_twice_changes_nothing_and_says_so()
    {
        await Uplink.Configure();
        Assert.Contains(
            "eth0 is a bridge over seth0\n",
            (await Start()).ShouldSucceed().Output,
            StringComparison.Ordinal
        );
        var (links, network) = (await Host.Links(), await Uplink.Network());

        var again = (await Start()).ShouldSucceed();

        Assert.Equal("eth0 is a bridge over seth0 already\n", again.Output);
        Assert.Equal("", again.Error);
        Assert.Equal(links, await Host.Links());
        Assert.Equal(network, await Uplink.Network());
        Assert.Equal("", (await Start("--dry-run")).ShouldSucceed().Output);
    }

    [Fact]
    public async Task Start_twice_at_boot_changes_nothing_and_says_so()
    {
        (await Start()).ShouldSucceed();
        var links = await Host.Links();

        Assert.Contains("already", (await Start()).ShouldSucceed().Output, StringComparison.Ordinal);

        Assert.Equal(links, await Host.Links());
    }

    [Fact]
    public async Task An_address_given_afterwards_works_on_the_bridge()
    {
        (await Start()).ShouldSucceed();

        await Uplink.Configure();

        Assert.True(await Uplink.IsReachable());
    }

    [Fact]
    public async Task Start_moves_what_somebody_gave_the_uplink_later_to_the_bridge()
    {
        await Uplink.Configure();
        (await Start()).ShouldSucceed();
        await Host.Ip("addr add 198.51.100.7/24 dev seth0");

        (await Start()).ShouldSucceed();

        Assert.Contains("198.51.100.7/24", (await Host.Link("eth0")).Addresses, StringComparison.Ordinal);
        Assert.Equal("", (await Host.Link("seth0")).Addresses);
        Assert.True(await Uplink.IsReachable());
    }

    [Theory]
    [InlineData("ip link set dev eth0 down")]
    [InlineData("ip link set dev seth0 down")]
    public async Task Start_brings_up_what_somebody_took_down(string taken)
    {
        (await Start()).ShouldSucceed();
        await Host.Shell(taken);

        (await Start()).ShouldSucceed();

        await ShouldBeShadowed();
        Assert.True((await Host.Link("eth0")).IsUp);
        Assert.True((await Host.Link("seth0")).IsUp);
    }

    [Fact]
    public async Task Start_puts_an_uplink_back_that_somebody_took_off_the_bridge()
    {
        await Uplink.Configure();
        (await Start()).ShouldSucceed();
        var network = await Uplink.Network();
        await Host.Ip("link set dev seth0 nomaster");

        (await Start()).ShouldSucceed();

        await ShouldBeShadowed();
        Assert.True(await Uplink.IsReachable());
        await Uplink.NetworkShouldBecome(network);
    }

    [Fact]
    public async Task Start_makes_a_bridge_again_that_somebody_deleted()
    {
        (await Start()).ShouldSucceed();
        await Host.Ip("link delete dev eth0");

        (await Start()).ShouldSucceed();

        await ShouldBeShadowed();
    }

    [Fact]
    public async Task Nothing_is_left_in_the_journals_folder()
    {
        await Uplink.Configure();

        (await Start()).ShouldSucceed();

        Assert.Equal("", await Host.Shell("ls -A /run/bridge-shadow"));
    }
}
