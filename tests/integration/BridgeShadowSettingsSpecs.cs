using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>The settings that decide whether traffic flows, and lasting neighbours, go along with a live NIC.</summary>
public sealed class BridgeShadowSettingsSpecs : UplinkSpecs
{
    public static TheoryData<string, string> Settings =>
        new()
        {
            { "ipv4/conf/eth0/forwarding", "1" },
            { "ipv4/conf/eth0/rp_filter", "1" },
            { "ipv4/conf/eth0/rp_filter", "2" },
            { "ipv4/conf/eth0/arp_ignore", "1" },
            { "ipv4/conf/eth0/arp_announce", "2" },
            { "ipv4/conf/eth0/arp_filter", "1" },
            { "ipv4/conf/eth0/arp_notify", "1" },
            { "ipv4/conf/eth0/proxy_arp", "1" },
            { "ipv4/conf/eth0/accept_redirects", "0" },
            { "ipv4/conf/eth0/send_redirects", "0" },
            { "ipv4/conf/eth0/accept_source_route", "0" },
            { "ipv4/conf/eth0/accept_local", "1" },
            { "ipv4/conf/eth0/log_martians", "1" },
            { "ipv4/conf/eth0/promote_secondaries", "1" },
            { "ipv4/conf/eth0/route_localnet", "1" },
            { "ipv4/conf/eth0/src_valid_mark", "1" },
            { "ipv6/conf/eth0/forwarding", "1" },
            { "ipv6/conf/eth0/accept_ra", "0" },
            { "ipv6/conf/eth0/accept_ra", "2" },
            { "ipv6/conf/eth0/accept_ra_defrtr", "0" },
            { "ipv6/conf/eth0/autoconf", "0" },
            { "ipv6/conf/eth0/accept_redirects", "0" },
            { "ipv6/conf/eth0/use_tempaddr", "2" },
            { "ipv6/conf/eth0/proxy_ndp", "1" },
            { "ipv6/conf/eth0/hop_limit", "99" },
            { "ipv6/conf/eth0/keep_addr_on_down", "1" },
            { "ipv6/conf/eth0/accept_dad", "0" },
            { "ipv6/conf/eth0/mtu", "1400" },
            { "ipv4/neigh/eth0/gc_stale_time", "77" },
            { "ipv4/neigh/eth0/base_reachable_time_ms", "77000" },
            { "ipv6/neigh/eth0/ucast_solicit", "7" },
        };

    [Theory]
    [MemberData(nameof(Settings))]
    public async Task A_setting_is_the_bridges_afterwards_and_the_nics_again_after_stop(string path, string value)
    {
        await Uplink.Configure();
        Assert.NotEqual(value, await Setting(path));
        await Host.Shell($"echo {value} > /proc/sys/net/{path}");

        await ShouldGoAlong();
    }

    [Fact]
    public async Task The_secret_of_addresses_goes_along_and_is_in_no_log()
    {
        await Uplink.Configure();
        await Host.Shell("echo 2001:db8::1234 > /proc/sys/net/ipv6/conf/eth0/stable_secret");

        Assert.DoesNotContain("::1234", (await Start("--dry-run")).ShouldSucceed().Output, StringComparison.Ordinal);
        await ShouldGoAlong();
    }

    [Theory]
    [InlineData("0", "0")]
    [InlineData("0", "1")]
    [InlineData("0", "2")]
    [InlineData("1", "0")]
    [InlineData("1", "1")]
    [InlineData("1", "2")]
    [InlineData("2", "0")]
    [InlineData("2", "1")]
    [InlineData("2", "2")]
    public async Task The_reverse_path_filter_is_what_it_was(string ofAll, string own)
    {
        await Uplink.Configure();
        await Host.Shell(
            $"""
            cd /proc/sys/net/ipv4/conf
            echo {ofAll} > all/rp_filter
            echo {own} > eth0/rp_filter
            """
        );

        await ShouldGoAlong();

        Assert.Equal(ofAll, await Setting("ipv4/conf/all/rp_filter"));
        Assert.Equal(own, await Setting("ipv4/conf/eth0/rp_filter"));
    }

    [Fact]
    public async Task The_defaults_of_later_links_are_left_alone()
    {
        await Uplink.Configure();
        await Host.Shell("echo 1 > /proc/sys/net/ipv4/conf/eth0/rp_filter");
        const string defaults =
            "cd /proc/sys/net; grep --no-messages . ipv[46]/*/default/* ipv[46]/*/all/* || [ $? = 2 ]";
        var before = await Host.Shell(defaults);

        (await Start()).ShouldSucceed();
        Assert.Equal(before, await Host.Shell(defaults));

        (await Stop()).ShouldSucceed();
        Assert.Equal(before, await Host.Shell(defaults));
    }

    [Theory]
    [InlineData("ip neigh add 192.0.2.77 lladdr 02:00:00:00:00:77 dev eth0 nud permanent")]
    [InlineData("ip neigh add 2001:db8::77 lladdr 02:00:00:00:00:77 dev eth0 nud permanent")]
    [InlineData("ip neigh add proxy 192.0.2.78 dev eth0")]
    [InlineData("ip neigh add proxy 2001:db8::78 dev eth0")]
    public async Task A_permanent_neighbour_moves_to_the_bridge_and_back(string command)
    {
        await Uplink.Configure();
        await Host.Shell(command);

        await ShouldGoAlong();
    }

    [Fact]
    public async Task Neighbours_that_the_nic_knew_are_known_on_the_bridge_at_once()
    {
        await Uplink.Configure();
        Assert.True(await Uplink.IsReachable());
        var known = await Known();
        Assert.NotEqual("", known);

        (await Start()).ShouldSucceed();
        Assert.Equal(known, await Known());

        (await Stop()).ShouldSucceed();
        Assert.Equal(known, await Known());
    }

    [Fact]
    public async Task Settings_of_a_nic_that_is_down_move_to_the_bridge()
    {
        await Host.Shell(
            "echo 1 > /proc/sys/net/ipv4/conf/eth0/rp_filter; echo 0 > /proc/sys/net/ipv6/conf/eth0/accept_ra"
        );

        (await Start()).ShouldSucceed();

        Assert.Equal("1", await Setting("ipv4/conf/eth0/rp_filter"));
        Assert.Equal("0", await Setting("ipv6/conf/eth0/accept_ra"));
    }

    private async Task ShouldGoAlong()
    {
        var (links, network) = (await Uplink.Links(), await Uplink.Network());

        (await Start()).ShouldSucceed();
        await Uplink.NetworkShouldBecome(network);
        Assert.True(await Uplink.IsReachable());

        (await Stop()).ShouldSucceed();
        await Uplink.NetworkShouldBecome(network);
        await Uplink.LinksShouldBecome(links);
        Assert.True(await Uplink.IsReachable());
    }

    private async Task<string> Setting(string path) => (await Host.Shell($"cat /proc/sys/net/{path}")).Trim();

    private Task<string> Known() =>
        Host.Shell(
            $"ip neigh show dev eth0 | grep lladdr | grep -E '^({Uplink.PeerInet}|{Uplink.PeerInet6}) ' | awk '{"{"} print $1, $3 {"}"}' | sort"
        );
}
