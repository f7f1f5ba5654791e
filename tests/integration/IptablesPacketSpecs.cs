using Xen.Hotplug.TestSupport;
using Xunit;
using static Xen.Hotplug.TestSupport.Party;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>With firewall=iptables a guest's packets pass a FORWARD that drops, and a guarded one's only from its addresses.</summary>
public abstract class IptablesPacketSpecs : IptablesSpecs
{
    private static IEnumerable<byte[]> Own =>
        [
            Inet.UdpFrame(Party.Own.Inet),
            Inet.EchoRequest(Party.Own.Inet),
            Inet.Connect(InNetwork),
            Inet6.UdpFrame(Party.Own.Inet6),
            Inet6.EchoRequest(InNetwork6),
            Inet6.UdpFrame(Party.Own.LinkLocal, Inet6.AllNodes),
            NeighbourDiscovery.Solicit("::", Party.Own.Inet6),
            NeighbourDiscovery.Listen("::"),
            NeighbourDiscovery.Listen2("::"),
            NeighbourDiscovery.Solicit(Party.Own.Inet6, Party.Neighbour.Inet6),
        ];

    private static IEnumerable<byte[]> Foreign =>
        [
            Inet.UdpFrame(Party.Neighbour.Inet),
            Inet.EchoRequest(Party.Neighbour.Inet),
            Inet.Connect(Party.Neighbour.Inet),
            Inet.UdpFrame("0.0.0.0"),
            Inet.UdpFrame("198.51.100.63"),
            Inet.UdpFrame("198.51.100.128"),
            Inet6.UdpFrame(Party.Neighbour.Inet6),
            Inet6.EchoRequest(Party.Neighbour.Inet6),
            Inet6.UdpFrame("2001:db8:0:ffff:ffff:ffff:ffff:ffff"),
            Inet6.UdpFrame("2001:db8:1:1::"),
            Inet6.UdpFrame(Party.Neighbour.LinkLocal, Inet6.AllNodes),
            Inet6.UdpFrame("::", Inet6.AllNodes),
            NeighbourDiscovery.Solicit(Party.Neighbour.Inet6, Party.Own.Inet6),
            NeighbourDiscovery.Advertise(Party.Neighbour.LinkLocal, Party.Neighbour.Inet6),
        ];

    private static IEnumerable<byte[]> OfServers =>
        [
            Inet.UdpFrame(Party.Own.Inet, Inet.Everybody, 67, 68),
            Inet6.UdpFrame(Party.Own.LinkLocal, Inet6.AllNodes, 547, 546),
            NeighbourDiscovery.AdvertiseRouter(Party.Own.LinkLocal),
            NeighbourDiscovery.RedirectTo(Party.Own.LinkLocal, Party.Own.LinkLocal, "2001:db8:5::1"),
        ];

    private static byte[] FromNeighbour(byte[] frame) => frame.From(Party.Neighbour.Mac);

    private static byte[] ToNeighbour(byte[] frame) => frame.To(Party.Neighbour.Mac);

    [Theory]
    [InlineData("yes")]
    [InlineData("no")]
    public async Task A_guests_own_packets_pass_where_FORWARD_drops(string antispoof)
    {
        var port = await GivenOnline(antispoof);

        ShouldPass(port, Own);
    }

    [Theory]
    [InlineData("yes")]
    [InlineData("no")]
    public async Task Packets_to_the_guest_pass_where_FORWARD_drops(string antispoof)
    {
        var port = await GivenOnline(antispoof);

        foreach (var frame in (byte[][])[Inet.UdpFrame("203.0.113.9", Party.Own.Inet), .. OfServers])
        {
            Neighbour.Send(FromNeighbour(frame));
            port.ReceiveUntil(FromNeighbour(frame));
        }
    }

    [Fact]
    public async Task FORWARD_drops_the_packets_without_the_rules()
    {
        var port = await GivenAVif();
        Variables["firewall"] = "none";
        await ComeOnline("no");
        var packet = Inet.UdpFrame(Party.Own.Inet);
        var afterwards = Frame.Arp(1, Party.Own.Mac, Party.Own.Inet, Party.Neighbour.Inet);

        port.Send(packet);
        port.Send(afterwards);

        Assert.False(Neighbour.IsAmong(Neighbour.ReceiveUntil(afterwards), packet));
    }

