using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>What a newer kernel tells of the NIC and nobody decided on is said; the kernel that runs here tells no such thing.</summary>
public sealed class BridgeShadowUnknownAttributeSpecs : UplinkSpecs
{
    private const string Unknown = "does not know";

    // A kernel of tomorrow: one more file among the settings.
    private const string NewSetting = """
        mkdir /run/conf
        cp /proc/sys/net/ipv4/conf/eth0/* /run/conf
        echo 7 > /run/conf/brand_new
        chmod 444 /run/conf/brand_new
        mount --bind /run/conf /proc/sys/net/ipv4/conf/eth0
        """;

    [Fact]
    public async Task All_that_this_kernel_tells_of_a_full_NIC_is_decided_on()
    {
        await Uplink.ConfigureFully();
        await Plug("eth1");
        await Host.Shell(
            """
            ip link set dev eth1 up
            ip link set dev eth0 txqueuelen 500 promisc on allmulticast on
            ip token set ::7 dev eth0
            ip mptcp endpoint add 192.0.2.10 dev eth0 subflow backup
            ip addr add 192.0.2.12 peer 192.0.2.13/32 dev eth0 valid_lft 3600 preferred_lft 1800
            ip addr add 192.0.2.14/24 dev eth0 metric 77
            ip addr add 2001:db8::12/64 dev eth0 nodad valid_lft 3600 preferred_lft 1800 home metric 77
            ip route add 203.0.113.0/29 via 192.0.2.1 dev eth0 src 192.0.2.10 mtu lock 1400 window 9000 rtt 100 rttvar 50 \
                ssthresh 9 cwnd 9 advmss 1300 reordering 9 hoplimit 9 initcwnd 9 initrwnd 9 rto_min 30 quickack 1 \
                features ecn congctl reno realm 3
            ip route add 203.0.113.8/29 nexthop via 192.0.2.1 dev eth0 weight 2 nexthop via 192.0.2.3 dev eth0 onlink
            ip route add 203.0.113.16/29 via inet6 fe80::1 dev eth0
            ip -6 route add 2001:db8:9::/48 via fe80::1 dev eth0 pref high expires 3600
            ip -6 route add 2001:db8:8::/48 from 2001:db8::/64 dev eth0
            ip nexthop add id 8 via 192.0.2.3 dev eth0 onlink
            ip nexthop add id 9 group 7/8 type resilient buckets 4
            ip route add 203.0.113.24/29 nhid 9
            ip rule add iif eth0 fwmark 7/7 table 77 suppress_prefixlength 3
            ip neigh add 192.0.2.77 lladdr 02:00:00:00:00:77 dev eth0 nud permanent protocol static
            ip neigh add proxy 2001:db8::78 dev eth0
            ip neigh add 192.0.2.79 dev eth0 managed || :
            """
        );

        var result = (await Start("--dry-run")).ShouldSucceed();

        Assert.DoesNotContain(Unknown, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_setting_is_shown_by_the_dry_run_with_its_value()
    {
        await Uplink.Configure();
        await Host.Shell(NewSetting);

        (await Start("--dry-run")).ShouldWarn(Unknown, "net/ipv4/conf", "eth0", "brand_new = 7", "may stay");
    }

    [Fact]
    public async Task Start_warns_of_a_new_setting_that_the_bridge_has_not()
    {
        await Uplink.Configure();
        await Host.Shell(NewSetting);

        (await Start()).ShouldWarn(Unknown, "brand_new = 7", "stayed with the NIC");

        await ShouldBeShadowed();
        Assert.True(await Uplink.IsReachable());
    }
}
