using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>What is set on the NIC as a link goes along: group, alias, names, limits, flags, multicast addresses.</summary>
public sealed class BridgeShadowPropertySpecs : UplinkSpecs
{
    private const string Everything = """
        ip link set dev eth0 group 7 alias 'to switch 3' broadcast 01:02:03:04:05:06 txqueuelen 500
        ip link set dev eth0 gso_max_size 40000 gso_max_segs 30
        ip link set dev eth0 gro_max_size 30000
        ip link set dev eth0 promisc on allmulticast on
        ip link property add dev eth0 altname enp3s0f0np0 altname a-name-that-is-longer-than-15-bytes
        ip maddress add 01:00:5e:00:00:12 dev eth0
        ip mptcp endpoint add 192.0.2.10 dev eth0 subflow
        """;

    [Theory]
    [InlineData("ip link set dev eth0 group 7")]
    [InlineData("ip link set dev eth0 alias 'to switch 3, port 5'")]
    [InlineData("ip link set dev eth0 alias \"it's\"")]
    [InlineData("ip link set dev eth0 broadcast 01:02:03:04:05:06")]
    [InlineData("ip link set dev eth0 txqueuelen 500")]
    [InlineData("ip link set dev eth0 txqueuelen 0")]
    [InlineData("ip link set dev eth0 gso_max_size 40000")]
    [InlineData("ip link set dev eth0 gso_max_size 100000")]
    [InlineData("ip link set dev eth0 gso_max_segs 30")]
    [InlineData("ip link set dev eth0 gro_max_size 30000")]
    [InlineData("ip link set dev eth0 gro_max_size 100000")]
    [InlineData("ip link set dev eth0 promisc on")]
    [InlineData("ip link set dev eth0 allmulticast on")]
    [InlineData("ip link set dev eth0 multicast off")]
    [InlineData("ip link set dev eth0 dynamic on")]
    [InlineData("ip link set dev eth0 trailers off")]
    [InlineData("ip maddress add 01:00:5e:00:00:12 dev eth0")]
    [InlineData("ip maddress add 33:33:00:00:12:34 dev eth0; ip maddress add 01:80:c2:00:00:0e dev eth0")]
    [InlineData("ip link property add dev eth0 altname enp3s0f0np0")]
    [InlineData("ip link property add dev eth0 altname a-name-that-is-longer-than-15-bytes altname two")]
    [InlineData("ip token set ::7 dev eth0")]
    [InlineData("ip mptcp endpoint add 192.0.2.10 dev eth0 subflow")]
    [InlineData("ip mptcp endpoint add 2001:db8::10 dev eth0 id 9 signal backup")]
    public async Task A_property_is_the_bridges_and_the_nics_again_after_stop(string commands)
    {
        await Uplink.Configure();
        var bare = await Host.Properties("eth0");
        await Host.Shell(commands);
        Assert.NotEqual(bare, await Host.Properties("eth0"));

        await ShouldGoAlong();
    }

    [Fact]
    public async Task Everything_goes_along_at_once()
    {
        await Uplink.Configure();
        await Host.Shell(Everything);

        await ShouldGoAlong();
    }

    [Fact]
    public async Task Everything_goes_along_on_an_old_kernel()
    {
        await GivenOldKernel();
        await Uplink.Configure();
        await Host.Shell(Everything);

        await ShouldGoAlong();
    }

    [Fact]
    public async Task Everything_goes_along_with_a_nic_that_is_down()
    {
        await Host.Shell(Everything);
        var properties = await Host.Properties("eth0");

        (await Start()).ShouldSucceed();
        Assert.Equal(properties, await Host.Properties("eth0"));

        (await Stop()).ShouldSucceed();
        Assert.Equal(properties, await Host.Properties("eth0"));
    }

    [Fact]
    public async Task Neighbours_stay_known_without_ARP()
    {
        await Uplink.Configure();
        await Host.Shell(
            "ip link set dev eth0 arp off; ip neigh replace 192.0.2.1 lladdr 02:00:00:00:00:77 dev eth0 nud permanent"
        );
        var neighbours = await Host.Shell("ip neigh show nud permanent");

        await ShouldGoAlong(isReachable: false);

        Assert.Equal(neighbours, await Host.Shell("ip neigh show nud permanent"));
    }

    [Fact]
    public async Task Restart_keeps_everything()
    {
        await Uplink.Configure();
        await Host.Shell(Everything);
        var properties = await Host.Properties("eth0");
        (await Start()).ShouldSucceed();

        (await Restart()).ShouldSucceed();

        Assert.Equal(properties, await Host.Properties("eth0"));
        Assert.True(await Uplink.IsReachable());
    }