    [Fact]
    public async Task Packets_from_other_addresses_do_not_pass_a_guarded_port()
    {
        var port = await GivenOnline();

        ShouldBeStopped(port, Foreign);
        ShouldBeStopped(port, Inet.Packet(Party.Neighbour.Inet, "192.0.2.7", Inet.Udp, new byte[16], fragment: 9));
    }

    [Fact]
    public async Task Packets_from_other_addresses_pass_an_open_port()
    {
        var port = await GivenOnline("no");

        ShouldPass(port, [Inet.UdpFrame(Party.Neighbour.Inet), Inet6.UdpFrame(Party.Neighbour.Inet6), .. OfServers]);
    }

    [Theory]
    [InlineData(Ip)]
    [InlineData(null)]
    public async Task A_guarded_guest_is_neither_a_router_nor_a_DHCP_server(string? ip)
    {
        var port = await GivenOnline(ip: ip);

        ShouldBeStopped(port, OfServers);
    }

    [Fact]
    public async Task A_guarded_guest_without_ip_may_send_from_any_address()
    {
        var port = await GivenOnline(ip: null);

        ShouldPass(port, Own);
        ShouldPass(port, Inet.UdpFrame(Party.Neighbour.Inet), Inet6.UdpFrame(Party.Neighbour.Inet6));
    }

    [Fact]
    public async Task A_guest_with_IPv4_alone_may_send_IPv6_from_its_link_local_address()
    {
        var port = await GivenOnline(ip: Party.Own.Inet);

        ShouldPass(port, Inet.UdpFrame(Party.Own.Inet), Inet6.UdpFrame(Party.Own.LinkLocal, Inet6.AllNodes));
        ShouldBeStopped(port, Inet6.UdpFrame(Party.Own.Inet6), Inet6.UdpFrame("fe80::1", Inet6.AllNodes));
    }

    [Fact]
    public async Task A_guest_with_IPv6_alone_may_send_no_IPv4()
    {
        var port = await GivenOnline(ip: Party.Own.Inet6);

        ShouldPass(port, Inet6.UdpFrame(Party.Own.Inet6));
        ShouldBeStopped(port, Inet.UdpFrame(Party.Own.Inet), Inet.EchoRequest(Party.Own.Inet));
    }

    /// <summary>Where one rule accepts what is sent to the neighbour, before another looks at who sends it, they pass.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_neighbour_that_is_online_gets_no_forged_packet(bool isNeighbourFirst)
    {
        if (isNeighbourFirst)
            await GivenTheNeighbourOnline();
        var port = await GivenOnline();
        if (!isNeighbourFirst)
            await GivenTheNeighbourOnline();

        ShouldBeStopped(port, Foreign);
        ShouldBeStopped(port, OfServers);
        foreach (var frame in Foreign.Concat(OfServers).Select(ToNeighbour))
        {
            var marker = Marker();
            port.Send(frame);
            port.Send(marker);
            Assert.False(Neighbour.IsAmong(Neighbour.ReceiveUntil(marker), frame));
        }
        ShouldPass(port, Own);
    }

    [Fact]
    public async Task Two_guarded_guests_reach_each_other_by_their_own_addresses_alone()
    {
        var port = await GivenOnline();
        await GivenTheNeighbourOnline();
        var (own, forged) = (
            FromNeighbour(Inet.UdpFrame(Party.Neighbour.Inet, Party.Own.Inet)),
            FromNeighbour(Inet.UdpFrame("192.0.2.1", Party.Own.Inet))
        );

        Neighbour.Send(forged);
        Neighbour.Send(own);

        Assert.False(port.IsAmong(port.ReceiveUntil(own), forged));
    }
}

public sealed class IptablesNftPacketSpecs : IptablesPacketSpecs;

public sealed class IptablesLegacyPacketSpecs : IptablesPacketSpecs
{
    protected override string Variant => "legacy";
}
