using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>Addresses of a guest that most likely do not mean what they say: the guest comes online, and it is said.</summary>
public sealed class AntispoofRemarkSpecs : VifBridgeSpecs
{
    [Theory]
    [InlineData("192.0.2.55/24", "all addresses of 192.0.2.0/24", "write 192.0.2.55 to allow that one alone")]
    [InlineData("2001:db8::55/64", "all addresses of 2001:db8::/64", "write 2001:db8::55 to allow that one alone")]
    [InlineData("192.0.2.55/0", "all addresses of 0.0.0.0/0", "192.0.2.55")]
    [InlineData("192.0.2.55 255.255.255.0", "255.255.255.0 is a netmask")]
    [InlineData("192.0.2.55 0.0.0.255", "0.0.0.255 is an address that no guest can have")]
    [InlineData("224.0.0.251", "224.0.0.251 is an address that no guest can have")]
    public async Task What_is_odd_about_an_address_is_said_to_caller_and_log(string ip, params string[] words)
    {
        await GivenAGuest();
        Store.Write($"{Backend}/ip", ip);

        (await Online("antispoof=yes")).ShouldWarn(words);

        Assert.Equal("connected", Status);
        Assert.Contains(words[0], Host.Read("/var/log/xen/xen-hotplug.log"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("192.0.2.55")]
    [InlineData("192.0.2.0/24")]
    [InlineData("192.0.2.55,2001:db8::55")]
    [InlineData("192.0.2.55 192.0.2.55 192.0.2.0/24")]
    [InlineData("0.0.0.0/0 ::/0")]
    public async Task Nothing_is_said_of_addresses_and_networks(string ip)
    {
        await GivenAGuest();
        Store.Write($"{Backend}/ip", ip);

        (await Online("antispoof=yes")).ShouldSucceedQuietly();
    }

    [Fact]
    public async Task Nothing_is_said_of_a_guest_that_is_not_guarded()
    {
        await GivenAGuest();
        Store.Write($"{Backend}/ip", "192.0.2.55/24");

        (await Online("antispoof=no")).ShouldSucceedQuietly();
    }

    [Theory]
    [InlineData("192.0.2.55/255.255.255.0")]
    [InlineData("192.0.2.55 0xffffff00")]
    [InlineData("192.0.2.*")]
    public async Task Netmasks_in_other_notations_are_errors_as_before(string ip)
    {
        await GivenAGuest();
        Store.Write($"{Backend}/ip", ip);

        (await Online("antispoof=yes")).ShouldFail("ip");
    }
}
