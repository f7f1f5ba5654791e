using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Netlink;
using Xunit;

namespace Xen.Hotplug.UnitTests.Netlink;

public class MacAddressSpecs
{
    private static MacAddress Parse(string text) =>
        MacAddress.TryParse(text, out var address) ? address.Value : throw new FormatException(text);

    [Theory]
    [InlineData("00:16:3e:0a:b0:ff", new byte[] { 0x00, 0x16, 0x3e, 0x0a, 0xb0, 0xff })]
    [InlineData("00:16:3E:0A:B0:FF", new byte[] { 0x00, 0x16, 0x3e, 0x0a, 0xb0, 0xff })]
    [InlineData("ff:00:00:00:00:00", new byte[] { 0xff, 0, 0, 0, 0, 0 })]
    [InlineData("00:00:00:00:00:00", new byte[] { 0, 0, 0, 0, 0, 0 })]
    public void Six_hexadecimal_bytes_with_colons_are_an_address(string text, byte[] bytes)
    {
        Assert.Equal(bytes, Parse(text).ToBytes());
        Assert.Equal(Parse(text), MacAddress.FromBytes(bytes));
    }

    [Fact]
    public void An_address_is_written_in_lower_case() =>
        Assert.Equal("00:16:3e:0a:b0:ff", Parse("00:16:3E:0A:B0:FF").ToString());

    [Theory]
    [InlineData("")]
    [InlineData("00:16:3e:0a:b0")]
    [InlineData("00:16:3e:0a:b0:ff:00")]
    [InlineData("00:16:3e:0a:b0:f")]
    [InlineData("0:16:3e:0a:b0:ff")]
    [InlineData("00-16-3e-0a-b0-ff")]
    [InlineData("00163e0ab0ff")]
    [InlineData("00:16:3e:0a:b0:fg")]
    [InlineData("00:16:3e:0a:b0: f")]
    [InlineData("00:16:3e:0a:b0:f ")]
    [InlineData("00:16:3e:0a:b0:+f")]
    [InlineData("00:16:3e:0a:b0:-f")]
    [InlineData("00:16:3e:0a:b0:\uff11\uff11")]
    [InlineData("00:16:3e:0a:b0:ff\n")]
    [InlineData("00:16:3e:0a:b0:f\0")]
    [InlineData("0\0:16:3e:0a:b0:ff")]
    [InlineData("00:16:3e:0ab:0:ff")]
    public void A_text_of_another_form_is_no_address(string text)
    {
        Assert.False(MacAddress.TryParse(text, out var address));
        Assert.Null(address);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(20)]
    public void Bytes_of_another_length_are_no_address(int length) =>
        Assert.Null(MacAddress.FromBytes(new byte[length]));

    [Theory]
    [InlineData("01:00:5e:00:00:01", true)]
    [InlineData("ff:ff:ff:ff:ff:ff", true)]
    [InlineData("fe:ff:ff:ff:ff:ff", false)]
    [InlineData("00:16:3e:00:00:01", false)]
    [InlineData("00:01:01:01:01:01", false)]
    public void The_lowest_bit_of_the_first_byte_marks_a_group(string text, bool isMulticast) =>
        Assert.Equal(isMulticast, Parse(text).IsMulticast);

    [Fact]
    public void The_hosts_end_of_a_guests_NIC_has_the_largest_address_of_a_single_NIC() =>
        Assert.Equal("fe:ff:ff:ff:ff:ff", BackendPort.Address.ToString());

    [Fact]
    public void Addresses_are_equal_by_their_bytes()
    {
        Assert.Equal(Parse("00:16:3e:00:00:0A"), Parse("00:16:3e:00:00:0a"));
        Assert.NotEqual(Parse("00:16:3e:00:00:01"), Parse("01:16:3e:00:00:01"));
    }

    /// <summary>The first is the example of RFC 2464, the second that of RFC 4291, appendix A, with numbers.</summary>
    [Theory]
    [InlineData("34:56:78:9a:bc:de", "fe80::3656:78ff:fe9a:bcde")]
    [InlineData("02:00:5e:10:00:01", "fe80::5eff:fe10:1")]
    [InlineData("00:16:3e:12:34:56", "fe80::216:3eff:fe12:3456")]
    [InlineData("fe:ff:ff:ff:ff:ff", "fe80::fcff:ffff:feff:ffff")]
    [InlineData("00:00:00:00:00:00", "fe80::200:ff:fe00:0")]
    public void The_link_local_address_is_the_modified_EUI_64_of_the_MAC(string text, string linkLocal) =>
        Assert.Equal(linkLocal, Parse(text).LinkLocal.ToString());
}
