using Xen.Hotplug.Common;
using Xen.Hotplug.Common.Firewall;
using Xunit;

namespace Xen.Hotplug.UnitTests.Firewall;

public class AddressRangeSpecs
{
    private static string[] Parse(string text) =>
        [.. AddressRange.ParseList(text, "ip").Select(range => range.ToString())];

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7/32")]
    [InlineData("192.0.2.0/24", "192.0.2.0/24")]
    [InlineData("192.0.2.7/24", "192.0.2.7/24")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("192.0.2.7/32", "192.0.2.7/32")]
    [InlineData("2001:db8::7", "2001:db8::7/128")]
    [InlineData("2001:DB8:0:0::7", "2001:db8::7/128")]
    [InlineData("2001:db8::/64", "2001:db8::/64")]
    [InlineData("2001:db8::/128", "2001:db8::/128")]
    [InlineData("::/0", "::/0")]
    [InlineData("::ffff:192.0.2.7", "::ffff:192.0.2.7/128")]
    public void An_address_or_a_network_is_read(string text, string range) => Assert.Equal([range], Parse(text));

    [Theory]
    [InlineData("192.0.2.7 2001:db8::/64")]
    [InlineData("192.0.2.7,2001:db8::/64")]
    [InlineData("192.0.2.7, 2001:db8::/64")]
    [InlineData("  192.0.2.7\t,\n,2001:db8::/64 ")]
    public void Several_are_separated_by_white_space_or_commas(string text) =>
        Assert.Equal(["192.0.2.7/32", "2001:db8::/64"], Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(",")]
    public void A_list_without_an_address_is_an_error_and_no_leave_for_all(string text) =>
        Assert.Throws<HotplugException>(() => Parse(text));

    [Theory]
    [InlineData("192.0.2")]
    [InlineData("192.0.2.256")]
    [InlineData("192.0.2.07")]
    [InlineData("0xc0000207")]
    [InlineData("3221225991")]
    [InlineData("192.0.2.7.")]
    [InlineData("192.0.2.0/33")]
    [InlineData("192.0.2.0/-1")]
    [InlineData("192.0.2.0/+1")]
    [InlineData("192.0.2.0/")]
    [InlineData("192.0.2.0/24/24")]
    [InlineData("192.0.2.0/255.255.255.0")]
    [InlineData("192.0.2.0/99999999999")]
    [InlineData("/24")]
    [InlineData("2001:db8::/129")]
    [InlineData("2001:db8::7::")]
    [InlineData("2001:db8::12345")]
    [InlineData("fe80::1%eth0")]
    [InlineData("fe80::1%2")]
    [InlineData("[2001:db8::7]")]
    [InlineData("[2001:db8::7]:80")]
    [InlineData("guest.example.org")]
    [InlineData("192.0.2.7;drop")]
    [InlineData("any")]
    public void Anything_else_is_an_error_that_names_it(string word)
    {
        var error = Assert.Throws<HotplugException>(() => Parse($"192.0.2.1 {word}, 192.0.2.2"));
        Assert.Equal($"ip: {word} is neither an IPv4 or IPv6 address nor a network", error.Message);
    }
}
