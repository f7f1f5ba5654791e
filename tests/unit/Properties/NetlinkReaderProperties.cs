using FsCheck.Fluent;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Nftables;
using Xen.Hotplug.UnitTests.Netlink;
using Xen.Hotplug.UnitTests.Properties.Support;
using Xunit;

namespace Xen.Hotplug.UnitTests.Properties;

/// <summary>What the kernel says of links, addresses, routes and rules, whole and damaged.</summary>
public class NetlinkReaderProperties
{
    [Fact]
    public void A_link_is_read_as_it_was_written() =>
        Cases.Check(SomeMessages.Link, made => Assert.Equal(made.Link, LinkReader.Read(made.Payload)));

    [Fact]
    public void An_address_is_read_as_it_was_written() =>
        Cases.Check(
            SomeMessages.Address,
            made =>
            {
                var read = LinkAddress.Read(made.Payload)!;
                Assert.Equal(made.Address.Attributes, read.Attributes);
                Assert.Equal(made.Address, read with { Attributes = made.Address.Attributes });
            }
        );

    [Fact]
    public void A_route_is_read_as_it_was_written() =>
        Cases.Check(
            SomeMessages.Route,
            made =>
            {
                var read = Route.Read(made.Payload)!;
                Assert.Equal(made.Route.Attributes, read.Attributes);
                Assert.Equal(
                    made.Route.Hops.Select(hop => (hop.LinkIndex, hop.Gateway, hop.Weight)),
                    read.Hops.Select(hop => (hop.LinkIndex, hop.Gateway, hop.Weight))
                );
                Assert.Equal(
                    AttributeReader.Find(read.Attributes, RouteAttribute.MultiPath),
                    RouteHop.WriteAll(read.Hops)
                );
                Assert.Equal(made.Route, read with { Attributes = made.Route.Attributes, Hops = made.Route.Hops });
                Assert.Equal(made.Payload, read.ToPayload());
            }
        );

    [Fact]
    public void A_chain_is_read_as_it_was_written() =>
        Cases.Check(SomeNftablesMessages.Chain, made => Assert.Equal(made.Chain, ForwardChain.Read(made.Payload)));

    [Fact]
    public void A_rule_compares_the_index_that_is_in_it_and_no_other() =>
        Cases.Check(
            SomeNftablesMessages.Rule,
            made =>
            {
                var use = Assert.Single(RuleReader.Read(made.Expressions).Uses);
                Assert.Equal((uint)made.Index, use.Lowest);
                Assert.Equal((uint)made.Index, use.Highest);
            }
        );

    [Fact]
    public void A_damaged_link_is_read_as_far_as_it_goes() =>
        Cases.Check(
            Damage.Of(SomeMessages.Link.Select(made => made.Payload)),
            bytes => Assert.Equal(bytes.Length >= 16, LinkReader.Read(bytes) != null)
        );

    [Fact]
    public void A_damaged_address_is_read_or_passed_over()
    {
        var read = 0;
        Cases.Check(
            Damage.Of(SomeMessages.Address.Select(made => made.Payload)),
            bytes =>
            {
                if (LinkAddress.Read(bytes) is not { } address)
                    return;
                Assert.NotEmpty(address.Describe());
                Assert.Equal(bytes.Length, address.ToPayload().Length);
                Assert.NotNull(LinkAddress.Read(address.ToPayload()));
                read++;
            }
        );
        Cases.AreAtLeast(10, read);
    }

    [Fact]
    public void A_damaged_route_is_read_as_far_as_it_goes() =>
        Cases.Check(
            Damage.Of(SomeMessages.Route.Select(made => made.Payload)),
            bytes =>
            {
                var route = Route.Read(bytes);
                Assert.Equal(bytes.Length >= 12, route != null);
                if (route == null)
                    return;
                Assert.InRange(route.Hops.Count, 0, bytes.Length / 8);
                Assert.NotEmpty(route.Describe(index => $"if{index}"));
                Assert.Equal(bytes, route.ToPayload());
            }
        );

    [Fact]
    public void A_damaged_chain_is_read_or_passed_over() =>
        Cases.Check(
            Damage.Of(SomeNftablesMessages.Chain.Select(made => made.Payload)),
            bytes =>
            {
                if (ForwardChain.Read(bytes) is { } chain)
                    Assert.Contains(chain.Family, new[] { "ip", "ip6", "inet", "bridge" });
            }
        );

    [Fact]
    public void A_damaged_rule_is_looked_through_to_its_end() =>
        Cases.Check(
            Damage.Of(SomeNftablesMessages.Rule.Select(made => made.Expressions)),
            bytes => Assert.InRange(RuleReader.Read(bytes).Uses.Count, 0, bytes.Length)
        );

    [Fact]
    public void Damaged_elements_of_a_set_are_read_or_passed_over() =>
        Cases.Check(
            Damage.Of(
                from keys in Some.BytesUpTo(20).ArrayOf(3)
                from comment in Some.Text
                select Write(
                    new NftablesElement("set", keys[0]) { LastKey = keys[1], Comment = comment },
                    new NftablesElement("set", keys[2]) { Data = keys[1] }
                )
            ),
            bytes =>
                NftablesElementList.Read(
                    bytes,
                    "set",
                    element =>
                    {
                        Assert.InRange(element.Key.Length + (element.Data?.Length ?? 0), 0, bytes.Length);
                        Assert.NotEqual(0, element.LastKey?.Length);
                        Assert.DoesNotContain('\0', element.Comment ?? "");
                    },
                    (key, data) => key.Length + data.Length <= bytes.Length
                )
        );

    private static byte[] Write(params NftablesElement[] elements) =>
        Wire.Attributes(message => NftablesElementList.Write(message, "table", "set", elements));
}
