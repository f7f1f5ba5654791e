using Xen.Hotplug.Common.Managers.Networkd;
using Xen.Hotplug.Common.Netlink;
using Xunit;

namespace Xen.Hotplug.UnitTests.Managers.Networkd;

public class ClientIdentitySpecs
{
    // What networkd of systemd 257 sent for a card that udev calls enp0s2.
    private const uint OfCard = 0x5cbbeb5e;

    [Fact]
    public void The_hash_is_that_of_the_paper()
    {
        byte[] key = [.. Enumerable.Range(0, 16).Select(number => (byte)number)];
        byte[] data = [.. Enumerable.Range(0, 15).Select(number => (byte)number)];

        Assert.Equal(0xa129ca6149be45e5UL, SipHash.Compute(key, data));
    }

    [Fact]
    public void A_card_is_known_by_the_first_of_its_names() =>
        Assert.Equal(
            OfCard,
            ClientIdentity.Hash("I:48\nE:ID_NET_NAME_MAC=enx525400abcd01\nE:ID_NET_NAME_PATH=enp0s2\nQ:systemd\n", null)
        );

    [Fact]
    public void A_link_without_names_is_known_by_its_address()
    {
        var one = ClientIdentity.Hash("", MacAddress.FromBytes([0x52, 0x54, 0, 0xab, 0xcd, 1]));
        var other = ClientIdentity.Hash("", MacAddress.FromBytes([0x52, 0x54, 0, 0xab, 0xcd, 2]));

        Assert.NotEqual(one, other);
    }

    [Fact]
    public void A_lease_tells_the_number() =>
        Assert.Equal(
            OfCard,
            ClientIdentity.OfLease("# private\nADDRESS=10.77.0.128\nCLIENTID=ff5cbbeb5e00020000ab11dede0fabf5e9fca3\n")
        );

    [Theory]
    [InlineData("")]
    [InlineData("CLIENTID=01525400abcd01\n")]
    [InlineData("CLIENTID=ff5cbb\n")]
    [InlineData("CLIENTID=ffhello, world\n")]
    public void A_lease_by_another_kind_of_client_id_tells_none(string lease) =>
        Assert.Null(ClientIdentity.OfLease(lease));
}
