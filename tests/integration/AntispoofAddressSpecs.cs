using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>The key ip as people write it: lists of addresses and networks, in any order, that may overlap.</summary>
public sealed class AntispoofAddressSpecs : AntispoofSpecs
{
    [Theory]
    [InlineData("192.0.2.5", "192.0.2.5", "192.0.2.4 192.0.2.6 2001:db8::5 fe80::1")]
    [InlineData("192.0.2.5/32", "192.0.2.5", "192.0.2.4 192.0.2.6 0.0.0.0")]
    [InlineData("192.0.2.5 192.0.2.9", "192.0.2.5 192.0.2.9", "192.0.2.6 192.0.2.8")]
    [InlineData("192.0.2.5,192.0.2.9", "192.0.2.5 192.0.2.9", "192.0.2.6 192.0.2.8")]
    [InlineData(" 192.0.2.5 ,  192.0.2.9,, ", "192.0.2.5 192.0.2.9", "192.0.2.6 192.0.2.8")]
    [InlineData("192.0.2.5 192.0.2.5", "192.0.2.5", "192.0.2.6")]
    [InlineData("192.0.2.77/28", "192.0.2.64 192.0.2.77 192.0.2.79", "192.0.2.63 192.0.2.80")]
    [InlineData("192.0.2.4/31", "192.0.2.4 192.0.2.5", "192.0.2.3 192.0.2.6")]
    [InlineData("192.0.2.0/24 192.0.2.64/26", "192.0.2.0 192.0.2.64 192.0.2.255", "192.0.1.255 192.0.3.0")]
    [InlineData("192.0.2.64/26 192.0.2.70 192.0.2.0/24", "192.0.2.0 192.0.2.70 192.0.2.255", "192.0.1.255 192.0.3.0")]
    [InlineData("192.0.2.0/25,192.0.2.128/25", "192.0.2.127 192.0.2.128", "192.0.1.255 192.0.3.0")]
    [InlineData("192.0.2.0/24,192.0.2.0/24", "192.0.2.7", "192.0.3.0")]
    [InlineData("128.0.0.0/1", "128.0.0.0 192.0.2.5", "127.255.255.255 0.0.0.0")]
    [InlineData("0.0.0.0/0", "192.0.2.5 10.0.0.1 255.255.255.254 0.0.0.0", "2001:db8::5 fe80::1")]
    [InlineData("192.0.2.5/0", "192.0.2.5 10.0.0.1", "2001:db8::5")]
    public Task A_guest_may_send_only_from_the_IPv4_addresses_of_its_key_ip(string ip, string own, string others) =>
        Check(ip, own, others);

    [Theory]
    [InlineData("2001:db8::5", "2001:db8::5", "2001:db8::4 2001:db8::6 192.0.2.5 fe80::1")]
    [InlineData("2001:DB8:0:0::5/128", "2001:db8::5", "2001:db8::4 2001:db8::6")]
    [InlineData("2001:db8::5,192.0.2.5", "2001:db8::5 192.0.2.5", "2001:db8::6 192.0.2.6")]
    [InlineData("2001:db8:1::77/64", "2001:db8:1:: 2001:db8:1::ffff", "2001:db8:0:ffff:: 2001:db8:1:1::")]
    [InlineData("2001:db8::4/127", "2001:db8::4 2001:db8::5", "2001:db8::3 2001:db8::6")]
    [InlineData("2001:db8::/32 2001:db8:1::/64", "2001:db8:: 2001:db8:1::7 2001:db8:f::", "2001:db9::")]
    [InlineData("2001:db8:1::/64,2001:db8:1::7,2001:db8::/32", "2001:db8:: 2001:db8:1::7", "2001:db9::")]
    [InlineData("2001:db8::/33,2001:db8:8000::/33", "2001:db8:7fff:: 2001:db8:8000::", "2001:db7:: 2001:db9::")]
    [InlineData("fe80::7", "fe80::7", "fe80::8 2001:db8::5")]
    [InlineData("fe80::/64", "fe80::7 fe80::1", "2001:db8::5 fec0::1")]
    [InlineData("::/0", "2001:db8::5 fe80::1 fd00::1", "192.0.2.5 0.0.0.0")]
    [InlineData("::/0 0.0.0.0/0", "2001:db8::5 fe80::1 192.0.2.5 0.0.0.0", "")]
    public Task A_guest_may_send_only_from_the_IPv6_addresses_of_its_key_ip(string ip, string own, string others) =>
        Check(ip, own, others);

    [Theory]
    [InlineData("0.0.0.0/0")]
    [InlineData("::/0")]
    public async Task A_guest_with_all_addresses_is_neither_a_router_nor_a_dhcp_server(string ip)
    {
        var port = await GivenAVif(ip);
        await Online("yes");

        ShouldBeStopped(port, GuestFrame.AllThat(May.Never));
    }

    /// <summary>
    /// A guest may say that an address is there if it may send from it; its own link-local one always.
    /// </summary>
    private async Task Check(string ip, string own, string others)
    {
        var port = await GivenAVif(ip);
        // It may say that it takes an address with its length for a network.
        (await Online(["antispoof=yes"])).ShouldSucceed();
        await ShouldHaveGuards("yes");
        await Host.PortForwards("vif1.0");

        ShouldPass(port, $"{own} {Party.Own.LinkLocal}".Split(' ').SelectMany(Claims));
        ShouldBeStopped(port, others.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(Claims));
    }

    private static byte[][] Claims(string address) =>
        address.Contains(':', StringComparison.Ordinal)
            ?
            [
                Inet6.UdpFrame(address),
                NeighbourDiscovery.Advertise(address, address, NeighbourDiscovery.TargetMac(Party.Own.Mac)),
                NeighbourDiscovery.Solicit("::", address),
            ]
            : [Inet.UdpFrame(address), Frame.Arp(2, Party.Own.Mac, address, "192.0.2.1")];
}
