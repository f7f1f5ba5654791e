using System.Net;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Xen.Hotplug.Common.Firewall;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.UnitTests.Properties.Support;
using Xunit;

namespace Xen.Hotplug.UnitTests.Properties;

/// <summary>What a guest may send from: addresses, networks and MAC addresses, as somebody wrote them.</summary>
public partial class AddressProperties
{
    [GeneratedRegex("^[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5}\\z")]
    private static partial Regex WrittenMac { get; }

    [GeneratedRegex("^[0-9A-Fa-f:.]+(/[0-9]+)?\\z")]
    private static partial Regex WrittenRange { get; }

    private static readonly Gen<string> s_list = Some.Mostly(
        from ranges in Some.Ranges
        from separator in Gen.Elements(" ", ",", ", ", "\t", "\n")
        select string.Join(separator, ranges.AsEnumerable())
    );

    [Fact]
    public void A_list_that_is_read_is_written_and_read_as_itself()
    {
        var refusals = new Refusals();
        Cases.Check(
            Gen.OneOf(s_list, Some.Of("0123456789abcdef.:/%, []xX\0", 12)),
            text =>
            {
                IReadOnlyList<AddressRange> ranges = [];
                if (refusals.Of(() => ranges = AddressRange.ParseList(text, "ip")) is { } message)
                {
                    Assert.StartsWith("ip: ", message, StringComparison.Ordinal);
                    return;
                }
                var words = text.Split([' ', ',', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries);
                Assert.Equal(words.Length, ranges.Count);
                Assert.All(words, word => Assert.Matches(WrittenRange, word));
                Assert.Equal(ranges, AddressRange.ParseList(string.Join(' ', ranges), "ip"));
            }
        );
        refusals.IsBoth(10);
    }

    [Fact]
    public void A_range_goes_from_its_first_to_its_last_address() =>
        Cases.Check(
            Some.Range,
            range =>
            {
                var (first, last) = (range.First, range.Last);
                Assert.InRange(range.Address.GetAddressBytes().AsSpan().SequenceCompareTo(first), 0, int.MaxValue);
                Assert.InRange(range.Address.GetAddressBytes().AsSpan().SequenceCompareTo(last), int.MinValue, 0);
                for (var bit = 0; bit < first.Length * 8; bit++)
                {
                    var mask = 0x80 >> (bit % 8);
                    Assert.Equal(bit >= range.PrefixLength, ((first[bit / 8] ^ last[bit / 8]) & mask) != 0);
                }
            }
        );

    [Fact]
    public void Ranges_without_overlaps_have_each_address_once_and_no_other() =>
        Cases.Check(
            from ranges in Some.Ranges
            from looked in Some.Ranges
            select (ranges, looked),
            made =>
            {
                var kept = AddressRange.WithoutOverlaps(made.ranges);
                var addresses = made
                    .looked.Concat(made.ranges)
                    .SelectMany(range =>
                        new[] { range.Address, new IPAddress(range.First), new IPAddress(range.Last) }
                    );
                foreach (var address in addresses)
                {
                    var single = new AddressRange(address, address.GetAddressBytes().Length * 8);
                    var isIn = made.ranges.Any(range => IsWithin(single, range));
                    Assert.Equal(isIn ? 1 : 0, kept.Count(range => IsWithin(single, range)));
                    Assert.Equal(isIn, kept.Any(range => range.Contains(single)));
                }
            }
        );

    [Fact]
    public void A_MAC_address_is_read_if_and_only_if_it_is_written_as_one()
    {
        var read = 0;
        Cases.Check(
            Some.Mostly(
                from mac in Some.Mac
                from isUpper in Gen.Elements(true, false)
                select isUpper ? $"{mac}".ToUpperInvariant() : $"{mac}"
            ),
            text =>
            {
                var isRead = MacAddress.TryParse(text, out var address);
                Assert.Equal(WrittenMac.IsMatch(text), isRead);
                if (address is not { } mac)
                    return;
                Assert.Equal(text.ToLowerInvariant(), $"{mac}");
                Assert.Equal(Convert.FromHexString(text.Replace(":", "", StringComparison.Ordinal)), mac.ToBytes());
                Assert.Equal(mac, MacAddress.FromBytes(mac.ToBytes()));
                Assert.Equal($"fe80::{mac.ToBytes()[0] ^ 2:x2}", $"fe80::{mac.LinkLocal.GetAddressBytes()[8]:x2}");
                read++;
            }
        );
        Cases.AreAtLeast(2, read);
    }

    /// <summary>By bytes, not by how many bits are the same.</summary>
    private static bool IsWithin(AddressRange single, AddressRange range)
    {
        var address = single.Address.GetAddressBytes();
        return address.Length == range.First.Length
            && address.AsSpan().SequenceCompareTo(range.First) >= 0
            && address.AsSpan().SequenceCompareTo(range.Last) <= 0;
    }
}
