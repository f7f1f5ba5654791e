using System.Net;
using Xen.Hotplug.Common;
using Xen.Hotplug.Common.Firewall;
using Xunit;

namespace Xen.Hotplug.UnitTests.Firewall;

public class AddressRangeSpecs
{
    private static string[] Parse(string text) =>
        [.. AddressRange.ParseList(text, "ip").Select(range => range.ToString())];

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("192.0.2.0/24", "192.0.2.0/24")]
    [InlineData("192.0.2.7/24", "192.0.2.7/24")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("192.0.2.7/32", "192.0.2.7")]
    [InlineData("2001:db8::7", "2001:db8::7")]
    [InlineData("2001:DB8:0:0::7", "2001:db8::7")]
    [InlineData("2001:db8::/64", "2001:db8::/64")]
    [InlineData("2001:db8::/128", "2001:db8::")]
    [InlineData("::/0", "::/0")]
    [InlineData("::ffff:192.0.2.7", "::ffff:192.0.2.7")]
    public void An_address_or_a_network_is_read(string text, string range) => Assert.Equal([range], Parse(text));

    [Theory]
    [InlineData("192.0.2.7 2001:db8::/64")]
    [InlineData("192.0.2.7,2001:db8::/64")]
    [InlineData("192.0.2.7, 2001:db8::/64")]
    [InlineData("  192.0.2.7\t,\n,2001:db8::/64 ")]
    public void Several_are_separated_by_white_space_or_commas(string text) =>
        Assert.Equal(["192.0.2.7", "2001:db8::/64"], Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(",")]
    public void A_list_without_an_address_is_an_error(string text) =>
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
    public void A_word_that_is_no_address_or_network_is_an_error_that_names_it(string word)
    {
        var error = Assert.Throws<HotplugException>(() => Parse($"192.0.2.1 {word}, 192.0.2.2"));
        Assert.Equal($"ip: {word} is neither an IPv4 or IPv6 address nor a network", error.Message);
    }

    private static AddressRange One(string text) => Assert.Single(AddressRange.ParseList(text, "ip"));

    [Fact]
    public void A_prefix_length_with_a_NUL_byte_behind_it_is_an_error() =>
        Assert.Throws<HotplugException>(() => Parse("192.0.2.0/24\0"));

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7", "192.0.2.7")]
    [InlineData("192.0.2.7/24", "192.0.2.0", "192.0.2.255")]
    [InlineData("192.0.2.7/31", "192.0.2.6", "192.0.2.7")]
    [InlineData("192.0.2.129/25", "192.0.2.128", "192.0.2.255")]
    [InlineData("172.31.255.255/12", "172.16.0.0", "172.31.255.255")]
    [InlineData("200.0.2.7/1", "128.0.0.0", "255.255.255.255")]
    [InlineData("192.0.2.7/0", "0.0.0.0", "255.255.255.255")]
    [InlineData("2001:db8::7", "2001:db8::7", "2001:db8::7")]
    [InlineData("2001:db8::7/127", "2001:db8::6", "2001:db8::7")]
    [InlineData("2001:db8::ff/121", "2001:db8::80", "2001:db8::ff")]
    [InlineData("2001:db8::7/64", "2001:db8::", "2001:db8::ffff:ffff:ffff:ffff")]
    [InlineData("2001:db8::7/0", "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("::ffff:192.0.2.7/120", "::ffff:192.0.2.0", "::ffff:192.0.2.255")]
    public void A_range_goes_from_its_first_address_to_its_last(string text, string first, string last)
    {
        Assert.Equal(IPAddress.Parse(first), new IPAddress(One(text).First));
        Assert.Equal(IPAddress.Parse(last), new IPAddress(One(text).Last));
    }

    [Theory]
    [InlineData("192.0.2.7", true)]
    [InlineData("192.0.2.7/32", true)]
    [InlineData("192.0.2.7/31", false)]
    [InlineData("2001:db8::7/128", true)]
    [InlineData("2001:db8::7/127", false)]
    [InlineData("2001:db8::7/32", false)]
    [InlineData("::ffff:192.0.2.7", true)]
    public void A_range_is_single_when_all_bits_of_its_address_count(string text, bool isSingle) =>
        Assert.Equal(isSingle, One(text).IsSingle);

    [Theory]
    [InlineData("192.0.2.0/24", "192.0.2.7", true)]
    [InlineData("192.0.2.0/24", "192.0.2.0/24", true)]
    [InlineData("192.0.2.9/24", "192.0.2.200/25", true)]
    [InlineData("192.0.2.0/24", "192.0.3.0", false)]
    [InlineData("192.0.2.7", "192.0.2.7", true)]
    [InlineData("192.0.2.7", "192.0.2.0/24", false)]
    [InlineData("192.0.2.7/31", "192.0.2.6", true)]
    [InlineData("192.0.2.7/31", "192.0.2.8", false)]
    [InlineData("0.0.0.0/0", "255.255.255.255", true)]
    [InlineData("0.0.0.0/0", "2001:db8::7", false)]
    [InlineData("0.0.0.0/0", "0.0.0.0/0", true)]
    [InlineData("2001:db8::/127", "2001:db8::1", true)]
    [InlineData("2001:db8::/127", "2001:db8::2", false)]
    [InlineData("::/0", "2001:db8::/32", true)]
    [InlineData("::/0", "192.0.2.7", false)]
    [InlineData("::/0", "::ffff:192.0.2.7", true)]
    [InlineData("192.0.2.0/24", "::ffff:192.0.2.7", false)]
    [InlineData("::ffff:192.0.2.0/120", "192.0.2.7", false)]
    public void A_range_contains_what_is_wholly_in_it_and_of_its_protocol(string range, string other, bool contains) =>
        Assert.Equal(contains, One(range).Contains(One(other)));

    [Theory]
    [InlineData("192.0.2.7 192.0.2.7", "192.0.2.7")]
    [InlineData("192.0.2.7 192.0.2.0/24 192.0.2.9", "192.0.2.0/24")]
    [InlineData("192.0.2.0/24 192.0.2.128/25 192.0.2.9/25", "192.0.2.0/24")]
    [InlineData("192.0.2.7/24 192.0.2.9/24", "192.0.2.0/24")]
    [InlineData("192.0.2.0/25 192.0.2.128/25", "192.0.2.0/25 192.0.2.128/25")]
    [InlineData("192.0.2.7 2001:db8::7 192.0.2.7/0 ::1", "2001:db8::7 0.0.0.0/0 ::1")]
    [InlineData("2001:db8::1 2001:db8::1/127 2001:db8::2", "2001:db8::/127 2001:db8::2")]
    [InlineData("192.0.2.7 ::ffff:192.0.2.7", "192.0.2.7 ::ffff:192.0.2.7")]
    [InlineData("::ffff:0:0/96 192.0.2.7", "::ffff:0:0/96 192.0.2.7")]
    public void What_lies_in_another_range_is_left_out(string text, string kept) =>
        Assert.Equal(kept, string.Join(' ', AddressRange.WithoutOverlaps(AddressRange.ParseList(text, "ip"))));

    [Fact]
    public void Ranges_without_overlaps_cover_the_same_addresses_once()
    {
        var random = new Random(4);
        for (var round = 0; round < 500; round++)
        {
            var ranges = Enumerable.Range(0, random.Next(1, 9)).Select(_ => Arbitrary(random)).ToList();

            var kept = AddressRange.WithoutOverlaps(ranges);

            Assert.All(ranges, range => Assert.Single(kept, other => other.Contains(range)));
            Assert.All(kept, range => Assert.Contains(ranges, other => range.Contains(other) && other.Contains(range)));
            Assert.All(kept, range => Assert.Single(kept, range.Contains));
            Assert.All(kept, range => Assert.Equal(range.First, range.Address.GetAddressBytes()));
        }
    }

    /// <summary>One of few addresses and lengths, so that many overlap.</summary>
    private static AddressRange Arbitrary(Random random) =>
        random.Next(2) == 0
            ? One($"192.0.2.{random.Next(16)}/{random.Next(27, 33)}")
            : One($"2001:db8::{random.Next(16):x}/{random.Next(123, 129)}");
}
