using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Shadowing;
using Xunit;
using static Xen.Hotplug.UnitTests.Shadowing.SomeHost;

namespace Xen.Hotplug.UnitTests.Shadowing;

/// <summary>What bridge-shadow stop does, as the commands that a person would type, from any state of the host.</summary>
public sealed class ShadowPlannerStopSpecs : IDisposable
{
    private readonly SomeHost _host = new();

    public void Dispose() => _host.Dispose();

    private void GivenAShadowedHost() =>
        _host
            .With(Shadow, Uplink)
            .WithAddress(Bridge, "192.0.2.10", 24, "eth0")
            .WithAddress(Bridge, "2001:db8::10", 64)
            .WithDefaultRoute(Bridge, "192.0.2.1", metric: 100)
            .WithDefaultRoute(Bridge, "2001:db8::1");

    [Fact]
    public void Stop_hands_the_network_back_to_the_nic_and_deletes_the_bridge()
    {
        GivenAShadowedHost();

        _host.ShouldStop(
            """
            # note the network of eth0 in /run/bridge-shadow/eth0
            ip address add 2001:db8::10/64 dev seth0 nodad noprefixroute
            ip link set dev eth0 name xsb2
            ip link set dev seth0 name eth0
            ip address add 192.0.2.10/24 label eth0 dev eth0
            ip link set dev eth0 up
            ip address change 2001:db8::10/64 dev eth0
            ip -6 route append multicast ff00::/8 dev eth0 table local proto kernel metric 256
            ip route delete 192.0.2.0/24 dev eth0 proto kernel src 192.0.2.10
            ip -6 route delete 2001:db8::/64 dev eth0 proto kernel metric 256
            ip route prepend 192.0.2.1/32 dev eth0 table 255
            ip -6 route append 2001:db8::1/128 dev eth0 metric 1
            ip route prepend 192.0.2.0/24 dev eth0 proto kernel src 192.0.2.10
            ip -6 route append 2001:db8::/64 dev eth0 proto kernel metric 256
            ip route prepend default via 192.0.2.1 dev eth0 metric 100
            ip -6 route append default via 2001:db8::1 dev eth0
            ip route delete 192.0.2.1/32 dev eth0 table 255
            ip -6 route delete 2001:db8::1/128 dev eth0 metric 1
            ip route delete 192.0.2.0/24 dev xsb2 proto kernel src 192.0.2.10
            ip route delete default via 192.0.2.1 dev xsb2 metric 100
            ip -6 route delete default via 2001:db8::1 dev xsb2
            ip -6 route delete 2001:db8::/64 dev xsb2 proto kernel metric 256
            ip link set dev eth0 nomaster
            ip link set dev xsb2 down
            # wait at most 10 s until IPv6 has noticed the carrier of eth0
            ip link set dev eth0 addrgenmode eui64
            ip link delete dev xsb2
            rm /run/bridge-shadow/eth0
            """
        );
    }

