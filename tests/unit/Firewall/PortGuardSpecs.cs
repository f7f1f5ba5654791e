using Xen.Hotplug.Common.Firewall;
using Xen.Hotplug.Common.Nftables;
using Xunit;
using static Xen.Hotplug.UnitTests.Bridging.SomeLinks;

namespace Xen.Hotplug.UnitTests.Firewall;

public class PortGuardSpecs
{
    private const string Mac1 = "00:16:3e:12:34:56";

    /// <summary>24 characters, and each address its own and one more.</summary>
    private const string Beginning = $"mac {Mac1} ip";

    private static PortGuard Guard(
        string ip = "",
        string device = "vif1.0",
        int index = 0x01020304,
        string mac = Mac1
    ) => new(device, index, Mac(mac), ip.Length == 0 ? [] : AddressRange.ParseList(ip, "ip"));

    private static string[] Show(PortGuard guard, bool isIndexSwapped = false) =>
        [.. guard.Elements("L", isIndexSwapped).Select(part => Show(part.Element))];

    private static string Show(NftablesElement element) =>
        $"{element.Set} {Hex(element.Key)}"
        + (element.LastKey is { } last ? $"-{Hex(last)}" : "")
        + (element.Data is { } data ? $" : {Hex(data)}" : "")
        + (element.Comment is { } comment ? $" # {comment}" : "");

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    private static string? Comment(PortGuard guard) => guard.Elements("L").First().Element.Comment;

    private static string Addresses(int short10, int long11) =>
        string.Join(
            ' ',
            Enumerable
                .Range(1, short10)
                .Select(number => $"192.0.2.{number}")
                .Concat(Enumerable.Range(10, long11).Select(number => $"192.0.2.{number}"))
        );

    [Fact]
    public void A_guard_without_addresses_has_elements_for_any_address() =>
        Assert.Equal(
            [
                $"records 766966312e3000000000000000000000 : 04030201 # mac {Mac1}",
                "ports 04030201",
                "mac_addresses 0403020100163e1234560000",
                "nd_mac_addresses 0403020100163e1234560000",
                "any_address 04030201",
            ],
            Show(Guard())
        );

    [Fact]
    public void A_guard_with_addresses_has_elements_for_each_and_for_link_local() =>
        Assert.Equal(
            [
                $"records 766966312e3000000000000000000000 : 04030201 # mac {Mac1} ip 192.0.2.5 2001:db8::5",
                "ports 04030201",
                "mac_addresses 0403020100163e1234560000",
                "nd_mac_addresses 0403020100163e1234560000",
                "ipv4_addresses 04030201c0000205",
                "ipv6_addresses 0403020120010db8000000000000000000000005",
                "nd_targets 0403020120010db8000000000000000000000005",
                "ipv6_addresses 04030201fe8000000000000002163efffe123456",
                "nd_targets 04030201fe8000000000000002163efffe123456",
            ],
            Show(Guard("192.0.2.5 2001:db8::5"))
        );

    [Theory]
    [InlineData(false, "04030201")]
    [InlineData(true, "01020304")]
    public void Networks_are_intervals_with_the_index_in_their_sets_byte_order(bool isIndexSwapped, string index) =>
        Assert.Equal(
            [
                "ipv4_addresses 04030201c0000205",
                $"ipv4_networks {index}c6336440-{index}c633647f",
                $"ipv6_networks {index}20010db8000100000000000000000000-{index}20010db800010000ffffffffffffffff",
                $"nd_target_networks {index}20010db8000100000000000000000000-{index}20010db800010000ffffffffffffffff",
                "ipv6_addresses 04030201fe8000000000000002163efffe123456",
                "nd_targets 04030201fe8000000000000002163efffe123456",
            ],
            Show(Guard("192.0.2.5 198.51.100.99/26 2001:db8:1::7/64"), isIndexSwapped)[4..]
        );

    [Fact]
    public void A_link_local_address_within_a_network_has_no_element_of_its_own() =>
        Assert.Equal(
            [
                "ipv6_networks 04030201fe800000000000000000000000000000-04030201febfffffffffffffffffffffffffffff",
                "nd_target_networks 04030201fe800000000000000000000000000000-04030201febfffffffffffffffffffffffffffff",
            ],
            Show(Guard("fe80::/10"))[4..]
        );

    [Fact]
    public void Addresses_that_overlap_have_one_element() =>
        Assert.Equal(
            ["ipv4_networks 04030201c0000200-04030201c00002ff"],
            Show(Guard("192.0.2.5 192.0.2.0/24 192.0.2.5"))[4..^2]
        );

    [Fact]
    public void An_IPv4_mapped_address_is_an_IPv6_address() =>
        Assert.Equal("ipv6_addresses 0403020100000000000000000000ffffc0000205", Show(Guard("::ffff:192.0.2.5"))[4]);

    [Fact]
    public void The_longest_name_leaves_room_for_its_NUL_byte() =>
        Assert.Equal("6162636465666768696a6b6c6d6e6f00", Hex(PortGuard.RecordOf("abcdefghijklmno").Key));

