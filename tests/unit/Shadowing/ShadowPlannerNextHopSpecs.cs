using Xen.Hotplug.Common;
using Xen.Hotplug.Common.Shadowing;
using Xunit;
using static Xen.Hotplug.UnitTests.Shadowing.SomeHost;

namespace Xen.Hotplug.UnitTests.Shadowing;

/// <summary>What start and stop do for next hop objects, which a link has only while it has its carrier.</summary>
public sealed class ShadowPlannerNextHopSpecs : IDisposable
{
    private readonly SomeHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Start_waits_for_the_carrier_before_next_hops_are_restored()
    {
        _host.With(Plain).WithAddress(Nic, "192.0.2.10", 24).WithNextHop(Nic, 7, "192.0.2.1");

        _host.ShouldStart(
            """
            # note the network of eth0 in /run/bridge-shadow/eth0
            ip link add name xsb2 address 00:16:3e:aa:aa:aa mtu 1501 type bridge forward_delay 0 stp_state 0
            ip link set dev xsb2 mtu 1500
            ip link set dev xsb2 addrgenmode none
            ip link set dev eth0 addrgenmode none
            ip link set dev eth0 name seth0
            ip link set dev xsb2 name eth0
            ip address add 192.0.2.10/24 dev eth0
            ip link set dev seth0 master eth0
            ip link set dev seth0 up
            ip link set dev eth0 up
            ip route delete 192.0.2.0/24 dev eth0 proto kernel src 192.0.2.10
            ip route prepend 192.0.2.1/32 dev eth0 table 255
            ip nexthop replace id 7 via 192.0.2.1 dev eth0 onlink
            ip route prepend 192.0.2.0/24 dev eth0 proto kernel src 192.0.2.10
            ip route prepend default nhid 7
            ip route delete 192.0.2.1/32 dev eth0 table 255
            ip route delete 192.0.2.0/24 dev seth0 proto kernel src 192.0.2.10
            ip address delete 192.0.2.10/24 dev seth0
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
    public void Start_puts_a_route_by_a_next_hop_behind_what_it_deletes()
    {
        _host.With(Plain).WithInet6NextHop(Nic, 7).WithDefaultRoute(Nic, "fe80::1");

        Assert.Equal(
            [
                "ip -6 route delete default nhid 7",
                "ip -6 route append default nhid 7",
                "ip -6 route append default via fe80::1 dev eth0",
                "ip -6 route append default nhid 7",
                "ip -6 route delete default via fe80::1 dev seth0",
                "ip -6 route append default nhid 7",
            ],
            _host.Start().Where(command => command.StartsWith("ip -6 route", StringComparison.Ordinal))
        );
    }

    [Fact]
    public void Start_is_refused_where_the_kernel_takes_another_route_for_its_own()
    {
        _host.With(Plain).WithInet6NextHop(9, 7).WithDefaultRoute(Nic, "fe80::1");

        var refusal = Assert.Throws<HotplugException>(_host.Start).Message;

        Assert.Equal(
            "the kernel would delete the IPv6 route 'default nhid 7', which stays, in place of "
                + "'default via fe80::1 dev eth0'; give one of them another metric",
            refusal
        );
    }

    [Fact]
    public void Start_tries_next_hops_once_more_where_the_nic_goes_down()
    {
        _host.Release = new KernelRelease(6, 1);
        _host.With(Plain).WithNextHop(Nic, 7, "192.0.2.1");

        Assert.Equal(
            [
                "ip route prepend 192.0.2.1/32 dev eth0 table 255",
                "ip nexthop replace id 7 via 192.0.2.1 dev eth0 onlink",
                "ip route delete 192.0.2.1/32 dev eth0 table 255",
            ],
            _host.Start().Take(3)
        );
    }

    [Fact]
    public void Stop_restores_next_hops_once_the_nic_has_its_carrier()
    {
        _host.With(Shadow, Uplink).WithNextHop(Bridge, 7, "192.0.2.1");

        Assert.Equal(
            [
                "# wait at most 10 s for the carrier of eth0",
                "ip route prepend 192.0.2.1/32 dev eth0 table 255",
                "ip nexthop replace id 7 via 192.0.2.1 dev eth0 onlink",
                "ip route prepend default nhid 7",
                "ip route delete 192.0.2.1/32 dev eth0 table 255",
            ],
            _host.Stop().SkipWhile(command => !command.StartsWith("# wait", StringComparison.Ordinal)).Take(5)
        );
    }
}
