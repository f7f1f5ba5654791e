using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Shadowing;
using Xunit;
using static Xen.Hotplug.UnitTests.Shadowing.SomeHost;

namespace Xen.Hotplug.UnitTests.Shadowing;

/// <summary>What bridge-shadow start does, as the commands that a person would type, on a host without a bridge.</summary>
public sealed class ShadowPlannerStartSpecs : IDisposable
{
    private readonly SomeHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Start_hands_the_network_of_a_live_nic_over_to_its_bridge()
    {
        _host
            .With(Plain)
            .WithAddress(Nic, "192.0.2.10", 24, "eth0")
            .WithAddress(Nic, "2001:db8::10", 64)
            .WithDefaultRoute(Nic, "192.0.2.1", metric: 100)
            .WithDefaultRoute(Nic, "2001:db8::1")
            .WithNeighbour(Nic, "192.0.2.7", "02:00:00:00:00:07");

        _host.ShouldStart(
            """
            # note the network of eth0 in /run/bridge-shadow/eth0
            ip link add name xsb2 address 00:16:3e:aa:aa:aa mtu 1501 type bridge forward_delay 0 stp_state 0
            ip link set dev xsb2 mtu 1500
            ip link set dev xsb2 addrgenmode none
            ip address add 2001:db8::10/64 dev xsb2 nodad noprefixroute
            ip link set dev eth0 addrgenmode none
            ip link set dev eth0 name seth0
            ip link set dev xsb2 name eth0
            ip address add 192.0.2.10/24 label eth0 dev eth0
            ip link set dev seth0 master eth0
            ip link set dev seth0 up
            ip link set dev eth0 up
            ip address change 2001:db8::10/64 dev eth0
            ip -6 route append multicast ff00::/8 dev eth0 table local proto kernel metric 256
            ip neighbour replace 192.0.2.7 lladdr 02:00:00:00:00:07 dev eth0 nud permanent
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
            ip route delete 192.0.2.0/24 dev seth0 proto kernel src 192.0.2.10
            ip route delete default via 192.0.2.1 dev seth0 metric 100
            ip -6 route delete default via 2001:db8::1 dev seth0
            ip -6 route delete 2001:db8::/64 dev seth0 proto kernel metric 256
            ip address delete 192.0.2.10/24 dev seth0
            ip address delete 2001:db8::10/64 dev seth0
            ip neighbour delete 192.0.2.7 dev seth0
            # wait at most 10 s until IPv6 has noticed the carrier of eth0
            ip link set dev eth0 addrgenmode eui64
            rm /run/bridge-shadow/eth0
            """
        );
    }

    [Fact]
    public void Start_takes_the_nic_down_for_its_rename_on_an_old_kernel()
    {
        _host.Release = new KernelRelease(6, 1);
        _host.With(Plain);

        _host.ShouldStart(
            """
            # note the network of eth0 in /run/bridge-shadow/eth0
            ip link add name xsb2 address 00:16:3e:aa:aa:aa mtu 1501 type bridge forward_delay 0 stp_state 0
            ip link set dev xsb2 mtu 1500
            ip link set dev xsb2 addrgenmode none
            ip link set dev eth0 addrgenmode none
            ip link set dev eth0 down
            ip link set dev eth0 name seth0
            ip link set dev seth0 up
            ip link set dev xsb2 name eth0
            ip link set dev seth0 master eth0
            ip link set dev seth0 up
            ip link set dev eth0 up
            # wait at most 10 s until IPv6 has noticed the carrier of eth0
            ip link set dev eth0 addrgenmode eui64
            rm /run/bridge-shadow/eth0
            """
        );
    }

    [Fact]
    public void Start_gives_vlans_their_addresses_back_on_an_old_kernel()
    {
        _host.Release = new KernelRelease(6, 1);
        _host
            .With(Plain, Vlan(9, "eth0.10"), Vlan(10, "eth0.11") with { Flags = LinkFlags.None })
            .WithAddress(9, "198.51.100.2", 24)
            .WithDefaultRoute(9, "198.51.100.1");

        Assert.Equal(
            [
                "ip route prepend 198.51.100.1/32 dev eth0.10 table 255",
                "ip route prepend default via 198.51.100.1 dev eth0.10 metric 1",
                "ip route delete default via 198.51.100.1 dev eth0.10 metric 1",
                "ip route delete 198.51.100.1/32 dev eth0.10 table 255",
                "ip link set dev eth0.10 up",
                "ip address delete 198.51.100.2/24 dev eth0.10",
                "ip address add 198.51.100.2/24 dev eth0.10",
                "ip route delete 198.51.100.0/24 dev eth0.10 proto kernel src 198.51.100.2",
                "ip route prepend 198.51.100.1/32 dev eth0.10 table 255",
                "ip route prepend 198.51.100.0/24 dev eth0.10 proto kernel src 198.51.100.2",
                "ip route prepend default via 198.51.100.1 dev eth0.10",
                "ip route delete 198.51.100.1/32 dev eth0.10 table 255",
                "ip link set dev eth0.11 down",
            ],
            _host.Start().Where(command => command.Contains("eth0.", StringComparison.Ordinal))
        );
    }

