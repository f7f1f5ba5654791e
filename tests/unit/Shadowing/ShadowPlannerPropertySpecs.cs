using Xen.Hotplug.Common.Netlink;
using Xunit;
using static Xen.Hotplug.UnitTests.Shadowing.SomeHost;

namespace Xen.Hotplug.UnitTests.Shadowing;

/// <summary>At which moment of a start or stop what is set on the link itself goes along.</summary>
public sealed class ShadowPlannerPropertySpecs : IDisposable
{
    private readonly SomeHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Start_sets_the_bridge_first_and_moves_names_with_the_links()
    {
        _host
            .With(Plain)
            .WithProperties(Nic, Set(group: 7, flags: LinkFlag.Multicast | LinkFlag.NoArp), "enp3s0", "two names")
            .WithMulticast(Nic, "01:00:5e:00:00:12");

        _host.ShouldStart(
            """
            # note the network of eth0 in /run/bridge-shadow/eth0
            ip link add name xsb2 address 00:16:3e:aa:aa:aa mtu 1501 type bridge forward_delay 0 stp_state 0
            ip link set dev xsb2 mtu 1500
            ip link set dev xsb2 group 7
            ip link set dev xsb2 arp off
            ip maddress add 01:00:5e:00:00:12 dev xsb2
            ip link set dev xsb2 addrgenmode none
            ip link set dev eth0 addrgenmode none
            ip link set dev eth0 name seth0
            ip link set dev xsb2 name eth0
            ip link property del dev seth0 altname enp3s0
            ip link property add dev eth0 altname enp3s0
            ip link property del dev seth0 altname 'two names'
            ip link property add dev eth0 altname 'two names'
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
    public void Start_gives_the_bridge_limits_once_the_nic_is_its_port()
    {
        _host
            .With(Plain)
            .WithProperties(
                Nic,
                message =>
                    message
                        .Number(LinkAttribute.GsoMaximumSize, 100000)
                        .Number(LinkAttribute.TransmitQueueLength, 500)
                        .Number(LinkAttribute.GroMaximumSize, 65536)
            );

        var commands = _host.Start();

        Assert.Equal(
            [
                "ip link set dev eth0 up",
                "ip link set dev eth0 txqueuelen 500",
                "ip link set dev eth0 gso_max_size 100000",
            ],
            commands[^6..^3]
        );
    }

    [Fact]
    public void Stop_gives_the_nic_what_differs_and_takes_names_back()
    {
        _host
            .With(Shadow, Uplink)
            .WithProperties(Bridge, Set(group: 9, LinkFlag.Multicast), "enp3s0")
            .WithProperties(Nic, Set(group: 7, LinkFlag.Multicast | LinkFlag.Promiscuous))
            .WithMulticast(Bridge, "01:00:5e:00:00:13")
            .WithMulticast(Nic, "01:00:5e:00:00:12");

        _host.ShouldStop(
            """
            # note the network of eth0 in /run/bridge-shadow/eth0
            ip link set dev seth0 group 9
            ip link set dev seth0 promisc off
            ip maddress add 01:00:5e:00:00:13 dev seth0
            ip maddress delete 01:00:5e:00:00:12 dev seth0
            ip link set dev eth0 name xsb2
            ip link set dev seth0 name eth0
            ip link property del dev xsb2 altname enp3s0
            ip link property add dev eth0 altname enp3s0
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
    public void Stop_leaves_the_limits_of_the_nic_alone()
    {
        _host
            .With(Shadow, Uplink)
            .WithProperties(Bridge, message => message.Number(LinkAttribute.GsoMaximumSize, 65536))
            .WithProperties(Nic, message => message.Number(LinkAttribute.GsoMaximumSize, 40000));

        Assert.DoesNotContain(_host.Stop(), command => command.Contains("gso", StringComparison.Ordinal));
    }

    [Fact]
    public void A_name_that_a_failed_start_lost_is_given_to_the_bridge()
    {
        using var before = new SomeHost().With(Plain);
        _host.With(Uplink with { MasterIndex = 0 }).WithJournalOf(before, Nic, "enp3s0");

        Assert.Contains("ip link property add dev eth0 altname enp3s0", _host.Start());
    }

    [Fact]
    public void A_name_that_was_taken_away_after_a_killed_start_stays_away()
    {
        using var before = new SomeHost().With(Plain);
        _host.With(Plain).WithJournalOf(before, Nic, "enp3s0");

        Assert.DoesNotContain(_host.Start(), command => command.Contains("altname", StringComparison.Ordinal));
    }

    private static LinkProperties Set(int group, uint flags) =>
        new(flags, Netlink.Wire.Attributes(message => message.Number(LinkAttribute.Group, group)), []);
}
