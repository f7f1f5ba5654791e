using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>A shadow bridge has its NIC's MTU, and MAC address, whatever ports come and go.</summary>
public sealed class BridgeShadowMtuSpecs : UplinkSpecs
{
    [Theory]
    [InlineData(68)]
    [InlineData(1279)]
    [InlineData(1280)]
    [InlineData(1500)]
    [InlineData(1501)]
    [InlineData(9000)]
    [InlineData(65535)]
    public async Task The_bridge_keeps_the_nics_mtu_whatever_ports_come_and_go(int mtu)
    {
        await Host.Ip($"link set dev eth0 mtu {mtu}");
        (await Start()).ShouldSucceed();

        Assert.Equal(mtu, (await Host.Link("eth0")).Mtu);
        await Host.Shell(
            "ip link add name vif1.0 mtu 68 type veth peer name far; ip link set dev vif1.0 master eth0 up"
        );
        Assert.Equal(mtu, (await Host.Link("eth0")).Mtu);
        await Host.Ip("link set dev vif1.0 mtu 1000");
        Assert.Equal(mtu, (await Host.Link("eth0")).Mtu);
        await Host.Ip("link delete dev vif1.0");
        Assert.Equal(mtu, (await Host.Link("eth0")).Mtu);
    }

    [Fact]
    public async Task A_small_port_leaves_the_host_its_ipv6()
    {
        await Uplink.ConfigureFully();
        (await Start()).ShouldSucceed();
        var network = await Uplink.Network();

        await Host.Shell(
            "ip link add name vif1.0 mtu 1000 type veth peer name far; ip link set dev vif1.0 master eth0 up"
        );
        await Uplink.NetworkShouldBecome(network);
        await Host.Ip("link set dev vif1.0 nomaster");

        await Uplink.NetworkShouldBecome(network);
        Assert.True(await Uplink.IsReachable());
    }

    [Fact]
    public async Task Start_and_stop_leave_the_nic_its_mtu()
    {
        await Host.Ip("link set dev eth0 mtu 9000");
        (await Start()).ShouldSucceed();
        await Host.Ip("link set dev eth0 mtu 1400");
        Assert.Equal(9000, (await Host.Link("seth0")).Mtu);

        (await Stop()).ShouldSucceed();

        Assert.Equal(9000, (await Host.Link("eth0")).Mtu);
    }

    [Fact]
    public async Task Restart_gives_the_bridge_the_mtu_back_that_was_set_on_it()
    {
        await Host.Ip("link set dev eth0 mtu 9000");
        (await Start()).ShouldSucceed();
        await Host.Ip("link set dev eth0 mtu 1400");

        (await Restart()).ShouldSucceed();

        Assert.Equal(1400, (await Host.Link("eth0")).Mtu);
        Assert.Equal(9000, (await Host.Link("seth0")).Mtu);
    }

    [Fact]
    public async Task Restart_gives_ipv6_the_mtu_back_that_it_had_on_the_bridge()
    {
        await Host.Ip("link set dev eth0 mtu 9000");
        await Uplink.Configure();
        (await Start()).ShouldSucceed();
        await Host.Shell("ip link set dev eth0 mtu 1500; echo 1300 > /proc/sys/net/ipv6/conf/eth0/mtu");

        (await Restart()).ShouldSucceed();

        Assert.Equal("1300", (await Host.Shell("cat /proc/sys/net/ipv6/conf/eth0/mtu")).Trim());
        Assert.Equal(1500, (await Host.Link("eth0")).Mtu);
    }

    [Fact]
    public async Task The_bridge_keeps_the_nics_MAC_address_whatever_ports_come()
    {
        var mac = (await Host.Link("eth0")).Mac;
        (await Start()).ShouldSucceed();

        await Host.Shell(
            "ip link add name vif1.0 address 00:00:00:00:00:01 type veth peer name far; ip link set dev vif1.0 master eth0"
        );
        Assert.Equal(mac, (await Host.Link("eth0")).Mac);
        await Host.Ip("link delete dev vif1.0");

        Assert.Equal(mac, (await Host.Link("eth0")).Mac);
    }

    [Fact]
    public async Task A_name_that_a_guest_gives_its_port_changes_no_other_link()
    {
        (await Start()).ShouldSucceed();
        await Host.AddTap("vif1.0");
        var before = await Host.Links();

        var taken = await Host.Run(Programs.VifBridge, "online", "vif=vif1.0", "bridge=eth0", "vifname=seth0");

        taken.ShouldFail("seth0");
        Assert.Equal(before, await Host.Links());
    }
}
