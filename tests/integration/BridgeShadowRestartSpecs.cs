using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>restart, and stop --force with the next start: ports and bridge have afterwards what they had.</summary>
public sealed class BridgeShadowRestartSpecs : ShadowedGuestsSpecs
{
    public enum Way
    {
        Restart,
        StopAndStart,
    }

    /// <summary>
    /// What a port is set to, as `ip` calls it. vlan_tunnel, neigh_suppress and more need features that this kernel may
    /// lack, or need each other; what it knows of them is in the test of all at once.
    /// </summary>
    public static TheoryData<Way, string> PortSettings()
    {
        var data = new TheoryData<Way, string>();
        foreach (
            var setting in (string[])
                [
                    "isolated on",
                    "learning off",
                    "flood off",
                    "mcast_flood off",
                    "bcast_flood off",
                    "mcast_to_unicast on",
                    "guard on",
                    "root_block on",
                    "fastleave on",
                    "hairpin on",
                    "proxy_arp on",
                    "proxy_arp_wifi on",
                    "neigh_suppress on",
                    "mcast_router 2",
                    "group_fwd_mask 16385",
                    "priority 5",
                    "cost 77",
                    "locked on",
                ]
        )
            data.Add(Way.Restart, setting);
        data.Add(Way.StopAndStart, "isolated on");
        data.Add(Way.StopAndStart, "learning off group_fwd_mask 16385");
        return data;
    }

    [Theory]
    [MemberData(nameof(PortSettings))]
    public async Task A_port_gets_back_what_it_was_set_to(Way way, string setting)
    {
        await GivenGuests();
        await Host.Shell($"ip link set dev vif1.0 type bridge_slave {setting}");
        var (before, other) = (await Port("vif1.0"), await Port("vif2.0"));
        Assert.NotEqual(before.Replace("vif1.0", "vif2.0", StringComparison.Ordinal), other);

        await Go(way);

        Assert.Equal(before, await Port("vif1.0"));
        Assert.Equal(other, await Port("vif2.0"));
    }

    [Theory]
    [InlineData(Way.Restart)]
    [InlineData(Way.StopAndStart)]
    public async Task The_bridge_and_its_uplink_get_back_what_they_were_set_to(Way way)
    {
        await GivenGuests();
        await Host.Shell(
            """
            ip link set dev eth0 type bridge group_fwd_mask 8 mcast_snooping 0 ageing_time 12345 priority 4096
            ip link set dev eth0 type bridge hello_time 300 max_age 1500 mcast_query_interval 12500 mcast_hash_max 512
            ip link set dev eth0 type bridge fdb_max_learned 100 || :
            ip link set dev seth0 type bridge_slave learning off priority 6 cost 33
            """
        );
        var (bridge, uplink) = (await BridgeSettings(), await Port("seth0"));

        await Go(way);

        Assert.Equal(bridge, await BridgeSettings());
        Assert.Equal(uplink, await Port("seth0"));
    }

    [Fact]
    public async Task The_bridge_gets_its_spanning_tree_back()
    {
        await GivenGuests();
        await Host.Shell("ip link set dev eth0 type bridge stp_state 1 forward_delay 400");
        var before = await BridgeSettings();

        await Go(Way.Restart);

        Assert.Equal(before, await BridgeSettings());
    }

    [Theory]
    [InlineData(Way.Restart)]
    [InlineData(Way.StopAndStart)]
    public async Task Static_entries_of_ports_and_bridge_come_back(Way way)
    {
        await GivenGuests();
        await Host.Shell(
            """
            bridge fdb add 02:00:00:00:01:01 dev vif1.0 master static
            bridge fdb add 02:00:00:00:01:02 dev vif1.0 master permanent
            bridge fdb add 02:00:00:00:01:03 dev vif1.0 master static sticky
            bridge fdb add 02:00:00:00:01:04 dev seth0 master static
            bridge fdb add 02:00:00:00:01:05 dev eth0 self permanent
            bridge fdb add 02:00:00:00:01:06 dev vif2.0 master extern_learn
            """
        );
        var before = await Forwarding();

        await Go(way);

        Assert.Equal(before, await Forwarding());
        Assert.Equal(6, before.Split("02:00:00:00:01:").Length - 1);
    }

    [Fact]
    public async Task A_port_has_its_backup_again()
    {
        await GivenGuests();
        // The first in the order of their indexes, so that its backup is not there when it joins.
        await Host.Shell("ip link set dev vif1.0 type bridge_slave backup_port vif2.0");
        var before = await Port("vif1.0");
        Assert.Contains("backup_port vif2.0", before, StringComparison.Ordinal);

        await Go(Way.Restart);

        Assert.Equal(before, await Port("vif1.0"));
    }

    [Fact]
    public async Task An_isolated_port_is_down_on_its_bridge_until_it_is_isolated()
    {
        await GivenGuests();
        await Host.Shell("ip link set dev vif1.0 type bridge_slave isolated on");
        var monitor = Host.Start("sh", ["-c", "exec ip -d -o monitor link dev vif1.0 > /run/monitor"]);
        await Host.Shell(
            "until grep -q begin /run/monitor; do ip link set dev vif1.0 alias begin; ip link set dev vif1.0 alias none; done"
        );

        await Go(Way.Restart);

        await Host.Shell(
            "ip link set dev vif1.0 alias end; until grep -q 'alias end' /run/monitor; do sleep 0.01; done"
        );
        await monitor.Kill();
        var seen = Host.Read("/run/monitor").Split('\n');
        Assert.Contains(seen, line => line.Contains("isolated off", StringComparison.Ordinal));
        Assert.DoesNotContain(
            seen,
            line =>
                line.Contains("isolated off", StringComparison.Ordinal)
                && line.Contains(",UP", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_port_with_nothing_of_its_own_is_not_taken_down()
    {
        await GivenGuests();
        var before = await Host.Shell("cat /sys/class/net/farvif2.0/carrier_changes");

        await Go(Way.Restart);

        Assert.Equal(before, await Host.Shell("cat /sys/class/net/farvif2.0/carrier_changes"));
    }

    private async Task Go(Way way)
    {
        if (way == Way.Restart)
        {
            (await Restart()).ShouldSucceed();
            return;
        }
        (await Stop("--force")).ShouldSucceed();
        (await Start()).ShouldSucceed();
    }

    /// <summary>What the bridge is set to, without ids and timers.</summary>
    private Task<string> BridgeSettings() =>
        Host.Shell(
            """
            ip -d link show dev eth0 | sed -n 's/^ *bridge //p' | sed -E \
                -e 's/(bridge_id|designated_root|root_port|root_path_cost|topology_change|topology_change_detected) [^ ]+ //g' \
                -e 's/(hello_timer|tcn_timer|topology_change_timer|gc_timer|fdb_n_learned) +[^ ]+ //g' \
                -e 's/ addrgenmode .*//'
            """
        );

    /// <summary>The entries that somebody set.</summary>
    private Task<string> Forwarding() => Host.Shell("bridge fdb show br eth0 | grep 02:00:00:00:01: | sort");
}
