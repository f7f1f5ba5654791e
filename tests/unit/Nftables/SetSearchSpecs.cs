using FsCheck.Fluent;
using Xen.Hotplug.Common.Nftables;
using Xen.Hotplug.UnitTests.Netlink;
using Xen.Hotplug.UnitTests.Properties.Support;
using Xunit;

namespace Xen.Hotplug.UnitTests.Nftables;

/// <summary>An index in the elements of a set, as the kernel sends them.</summary>
public class SetSearchSpecs
{
    private const uint Intervals = 4; // NFT_SET_INTERVAL
    private const int IntervalEnd = 1; // NFT_SET_ELEM_INTERVAL_END
    private const int IndexType = 20;
    private static readonly RulePlace s_table = new(1, "fw", "");

    [Fact]
    public void An_index_is_found_in_the_intervals_that_it_is_in_alone() =>
        Cases.Check(
            from points in Gen.Choose(1, 40).ArrayOf(6)
            from index in Gen.Choose(1, 40)
            select (Points: (int[])[.. points.Distinct().Order()], Index: index),
            made =>
            {
                var search = new SetSearch(
                    Set((int)Intervals, IndexType, []),
                    0,
                    new IndexChange(made.Index, int.MaxValue)
                );
                // From the last to the first, for the kernel knows no order that counts.
                for (var place = made.Points.Length - 1; place >= 0; place--)
                    search.TakeKey(
                        Element(SomeNftablesMessages.BigEndian(made.Points[place]), place % 2 == 0 ? 0 : IntervalEnd)
                    );

                var below = made.Points.Count(point => point <= made.Index);
                var isIn = below % 2 == 1 && below < made.Points.Length;
                Assert.Equal(isIn, search.Finish().Match != IndexMatch.None);
            }
        );

    [Fact]
    public void Damaged_elements_are_searched_or_passed_over() =>
        Cases.Check(
            Damage.Of(Gen.Choose(1, 9).Select(index => Element(SomeNftablesMessages.BigEndian(index), 0))),
            bytes =>
            {
                var search = new SetSearch(Set((int)Intervals, IndexType, []), 0, new IndexChange(7, int.MaxValue));
                search.TakeKey(bytes);
                search.TakeValue(bytes);
                search.Finish();
            }
        );

    [Fact]
    public void An_index_stands_where_the_fields_of_a_key_say()
    {
        // inet_proto . ether_addr . iface_index, which are 12, 9 and 20 for nft.
        var set = Set(0, 12 << 12 | 9 << 6 | IndexType, [1, 6, 4]);

        Assert.Equal([12], set.IndexOffsets());
    }

    [Fact]
    public void An_index_may_stand_anywhere_without_the_lengths_of_fields() =>
        Assert.Equal([0, 4, 8], Set(0, 7 << 6 | IndexType, []).IndexOffsets());

    [Fact]
    public void A_set_of_addresses_holds_no_index() => Assert.Empty(Set(0, 7 << 6 | 13, [4, 2]).IndexOffsets());

    private static ElementSet Set(int flags, int type, int[] fields) =>
        ElementSet.Read(
            s_table,
            Wire.Attributes(message =>
                message
                    .Text(2, "s")
                    .Bytes(3, SomeNftablesMessages.BigEndian(flags))
                    .Bytes(4, SomeNftablesMessages.BigEndian(type))
                    .Bytes(5, SomeNftablesMessages.BigEndian(12))
                    .Nest(
                        9,
                        description =>
                            description.Nest(
                                2,
                                list =>
                                {
                                    foreach (var field in fields)
                                        list.Nest(1, nest => nest.Bytes(1, SomeNftablesMessages.BigEndian(field)));
                                }
                            )
                    )
            )
        );

    private static byte[] Element(byte[] key, int flags) =>
        Wire.Attributes(message =>
            message.Nest(1, nest => nest.Bytes(1, key)).Bytes(3, SomeNftablesMessages.BigEndian(flags))
        );
}
