using Xen.Hotplug.Common.Netlink;
using Xunit;
using static Xen.Hotplug.UnitTests.Shadowing.SomeHost;

namespace Xen.Hotplug.UnitTests.Shadowing;

/// <summary>What bridge-shadow start does where a bridge is there already: after another start, or after a kill half-way.</summary>
public sealed class ShadowPlannerResumeSpecs : IDisposable
{
    private readonly SomeHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Start_changes_nothing_on_a_shadowed_interface()
    {
        _host.With(Shadow, Uplink).WithAddress(Bridge, "192.0.2.10", 24).WithDefaultRoute(Bridge, "192.0.2.1");

        Assert.Empty(_host.Start());
    }

    [Fact]
    public void Start_sets_a_bridge_up_that_somebody_has_set_down()
    {
        _host.With(Shadow with { Flags = LinkFlags.None }, Uplink).WithAddress(Bridge, "192.0.2.10", 24);

        _host.ShouldStart(
            """
            # note the network of eth0 in /run/bridge-shadow/eth0
            ip link set dev seth0 addrgenmode none
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
    public void Start_moves_what_somebody_gave_the_uplink_to_the_bridge()
    {
        _host.With(Shadow, Uplink).WithAddress(Bridge, "192.0.2.10", 24).WithAddress(Nic, "192.0.2.11", 24, "seth0:1");

        _host.ShouldStart(
            """
            # note the network of eth0 in /run/bridge-shadow/eth0
            ip link set dev seth0 addrgenmode none
            ip address add 192.0.2.11/24 label eth0:1 dev eth0
            ip link set dev seth0 master eth0
            ip link set dev seth0 up
            ip link set dev eth0 up
            ip route delete 192.0.2.0/24 dev eth0 proto kernel src 192.0.2.11
            ip route append 192.0.2.0/24 dev eth0 proto kernel src 192.0.2.11
            ip route delete 192.0.2.0/24 dev seth0 proto kernel src 192.0.2.11
            ip address delete 192.0.2.11/24 dev seth0
            # wait at most 10 s until IPv6 has noticed the carrier of eth0
            ip link set dev eth0 addrgenmode eui64
            rm /run/bridge-shadow/eth0
            """
        );
    }

    [Fact]
    public void Start_makes_the_bridge_again_that_a_killed_start_left()
    {
        _host.With(Plain, Shadow with { Name = "xsb2", Flags = LinkFlags.None });

        Assert.Equal(
            [
                "# note the network of eth0 in /run/bridge-shadow/eth0",
                "ip link delete dev xsb2",
                "ip link add name xsb2 address 00:16:3e:aa:aa:aa mtu 1501 type bridge forward_delay 0 stp_state 0",
            ],
            _host.Start()[..3]
        );
    }

    [Fact]
    public void Start_restores_from_the_journal_what_a_kill_half_way_lost()
    {
        using var before = new SomeHost()
            .With(Plain)
            .WithAddress(Nic, "192.0.2.10", 24, "eth0")
            .WithAddress(Nic, "2001:db8::10", 64)
            .WithDefaultRoute(Nic, "192.0.2.1");
        _host.With(Shadow, Uplink with { MasterIndex = 0 }).WithJournalOf(before, Nic);

        _host.ShouldStart(
            """
            # note the network of eth0 in /run/bridge-shadow/eth0
            ip address add 2001:db8::10/64 dev eth0 nodad noprefixroute
            ip link set dev seth0 addrgenmode none
            ip address add 192.0.2.10/24 label eth0 dev eth0
            ip link set dev seth0 master eth0
            ip link set dev seth0 up
            ip link set dev eth0 up
            ip address change 2001:db8::10/64 dev eth0
            ip -6 route append multicast ff00::/8 dev eth0 table local proto kernel metric 256
            ip route delete 192.0.2.0/24 dev eth0 proto kernel src 192.0.2.10
            ip -6 route delete 2001:db8::/64 dev eth0 proto kernel metric 256
            ip route prepend 192.0.2.1/32 dev eth0 table 255
            ip route prepend 192.0.2.0/24 dev eth0 proto kernel src 192.0.2.10
            ip -6 route append 2001:db8::/64 dev eth0 proto kernel metric 256
            ip route prepend default via 192.0.2.1 dev eth0
            ip route delete 192.0.2.1/32 dev eth0 table 255
            ip route delete 192.0.2.0/24 dev seth0 proto kernel src 192.0.2.10
            ip route delete default via 192.0.2.1 dev seth0
            ip -6 route delete 2001:db8::/64 dev seth0 proto kernel metric 256
            ip address delete 192.0.2.10/24 dev seth0
            ip address delete 2001:db8::10/64 dev seth0
            # wait at most 10 s until IPv6 has noticed the carrier of eth0
            ip link set dev eth0 addrgenmode eui64
            rm /run/bridge-shadow/eth0
            """
        );
    }

    [Fact]
    public void Start_completes_what_a_kill_left_of_a_shadowed_interface()
    {
        using var before = new SomeHost().With(Plain).WithNextHop(Nic, 7, "192.0.2.1");
        _host.With(Shadow, Uplink).WithJournalOf(before, Nic);

        _host.ShouldStart(
            """
            # note the network of eth0 in /run/bridge-shadow/eth0
            ip link set dev seth0 addrgenmode none
            ip link set dev seth0 master eth0
            ip link set dev seth0 up
            ip link set dev eth0 up
            ip route prepend 192.0.2.1/32 dev eth0 table 255
            ip nexthop replace id 7 via 192.0.2.1 dev eth0 onlink
            ip route prepend default nhid 7
            ip route delete 192.0.2.1/32 dev eth0 table 255
            # wait at most 10 s for the carrier of eth0
            ip route prepend 192.0.2.1/32 dev eth0 table 255
            ip nexthop replace id 7 via 192.0.2.1 dev eth0 onlink
            ip route prepend default nhid 7
            ip route delete 192.0.2.1/32 dev eth0 table 255
            # wait at most 10 s until IPv6 has noticed the carrier of eth0
            ip link set dev eth0 addrgenmode eui64
            rm /run/bridge-shadow/eth0
            """
        );
    }

    [Fact]
    public void Start_takes_off_the_uplink_what_a_killed_stop_prepared_there()
    {
        _host.With(Shadow, Uplink).WithAddress(Bridge, "2001:db8::10", 64).WithAddress(Nic, "2001:db8::10", 64);

        Assert.Contains("ip address delete 2001:db8::10/64 dev seth0", _host.Start());
    }
}