    [Fact]
    public async Task What_was_changed_on_the_bridge_is_the_nics_after_stop()
    {
        await Uplink.Configure();
        await Host.Shell(Everything);
        (await Start()).ShouldSucceed();
        await Host.Shell(
            """
            ip link set dev eth0 group 9 alias '' promisc off
            ip link property del dev eth0 altname enp3s0f0np0
            ip link property add dev eth0 altname wan
            ip maddress add 01:00:5e:00:00:13 dev eth0
            ip maddress delete 01:00:5e:00:00:12 dev eth0
            ip mptcp endpoint flush
            """
        );
        var properties = await Host.Properties("eth0");

        (await Stop()).ShouldSucceed();

        Assert.Equal(properties, await Host.Properties("eth0"));
        Assert.True(await Uplink.IsReachable());
    }

    [Fact]
    public async Task The_uplink_keeps_its_limits_and_group_but_no_name()
    {
        await Uplink.Configure();
        await Host.Shell(Everything);

        (await Start()).ShouldSucceed();

        var uplink = await Host.Properties("seth0");
        foreach (var kept in new[] { "group 7", "txqlen 500", "gso_max_size 40000", "gro_max_size 30000" })
            Assert.Contains(kept, uplink, StringComparison.Ordinal);
        Assert.DoesNotContain("enp3s0f0np0", uplink, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_start_that_fails_leaves_everything_with_the_nic()
    {
        await Uplink.Configure();
        await Host.Shell(Everything);
        var (properties, network) = (await Host.Properties("eth0"), await Uplink.Network());

        // Multicast addresses are what is changed by ioctl.
        (await BeginTraced("ioctl", "ioctl:error=ENOMEM", "start", "eth0").Ended).ShouldFail("01:00:5e:00:00:12");

        await ShouldBePlain();
        Assert.Equal(properties, await Host.Properties("eth0"));
        await Uplink.NetworkShouldBecome(network);
        Assert.True(await Uplink.IsReachable());
    }

    [Fact]
    public async Task What_a_dry_run_prints_lets_everything_go_along()
    {
        await Uplink.Configure();
        await Host.Shell(Everything);
        var properties = await Host.Properties("eth0");

        foreach (var command in new[] { "start", "stop" })
        {
            var script = (await BridgeShadow(command, "eth0", "--dry-run")).ShouldSucceed().Output;
            await Host.Shell("mkdir -p /run/bridge-shadow; : > /run/bridge-shadow/eth0");
            (await Host.Run("sh", "-uc", script)).ToString();
            Assert.Equal(properties, await Host.Properties("eth0"));
        }
    }

    [Theory]
    [InlineData("start", "start")]
    [InlineData("start", "stop")]
    [InlineData("stop", "start")]
    [InlineData("stop", "stop")]
    public async Task A_kill_at_any_request_is_completed_by_the_next_command(string killed, string next)
    {
        await Uplink.Configure();
        await Host.Shell(Everything);
        var properties = await Host.Properties("eth0");
        var isAtEnd = false;
        for (var request = 1; !isAtEnd; request += 3)
        {
            (await BridgeShadow(killed == "start" ? "stop" : "start", "eth0")).ShouldSucceed();
            var result = await BeginTraced("sendto", $"sendto:signal=SIGKILL:when={request}", killed, "eth0").Ended;
            isAtEnd = result.ExitCode == 0;

            (await BridgeShadow(next, "eth0")).ShouldSucceed();

            Assert.Equal((request, properties), (request, await Host.Properties("eth0")));
            Assert.True(await Uplink.IsReachable());
        }
    }

    private async Task ShouldGoAlong(bool isReachable = true)
    {
        var (links, network) = (await Uplink.Links(), await Uplink.Network());
        var properties = await Host.Properties("eth0");

        (await Start()).ShouldSucceed();
        await ShouldBeShadowed();
        Assert.Equal(properties, await Host.Properties("eth0"));
        await Uplink.NetworkShouldBecome(network);
        Assert.Equal(isReachable, await Uplink.IsReachable());

        (await Stop()).ShouldSucceed();
        Assert.Equal(properties, await Host.Properties("eth0"));
        await Uplink.NetworkShouldBecome(network);
        await Uplink.LinksShouldBecome(links);
        Assert.Equal(isReachable, await Uplink.IsReachable());
    }
}
