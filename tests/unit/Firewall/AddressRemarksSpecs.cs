using Xen.Hotplug.Common.Firewall;
using Xunit;

namespace Xen.Hotplug.UnitTests.Firewall;

public class AddressRemarksSpecs
{
    private static IReadOnlyList<string> Find(string text) => AddressRemarks.Find(AddressRange.ParseList(text, "ip"));

    [Theory]
    [InlineData("192.0.2.7")]
    [InlineData("192.0.2.0/24")]
    [InlineData("192.0.2.7/32")]
    [InlineData("192.0.2.7 192.0.2.7")]
    [InlineData("192.0.2.7 192.0.2.0/24")]
    [InlineData("0.0.0.0/0")]
    [InlineData("224.0.0.0/4")]
    [InlineData("10.255.255.255")]
    [InlineData("2001:db8::7")]
    [InlineData("2001:db8::/64")]
    [InlineData("2001:db8::7/128")]
    [InlineData("fe80::7")]
    [InlineData("::/0")]
    public void Nothing_is_odd_about_an_address_or_a_network(string text) => Assert.Empty(Find(text));

    [Theory]
    [InlineData("192.0.2.55/24", "192.0.2.0/24", "192.0.2.55")]
    [InlineData("192.0.2.55/31", "192.0.2.54/31", "192.0.2.55")]
    [InlineData("192.0.2.55/0", "0.0.0.0/0", "192.0.2.55")]
    [InlineData("2001:db8::55/64", "2001:db8::/64", "2001:db8::55")]
    [InlineData("2001:db8::55/127", "2001:db8::54/127", "2001:db8::55")]
    [InlineData("2001:db8::55/0", "::/0", "2001:db8::55")]
    [InlineData("192.0.2.55 192.0.2.55/24", "192.0.2.0/24", "192.0.2.55")]
    public void A_host_with_a_prefix_is_said_to_mean_its_network(string text, string network, string address)
    {
        var remark = Assert.Single(Find(text));

        Assert.Contains($"all addresses of {network};", remark, StringComparison.Ordinal);
        Assert.Contains($"write {address} to allow that one alone", remark, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("192.0.2.55 255.255.255.0", "255.255.255.0")]
    [InlineData("192.0.2.55,255.0.0.0", "255.0.0.0")]
    [InlineData("255.255.255.254", "255.255.255.254")]
    [InlineData("255.255.255.255", "255.255.255.255")]
    public void A_netmask_is_said_to_be_no_address(string text, string netmask) =>
        Assert.Contains($"{netmask} is a netmask", Assert.Single(Find(text)), StringComparison.Ordinal);

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.0.0.255")] // the wildcard notation of routers
    [InlineData("127.0.0.1")]
    [InlineData("224.0.0.251")]
    [InlineData("239.1.2.3")]
    [InlineData("240.0.0.1")]
    [InlineData("255.0.255.0")] // ones after zeros
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("ff02::fb")]
    [InlineData("::ffff:192.0.2.7")]
    public void An_address_that_no_guest_can_have_is_said_to_be_one(string text) =>
        Assert.Contains("no guest can have", Assert.Single(Find(text)), StringComparison.Ordinal);

    [Fact]
    public void What_is_odd_twice_is_said_once() => Assert.Single(Find("192.0.2.55/24 192.0.2.55/24"));
}
