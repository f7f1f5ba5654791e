using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>What depends on the kernel that it is, and not on what it says of itself.</summary>
[OnEachKernel]
public sealed class BridgeShadowKernelSpecs : UplinkSpecs
{
    [Fact]
    public async Task The_nic_goes_down_only_where_the_kernel_renames_no_link_that_is_up()
    {
        await Uplink.Configure();
        await Host.Shell("ip link add name other0 type veth peer name other1; ip link set dev other0 up");
        var renamesLinksThatAreUp =
            (await Host.Run("ip", "link", "set", "dev", "other0", "name", "other2")).ExitCode == 0;

        foreach (var (command, down) in new[] { ("start", "eth0"), ("stop", "seth0") })
        {
            var plan = (await BridgeShadow("--dry-run", command, "eth0")).ShouldSucceed().Output;
            Assert.Equal(
                !renamesLinksThatAreUp,
                plan.Contains($"ip link set dev {down} down\n", StringComparison.Ordinal)
            );
            (await BridgeShadow(command, "eth0")).ShouldSucceed();
        }
    }

    [Fact]
    public async Task A_live_host_moves_to_the_bridge_and_back()
    {
        await Uplink.ConfigureFully();
        await Host.Shell(
            """
            ip addr add 2001:db8:1::7/64 dev eth0 nodad valid_lft 3600 preferred_lft 1800
            ip route add 198.51.100.0/24 via 192.0.2.1 table 77
            ip route add 203.0.112.0/25 nexthop via 192.0.2.1 weight 3 nexthop via 192.0.2.2 weight 5
            ip nexthop add id 66 via 2001:db8::1 dev eth0
            ip -6 route add 2001:db8:66::/48 nhid 66
            ip -6 route add 2001:db8:9::/48 via fe80::1 dev eth0 metric 10
            ip neigh add 192.0.2.77 lladdr 02:00:00:00:00:77 dev eth0 nud permanent
            """
        );

        await ShouldGoThereAndBack();
    }

    [Fact]
    [Needs(KernelFeature.Policing)]
    public async Task Policing_on_the_nic_is_named_and_stays()
    {
        await Uplink.Configure();
        await Host.Shell(
            """
            tc qdisc add dev eth0 clsact
            tc filter add dev eth0 ingress protocol ip matchall action police rate 100mbit burst 100k conform-exceed drop
            """
        );
        var before = await Filters("eth0");

        (await Start()).ShouldWarn("eth0", "clsact");
        Assert.Equal(before, await Filters("seth0"));
        (await Stop()).ShouldSucceed();

        Assert.Equal(before, await Filters("eth0"));
        Assert.True(await Uplink.IsReachable());
    }

    [Fact]
    [Needs(KernelFeature.BridgeVlanFiltering)]
    public async Task A_bridge_that_was_told_to_filter_vlans_hands_back_all_the_same()
    {
        await Uplink.Configure();
        var network = await Uplink.Network();
        (await Start()).ShouldSucceed();
        await Host.Shell("ip link set dev eth0 type bridge vlan_filtering 1; bridge vlan add dev seth0 vid 7");
        Assert.True(await Uplink.IsReachable());

        (await Stop()).ShouldSucceed();

        await ShouldBePlain();
        Assert.True(await Uplink.IsReachable());
        await Uplink.NetworkShouldBecome(network);
    }

    private Task<string> Filters(string link) =>
        Host.Shell($"tc qdisc show dev {link} | sed 's/dev [^ ]*//'; tc filter show dev {link} ingress");
}