    [Fact]
    public void Stop_takes_both_links_down_for_their_renames_on_an_old_kernel()
    {
        _host.Release = new KernelRelease(6, 1);
        GivenAShadowedHost();

        _host.ShouldStop(
            """
            ip route prepend 192.0.2.1/32 dev eth0 table 255
            ip -6 route append 2001:db8::1/128 dev eth0 metric 1
            ip route prepend default via 192.0.2.1 dev eth0 metric 101
            ip route delete default via 192.0.2.1 dev eth0 metric 101
            ip -6 route append default via 2001:db8::1 dev eth0 metric 1
            ip -6 route delete default via 2001:db8::1 dev eth0 metric 1
            ip route delete 192.0.2.1/32 dev eth0 table 255
            ip -6 route delete 2001:db8::1/128 dev eth0 metric 1
            # note the network of eth0 in /run/bridge-shadow/eth0
            ip link set dev seth0 nomaster
            ip link set dev eth0 down
            ip link set dev eth0 name xsb2
            ip link set dev seth0 down
            ip link set dev seth0 name eth0
            ip link set dev eth0 up
            ip address add 192.0.2.10/24 label eth0 dev eth0
            ip address delete 2001:db8::10/64 dev eth0
            ip address add 2001:db8::10/64 dev eth0 nodad noprefixroute
            ip link set dev eth0 up
            ip address change 2001:db8::10/64 dev eth0
            ip -6 route append multicast ff00::/8 dev eth0 table local proto kernel metric 256
            ip route delete 192.0.2.0/24 dev eth0 proto kernel src 192.0.2.10
            ip -6 route delete 2001:db8::/64 dev eth0 proto kernel metric 256
            ip route prepend 192.0.2.1/32 dev eth0 table 255
            ip -6 route append 2001:db8::1/128 dev eth0 metric 1
            ip route prepend 192.0.2.0/24 dev eth0 proto kernel src 192.0.2.10
            ip -6 route append 2001:db8::/64 dev eth0 proto kernel metric 256
            ip route prepend default via 192.0.2.1 dev eth0 metric 100
            ip -6 route append default via 2001:db8::1 dev eth0
            ip route delete 192.0.2.1/32 dev eth0 table 255
            ip -6 route delete 2001:db8::1/128 dev eth0 metric 1
            ip route delete 192.0.2.0/24 dev xsb2 proto kernel src 192.0.2.10
            ip route delete default via 192.0.2.1 dev xsb2 metric 100
            ip -6 route delete default via 2001:db8::1 dev xsb2
            ip -6 route delete 2001:db8::/64 dev xsb2 proto kernel metric 256
            ip link set dev eth0 nomaster
            ip link set dev xsb2 down
            # wait at most 10 s until IPv6 has noticed the carrier of eth0
            ip link set dev eth0 addrgenmode eui64
            ip link delete dev xsb2
            rm /run/bridge-shadow/eth0
            """
        );
    }

    [Fact]
    public void Stop_adds_link_local_addresses_last_on_an_old_kernel()
    {
        _host.Release = new KernelRelease(6, 1);
        _host
            .With(Shadow, Uplink)
            .WithAddress(Bridge, "2001:db8::11", 64)
            .WithAddress(Bridge, "2001:db8::10", 64)
            .WithAddress(Bridge, "fe80::10", 64);

        // Each address is deleted first: the kernel may have made it meanwhile, and look for duplicates of it.
        Assert.Equal(
            [
                "ip address delete 2001:db8::10/64 dev eth0",
                "ip address add 2001:db8::10/64 dev eth0 nodad noprefixroute",
                "ip address delete 2001:db8::11/64 dev eth0",
                "ip address add 2001:db8::11/64 dev eth0 nodad noprefixroute",
                "ip address delete fe80::10/64 dev eth0",
                "ip address add fe80::10/64 dev eth0 nodad noprefixroute",
            ],
            _host.Stop().SkipWhile(command => !command.StartsWith("ip address", StringComparison.Ordinal)).Take(6)
        );
    }

    [Fact]
    public void Stop_gives_the_nic_the_settings_of_the_bridge()
    {
        _host
            .With(Shadow, Uplink)
            .WithSetting("ipv4/conf/eth0/proxy_arp", "1")
            .WithSetting("ipv4/conf/seth0/proxy_arp", "0");

        Assert.Contains("echo 1 > /proc/sys/net/ipv4/conf/seth0/proxy_arp", _host.Stop());
    }

    [Fact]
    public void Stop_loosens_strict_reverse_path_filters_during_the_handover()
    {
        _host
            .With(Shadow, Uplink)
            .WithSetting("ipv4/conf/eth0/rp_filter", "1")
            .WithSetting("ipv4/conf/seth0/rp_filter", "0")
            .WithSetting("ipv4/conf/all/rp_filter", "0");

        Assert.Equal(
            [
                "echo 2 > /proc/sys/net/ipv4/conf/seth0/rp_filter",
                "echo 2 > /proc/sys/net/ipv4/conf/eth0/rp_filter",
                "echo 1 > /proc/sys/net/ipv4/conf/eth0/rp_filter",
            ],
            _host.Stop().Where(command => command.StartsWith("echo", StringComparison.Ordinal))
        );
    }

    [Fact]
    public void Stop_changes_nothing_on_an_ordinary_link()
    {
        _host.With(Plain).WithAddress(Nic, "192.0.2.10", 24);

        Assert.Empty(_host.Stop());
    }