    [Fact]
    public void Start_leaves_vlans_alone_when_nothing_goes_down()
    {
        _host.With(Plain, Vlan(9, "eth0.10")).WithAddress(9, "198.51.100.2", 24);

        Assert.DoesNotContain(_host.Start(), command => command.Contains("eth0.10", StringComparison.Ordinal));
    }

    [Fact]
    public void Start_lets_the_bridge_of_a_nic_that_is_down_make_its_own_address()
    {
        _host.With(Plain with { Flags = LinkFlags.None });

        _host.ShouldStart(
            """
            # note the network of eth0 in /run/bridge-shadow/eth0
            ip link add name xsb2 address 00:16:3e:aa:aa:aa mtu 1501 type bridge forward_delay 0 stp_state 0
            ip link set dev xsb2 mtu 1500
            ip link set dev xsb2 addrgenmode eui64
            ip link set dev eth0 addrgenmode none
            ip link set dev eth0 name seth0
            ip link set dev xsb2 name eth0
            ip link set dev seth0 master eth0
            ip link set dev seth0 up
            ip link set dev eth0 up
            ip link set dev eth0 addrgenmode eui64
            rm /run/bridge-shadow/eth0
            """
        );
    }

    [Fact]
    public void Start_needs_no_carrier()
    {
        _host.With(Plain).WithAddress(Nic, "192.0.2.10", 24);
        var withCarrier = _host.Start();
        using var other = new SomeHost().With(Plain with { Flags = LinkFlags.Up }).WithAddress(Nic, "192.0.2.10", 24);

        Assert.Equal(withCarrier, other.Start());
    }

    [Fact]
    public void Start_leaves_address_generation_alone_on_a_host_without_IPv6()
    {
        _host.With(Plain with { Inet6AddressGenerationMode = null });

        Assert.DoesNotContain(_host.Start(), command => command.Contains("addrgenmode", StringComparison.Ordinal));
    }

    [Fact]
    public void Start_deletes_an_expired_route_and_adds_none_for_it()
    {
        _host.With(Plain).WithExpiredRoute(Nic);

        Assert.Equal(
            ["ip -6 route delete default dev seth0 metric 1024"],
            _host.Start().Where(command => command.Contains("route", StringComparison.Ordinal))
        );
    }

    [Fact]
    public void Start_tries_no_route_where_the_nic_stays_up()
    {
        _host.With(Plain).WithDefaultRoute(Nic, "192.0.2.1", metric: 100);

        Assert.DoesNotContain(_host.Start(), command => command.EndsWith("metric 101", StringComparison.Ordinal));
    }

    [Fact]
    public void Start_copies_settings_that_differ_from_those_of_a_new_link()
    {
        _host
            .With(Plain)
            .WithSetting("ipv4/conf/eth0/proxy_arp", "1")
            .WithSetting("ipv4/conf/default/proxy_arp", "0")
            .WithSetting("ipv4/conf/eth0/forwarding", "0")
            .WithSetting("ipv4/conf/default/forwarding", "0");

        Assert.Equal(
            ["echo 1 > /proc/sys/net/ipv4/conf/xsb2/proxy_arp"],
            _host.Start().Where(command => command.StartsWith("echo", StringComparison.Ordinal))
        );
    }

    [Fact]
    public void Start_loosens_a_strict_reverse_path_filter_during_the_handover()
    {
        _host
            .With(Plain)
            .WithSetting("ipv4/conf/eth0/rp_filter", "1")
            .WithSetting("ipv4/conf/default/rp_filter", "0")
            .WithSetting("ipv4/conf/all/rp_filter", "0");

        Assert.Equal(
            ["echo 2 > /proc/sys/net/ipv4/conf/xsb2/rp_filter", "echo 1 > /proc/sys/net/ipv4/conf/eth0/rp_filter"],
            _host.Start().Where(command => command.StartsWith("echo", StringComparison.Ordinal))
        );
    }
}
