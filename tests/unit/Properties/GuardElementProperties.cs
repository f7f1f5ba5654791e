using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Xen.Hotplug.Common.Firewall;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Nftables;
using Xen.Hotplug.UnitTests.Netlink;
using Xen.Hotplug.UnitTests.Properties.Support;
using Xunit;

namespace Xen.Hotplug.UnitTests.Properties;

/// <summary>What the kernel is told of a guard is what the script of nft says, and is read back as that guard.</summary>
public class GuardElementProperties
{
    private static readonly Gen<int> s_ids = Gen.Choose(PortVlans.First, PortVlans.Last);

    private static readonly Gen<PortGuard> s_guard =
        from index in Gen.Choose(1, int.MaxValue)
        from mac in Some.Mac
        from ranges in Gen.Frequency((3, Some.Ranges), (1, Some.Range.ArrayOf(12)))
        from device in Gen.Elements("vif1.0", "vif7.0-emu", "fifteen-letters")
        from tags in Gen.Frequency((2, Gen.Constant(Array.Empty<int>())), (1, s_ids.ArrayOf(5)), (1, s_ids.ArrayOf(60)))
        select new PortGuard(device, index, mac, ranges) { Tags = Tagged(tags) };

    [Fact]
    public void A_description_is_read_as_the_guard_that_it_is_of() =>
        Cases.Check(
            s_guard,
            guard =>
            {
                var read = PortGuard.TryParse(guard.Device, guard.Index, guard.Description);
                Assert.True(read?.IsSameAs(guard));
                Assert.Equal(guard.Allowed, read!.Allowed);
                Assert.Equal(guard.Tags, read.Tags);
            }
        );

    [Fact]
    public void A_comment_that_was_cut_is_read_as_no_guard()
    {
        var cut = 0;
        Cases.Check(
            s_guard,
            guard =>
            {
                var comment = guard.Elements("\"web\"").First().Element.Comment!;
                Assert.InRange(Encoding.UTF8.GetByteCount(comment), 1, NftablesElement.LongestComment);
                if (comment == guard.Description)
                    return;
                Assert.StartsWith(comment[..^4], guard.Description, StringComparison.Ordinal);
                Assert.Null(PortGuard.TryParse(guard.Device, guard.Index, comment));
                cut++;
            }
        );
        Cases.AreAtLeast(10, cut);
    }

    [Fact]
    public void Any_text_is_a_guards_description_or_none() =>
        Cases.Check(
            Some.Mostly(s_guard.Select(guard => guard.Description)),
            text =>
            {
                if (PortGuard.TryParse("vif1.0", 7, text) is { } guard)
                    Assert.True(PortGuard.TryParse("vif1.0", 7, guard.Description)?.IsSameAs(guard));
            }
        );

    [Fact]
    public void Elements_are_keyed_by_the_index_and_say_what_the_script_says() =>
        Cases.Check(
            s_guard,
            guard =>
            {
                foreach (var (element, text) in guard.Elements("7"))
                {
                    Assert.StartsWith($"bridge xen-antispoof {element.Set} {{ ", text, StringComparison.Ordinal);
                    if (element.Data != null)
                    {
                        Assert.Equal(guard.Index, BitConverter.ToInt32(element.Data));
                        continue;
                    }
                    Assert.Equal(guard.Index, BitConverter.ToInt32(element.Key));
                    if (text.Split(" . ") is [_, var said])
                        Assert.Equal(said[..said.IndexOf(' ')], Say(element));
                    Assert.Equal(element.LastKey?.Length ?? element.Key.Length, element.Key.Length);
                }
            }
        );

    [Fact]
    public void Elements_are_read_as_they_were_written() =>
        Cases.Check(
            s_guard,
            guard =>
            {
                foreach (var set in guard.Elements("7").GroupBy(part => part.Element.Set, part => part.Element))
                {
                    var message = new MessageWriter(0, 0);
                    NftablesElementList.Write(message, "table", set.Key, set);
                    var read = new List<NftablesElement>();
                    NftablesElementList.Read(message.Payload(), set.Key, read.Add);
                    Assert.Equal(set.Select(Describe), read.Select(Describe));
                }
            }
        );

    private static PortVlans Tagged(int[] ids)
    {
        var vlans = new PortVlans();
        foreach (var id in ids)
            vlans.AddTagged(id);
        return vlans;
    }

    /// <summary>What follows the index in the element's key, in the form in which its set's text has it.</summary>
    private static string Say(NftablesElement element)
    {
        var first = element.Key[4..];
        switch (element.Set)
        {
            case GuardTable.MacAddresses:
                return $"{MacAddress.FromBytes(first.AsSpan(0, 6))}";
            case GuardTable.NeighbourMacAddresses:
                return $"0x{Convert.ToHexStringLower(first, 0, 6)}";
            case GuardTable.Tags:
                return $"{(first[0] << 8) + first[1]}";
            case "nd_targets":
                return $"0x{Convert.ToHexStringLower(first)}";
            case "nd_target_networks":
                return $"0x{Convert.ToHexStringLower(first)}-0x{Convert.ToHexStringLower(element.LastKey![4..])}";
            default:
                var last = (element.LastKey ?? element.Key)[4..];
                var length = Enumerable
                    .Range(0, first.Length * 8)
                    .Count(bit => ((first[bit / 8] ^ last[bit / 8]) & (0x80 >> (bit % 8))) == 0);
                return $"{new AddressRange(new System.Net.IPAddress(first), length)}";
        }
    }

    private static string Describe(NftablesElement element) =>
        $"{element.Set} {Shown.Of(element.Key)} {Shown.Of(element.LastKey)} {Shown.Of(element.Data)} {element.Comment}";
}
