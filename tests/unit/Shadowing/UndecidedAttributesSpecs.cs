using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Shadowing;
using Xen.Hotplug.UnitTests.Bridging;
using Xen.Hotplug.UnitTests.Netlink;
using Xunit;
using static Xen.Hotplug.UnitTests.Shadowing.SomeHost;

namespace Xen.Hotplug.UnitTests.Shadowing;

/// <summary>What a newer kernel tells and nobody decided on is found, whatever it is an attribute of.</summary>
public sealed class UndecidedAttributesSpecs : IDisposable
{
    private readonly InMemoryNetwork _network = new(Plain);
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory();

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void Nothing_is_found_where_all_attributes_are_known()
    {
        GivenLink(message => message.Number(DecidedAttributes.Link, 1));
        GivenAddress(message => message.Number(DecidedAttributes.Address, 1));
        GivenRoute(message => message.Number(DecidedAttributes.Route, 1));

        Assert.Empty(Find());
    }

    [Fact]
    public void An_unknown_attribute_of_the_link_is_found()
    {
        GivenLink(message => message.Number(DecidedAttributes.Link + 1, (ushort)0x0201));

        Assert.Equal(new UndecidedAttribute("the link itself", "70", "0102"), Assert.Single(Find()));
    }

    [Theory]
    [InlineData(AddressFamily.Inet, DecidedAttributes.LinkInet)]
    [InlineData(AddressFamily.Inet6, DecidedAttributes.LinkInet6)]
    public void An_unknown_attribute_of_a_family_on_the_link_is_found(byte family, ushort highest)
    {
        GivenLink(message =>
            message.Nest(
                LinkAttribute.AddressFamilies,
                families => families.Nest(family, inner => inner.Number(highest, 1).Number((ushort)(highest + 1), 1))
            )
        );

        Assert.Equal($"{highest + 1}", Assert.Single(Find()).Name);
    }

    [Fact]
    public void An_unknown_attribute_of_an_address_is_found()
    {
        GivenAddress(message => message.Number(DecidedAttributes.Address + 1, 1));

        Assert.Equal("an address", Assert.Single(Find()).Kind);
    }

    [Fact]
    public void An_unknown_attribute_of_a_route_is_found_once()
    {
        GivenRoute(message => message.Number(DecidedAttributes.Route + 1, 1));
        GivenRoute(message => message.Number(DecidedAttributes.Route + 1, 1));

        Assert.Equal("a route", Assert.Single(Find()).Kind);
    }

    [Fact]
    public void An_unknown_metric_of_a_route_is_found()
    {
        GivenRoute(message =>
            message.Nest(RouteAttribute.Metrics, metrics => metrics.Number(DecidedAttributes.RouteMetric + 1, 1))
        );

        Assert.Equal("a route's metrics", Assert.Single(Find()).Kind);
    }

    [Fact]
    public void An_unknown_attribute_of_a_neighbour_is_found()
    {
        _network.Neighbours[Nic] =
        [
            Neighbour.Read(
                new MessageWriter(0, 0)
                    .Fixed(new NeighbourHeader { State = NeighbourHeader.Permanent })
                    .Bytes(NeighbourAttribute.Destination, [192, 0, 2, 7])
                    .Number(DecidedAttributes.Neighbour + 1, 1)
                    .Payload()
            )!,
        ];

        Assert.Equal("a neighbour", Assert.Single(Find()).Kind);
    }

    [Fact]
    public void An_unknown_attribute_of_a_next_hop_of_the_link_alone_is_found()
    {
        foreach (var link in new[] { Nic, Bridge })
            _network.NextHops.Add(
                NextHop.Read(
                    new MessageWriter(0, 0)
                        .Fixed(new NextHopHeader())
                        .Number(NextHopAttribute.Id, link)
                        .Number(NextHopAttribute.OutputInterface, link)
                        .Number((ushort)(DecidedAttributes.NextHop + link), 1)
                        .Payload()
                )!
            );

        Assert.Equal($"{DecidedAttributes.NextHop + Nic}", Assert.Single(Find()).Name);
    }

    [Theory]
    [InlineData("ipv4/conf")]
    [InlineData("ipv6/conf")]
    [InlineData("ipv4/neigh")]
    [InlineData("ipv6/neigh")]
    [InlineData("mpls/conf")]
    public void An_unknown_setting_is_found_with_its_value(string folder)
    {
        Directory.CreateDirectory($"{_root}/{folder}/eth0");
        foreach (var name in DecidedAttributes.SettingsIn(folder))
            File.WriteAllText($"{_root}/{folder}/eth0/{name}", "1\n");
        File.WriteAllText($"{_root}/{folder}/eth0/brand_new", "7\n");

        Assert.Equal(new UndecidedAttribute($"the settings net/{folder}", "brand_new", "7"), Assert.Single(Find()));
    }

    [Fact]
    public void What_is_the_same_on_the_other_link_is_not_missing()
    {
        UndecidedAttribute kept = new("an address", "12", "01");
        UndecidedAttribute changed = new("an address", "13", "01");

        Assert.Equal(
            [changed],
            UndecidedAttributes.FindMissing([kept, changed], [kept, changed with { Value = "02" }])
        );
    }

    [Fact]
    public void A_description_names_link_kind_number_and_value() =>
        Assert.Equal(
            "the kernel tells of a route of eth0 an attribute that this release does not know, 32 = 01",
            new UndecidedAttribute("a route", "32", "01").Describe(Plain)
        );

    private List<UndecidedAttribute> Find() => UndecidedAttributes.Find(_network, Plain, $"{_root}");

    private void GivenLink(Action<MessageWriter> write) =>
        _network.Properties[Nic] = new LinkProperties(0, Wire.Attributes(message => write(message)), []);

    private void GivenAddress(Action<MessageWriter> write) =>
        _network.Addresses.Add(
            LinkAddress.Read(
                Wire.Address(
                    new AddressHeader
                    {
                        Family = AddressFamily.Inet,
                        PrefixLength = 24,
                        LinkIndex = Nic,
                    },
                    message => write(message.Bytes(AddressAttribute.Local, [192, 0, 2, 7]))
                )
            )!
        );

    private void GivenRoute(Action<MessageWriter> write) =>
        _network.Routes.Add(
            Route.Read(
                Wire.Route(
                    new RouteHeader { Family = AddressFamily.Inet, Type = Route.Unicast },
                    message => write(message.Number(RouteAttribute.OutputInterface, Nic))
                )
            )!
        );
}