    [Fact]
    public void Each_element_is_written_for_nft_with_the_name_of_its_link() =>
        Assert.Equal(
            [
                $"bridge xen-antispoof records {{ \"vif1.0\" comment \"mac {Mac1} ip 192.0.2.5 198.51.100.99/26 2001:db8:1::/64\" : \"web\" }}",
                "bridge xen-antispoof ports { \"web\" }",
                $"bridge xen-antispoof mac_addresses {{ \"web\" . {Mac1} }}",
                "bridge xen-antispoof nd_mac_addresses { \"web\" . 0x00163e123456 }",
                "bridge xen-antispoof ipv4_addresses { \"web\" . 192.0.2.5 }",
                "bridge xen-antispoof ipv4_networks { \"web\" . 198.51.100.64/26 }",
                "bridge xen-antispoof ipv6_networks { \"web\" . 2001:db8:1::/64 }",
                "bridge xen-antispoof nd_target_networks { \"web\" . 0x20010db8000100000000000000000000-0x20010db800010000ffffffffffffffff }",
                "bridge xen-antispoof ipv6_addresses { \"web\" . fe80::216:3eff:fe12:3456 }",
                "bridge xen-antispoof nd_targets { \"web\" . 0xfe8000000000000002163efffe123456 }",
            ],
            Guard("192.0.2.5 198.51.100.99/26 2001:db8:1::/64").Elements("\"web\"").Select(part => part.Text)
        );

    [Theory]
    [InlineData("", $"mac {Mac1}")]
    [InlineData("192.0.2.5", $"{Beginning} 192.0.2.5")]
    [InlineData("192.0.2.7/24, 2001:DB8::/64", $"{Beginning} 192.0.2.7/24 2001:db8::/64")]
    [InlineData("0.0.0.0/0 ::/0", $"{Beginning} 0.0.0.0/0 ::/0")]
    [InlineData("::ffff:192.0.2.5 192.0.2.5", $"{Beginning} ::ffff:192.0.2.5 192.0.2.5")]
    public void What_a_guard_describes_is_read_as_the_same_guard(string ip, string description)
    {
        var guard = Guard(ip);
        Assert.Equal(description, guard.Description);

        var read = PortGuard.TryParse(guard.Device, guard.Index, description);

        Assert.NotNull(read);
        Assert.True(read.IsSameAs(guard));
        Assert.Equal(Show(guard), Show(read));
    }

    [Theory]
    [InlineData("")]
    [InlineData("mac")]
    [InlineData("mac 00:16:3e:12:34")]
    [InlineData("ip 192.0.2.5")]
    [InlineData(Beginning)]
    [InlineData($"{Beginning} ")]
    [InlineData($"{Beginning} 192.0.2.300")]
    [InlineData($"mac {Mac1} 192.0.2.5")]
    [InlineData($"mac {Mac1} ...")]
    [InlineData($"{Beginning} ...")]
    [InlineData($"{Beginning} 192.0.2.5 ...")]
    [InlineData($"MAC {Mac1}")]
    public void A_text_that_describes_no_guard_is_read_as_none(string description) =>
        Assert.Null(PortGuard.TryParse("vif1.0", 7, description));

    [Fact]
    public void A_description_that_just_fits_a_comment_is_kept_whole()
    {
        var guard = Guard(Addresses(7, 3));
        Assert.Equal(127, guard.Description.Length);
        Assert.Equal(guard.Description, Comment(guard));
    }

    [Fact]
    public void A_description_one_character_too_long_is_cut_after_an_address() =>
        Assert.Equal(
            $"{Beginning} 192.0.2.1 192.0.2.2 192.0.2.3 192.0.2.4 192.0.2.5 192.0.2.6 192.0.2.10 192.0.2.11 192.0.2.12 ...",
            Comment(Guard(Addresses(6, 4)))
        );

    [Fact]
    public void A_cut_description_is_never_too_long_and_never_taken_for_a_guard()
    {
        for (var shorter = 0; shorter < 10; shorter++)
        {
            for (var longer = 12; longer < 24; longer++)
            {
                var guard = Guard(Addresses(shorter, longer));
                var comment = Comment(guard)!;
                Assert.InRange(comment.Length, 100, 127);
                Assert.EndsWith(" ...", comment, StringComparison.Ordinal);
                // Up to a blank of the whole: no address is noted in part, for another.
                Assert.StartsWith(comment[..^3], guard.Description, StringComparison.Ordinal);
                Assert.Null(PortGuard.TryParse(guard.Device, guard.Index, comment));
            }
        }
    }

    [Fact]
    public void A_guard_is_the_same_when_link_MAC_and_addresses_are()
    {
        var guard = Guard("192.0.2.5");
        Assert.True(guard.IsSameAs(Guard("192.0.2.5")));
        Assert.False(guard.IsSameAs(Guard("192.0.2.6")));
        Assert.False(guard.IsSameAs(Guard()));
        Assert.False(guard.IsSameAs(Guard("192.0.2.5", device: "vif1.1")));
        Assert.False(guard.IsSameAs(Guard("192.0.2.5", index: 8)));
        Assert.False(guard.IsSameAs(Guard("192.0.2.5", mac: "00:16:3e:12:34:57")));
    }
}