    [Fact]
    public void Stop_deletes_a_spare_bridge_that_was_left_behind()
    {
        _host.With(Plain, Shadow with { Name = "xsb2", Flags = LinkFlags.None });

        _host.ShouldStop("ip link delete dev xsb2");
    }

    [Fact]
    public void Stop_completes_what_a_kill_left_of_an_ordinary_link()
    {
        using var before = new SomeHost()
            .With(Shadow, Uplink)
            .WithAddress(Bridge, "2001:db8::10", 64)
            .WithAddress(Bridge, "2001:db8::11", 64)
            .WithNextHop(Bridge, 7, "192.0.2.1");
        // One has its flags again, and one is as it was prepared.
        _host
            .With(Plain, Shadow with { Name = "xsb2", Flags = LinkFlags.None })
            .WithAddress(Nic, "2001:db8::10", 64, flags: AddressFlag.NoPrefixRoute)
            .WithAddress(Nic, "2001:db8::11", 64)
            .WithJournalOf(before, Bridge);

        _host.ShouldStop(
            """
            ip address change 2001:db8::10/64 dev eth0
            # wait at most 10 s for the carrier of eth0
            ip route prepend 192.0.2.1/32 dev eth0 table 255
            ip nexthop replace id 7 via 192.0.2.1 dev eth0 onlink
            ip route prepend default nhid 7
            ip route delete 192.0.2.1/32 dev eth0 table 255
            # wait at most 10 s until IPv6 has noticed the carrier of eth0
            ip link set dev eth0 addrgenmode eui64
            ip link delete dev xsb2
            rm /run/bridge-shadow/eth0
            """
        );
    }

    [Fact]
    public void Stop_ignores_the_journal_of_another_nic()
    {
        using var before = new SomeHost().With(Shadow, Uplink).WithAddress(Bridge, "192.0.2.10", 24);
        _host.With(Plain with { Index = 7 }).WithJournalOf(before, Bridge);

        Assert.Empty(_host.Stop());
    }

    [Fact]
    public void Stop_gives_an_uplink_without_a_bridge_its_name_back()
    {
        _host.With(Uplink with { MasterIndex = 0 });

        _host.ShouldStop(
            """
            ip link set dev seth0 name eth0
            rm /run/bridge-shadow/eth0
            """
        );
    }

    [Fact]
    public void Stop_takes_an_uplink_without_a_bridge_down_for_that_on_an_old_kernel()
    {
        _host.Release = new KernelRelease(6, 1);
        _host.With(Uplink with { MasterIndex = 0 });

        _host.ShouldStop(
            """
            ip link set dev seth0 down
            ip link set dev seth0 name eth0
            ip link set dev eth0 up
            rm /run/bridge-shadow/eth0
            """
        );
    }

    [Fact]
    public void Stop_takes_over_from_a_bridge_that_a_kill_left_under_its_spare_name()
    {
        _host
            .With(Uplink with { MasterIndex = 0 }, Shadow with { Name = "xsb2", Flags = LinkFlags.None })
            .WithAddress(Bridge, "192.0.2.10", 24, "xsb2:1");

        _host.ShouldStop(
            """
            # note the network of eth0 in /run/bridge-shadow/eth0
            ip link set dev seth0 name eth0
            ip address add 192.0.2.10/24 label eth0:1 dev eth0
            ip link set dev eth0 up
            ip link set dev eth0 nomaster
            ip link set dev xsb2 down
            # wait at most 10 s until IPv6 has noticed the carrier of eth0
            ip link set dev eth0 addrgenmode eui64
            ip link delete dev xsb2
            rm /run/bridge-shadow/eth0
            """
        );
    }

    [Fact]
    public void Stop_deletes_a_spare_bridge_before_it_needs_that_name()
    {
        _host.With(Shadow, Uplink, Shadow with { Index = 12, Name = "xsb2", Flags = LinkFlags.None });

        Assert.Equal(
            ["ip link delete dev xsb2", "ip link set dev eth0 name xsb2"],
            _host.Stop().Where(command => command.EndsWith(" xsb2", StringComparison.Ordinal)).Take(2)
        );
    }
}
