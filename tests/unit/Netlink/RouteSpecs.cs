using System.Net;
using Xen.Hotplug.Common.Netlink;
using Xunit;

namespace Xen.Hotplug.UnitTests.Netlink;

public class RouteSpecs
{
    private static readonly byte[] s_router = [192, 0, 2, 1];
    private static readonly byte[] s_network = [198, 51, 100, 0];
    private static readonly byte[] s_host = [192, 0, 2, 7];

    private static Route Read(RouteHeader header, Action<MessageWriter> write) =>
        Route.Read(Wire.Route(header, write))!;

    private static RouteHeader Header(byte length = 0, byte type = Route.Unicast, byte table = 254) =>
        new()
        {
            Family = AddressFamily.Inet,
            DestinationLength = length,
            Type = type,
            Table = table,
        };

    private static string Describe(Route route) => route.Describe(index => $"eth{index}");

    /// <summary>struct rtnexthop and its attributes.</summary>
    private static byte[] Hop(int link, byte[] attributes) =>
        [
            .. BitConverter.GetBytes((ushort)(8 + attributes.Length)),
            0,
            0,
            .. BitConverter.GetBytes(link),
            .. attributes,
        ];

    [Fact]
    public void A_default_route_is_read_whole()
    {
        var route = Read(
            Header(),
            message =>
                message
                    .Number(RouteAttribute.Table, 254u)
                    .Bytes(RouteAttribute.Gateway, s_router)
                    .Number(RouteAttribute.OutputInterface, 3)
                    .Number(RouteAttribute.Priority, 100u)
                    .Bytes(RouteAttribute.PreferredSource, s_host)
        );
        Assert.True(route.IsDefault);
        Assert.Null(route.Destination);
        Assert.Equal(Route.MainTable, route.Table);
        Assert.Equal(new IPAddress(s_router), route.Gateway);
        Assert.Equal(3, route.OutputInterface);
        Assert.Equal(100u, route.Priority);
        Assert.Equal(new IPAddress(s_host), route.PreferredSource);
        Assert.Equal(0u, route.NextHopId);
        Assert.Empty(route.Hops);
        Assert.Equal("default via 192.0.2.1 dev eth3 src 192.0.2.7 metric 100", Describe(route));
    }

    [Fact]
    public void A_route_to_a_network_is_no_default_route()
    {
        var route = Read(
            Header(length: 24),
            message => message.Bytes(RouteAttribute.Destination, s_network).Number(RouteAttribute.OutputInterface, 3)
        );
        Assert.False(route.IsDefault);
        Assert.Equal(24, route.DestinationLength);
        Assert.Equal("198.51.100.0/24 dev eth3", Describe(route));
    }

    [Fact]
    public void An_IPv6_route_is_read()
    {
        var route = Read(
            new RouteHeader
            {
                Family = AddressFamily.Inet6,
                DestinationLength = 64,
                Type = Route.Unicast,
                Table = 254,
            },
            message => message.Bytes(RouteAttribute.Destination, IPAddress.Parse("2001:db8::").GetAddressBytes())
        );
        Assert.Equal("2001:db8::/64", Describe(route));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(6)]
    [InlineData(7)]
    public void A_route_to_everywhere_that_leads_nowhere_is_no_default_route(byte type) =>
        Assert.False(Read(Header(type: type), _ => { }).IsDefault);

    [Fact]
    public void A_table_with_a_large_number_is_named_by_its_attribute()
    {
        var route = Read(
            Header(table: 252),
            message => message.Number(RouteAttribute.Table, 1000u).Number(RouteAttribute.OutputInterface, 3)
        );
        Assert.Equal(1000u, route.Table);
        Assert.Equal("default dev eth3 table 1000", Describe(route));
    }

    [Fact]
    public void The_header_names_the_table_where_no_attribute_does() =>
        Assert.Equal(252u, Read(Header(table: 252), _ => { }).Table);

    [Fact]
    public void A_route_over_several_links_names_them_all_in_order()
    {
        var route = Read(
            Header(),
            message =>
                message.Bytes(
                    RouteAttribute.MultiPath,
                    [
                        .. Hop(4, Wire.Attributes(hop => hop.Bytes(RouteAttribute.Gateway, s_router))),
                        .. Hop(2, []),
                        .. Hop(3, Wire.Attributes(hop => hop.Number(99, 1))),
                    ]
                )
        );
        Assert.Equal([4, 2, 3], route.Hops.Select(hop => hop.LinkIndex));
        Assert.Equal(0, route.OutputInterface);
        Assert.Null(route.Gateway);
    }

    [Fact]
    public void A_next_hop_object_is_named_by_its_number()
    {
        var route = Read(Header(), message => message.Number(RouteAttribute.NextHopId, 12u));
        Assert.Equal(12u, route.NextHopId);
        Assert.Equal("default nhid 12", Describe(route));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(9)]
    [InlineData(0xffff)]
    public void A_hop_of_a_length_that_cannot_be_ends_the_list(ushort length) =>
        Assert.Equal(
            [4],
            Read(
                Header(),
                message =>
                    message.Bytes(
                        RouteAttribute.MultiPath,
                        [.. Hop(4, []), .. BitConverter.GetBytes(length), 0, 0, 5, 0, 0, 0]
                    )
            )
                .Hops.Select(hop => hop.LinkIndex)
        );

    [Fact]
    public void A_hop_that_is_cut_off_ends_the_list()
    {
        byte[] hops = [.. Hop(4, []), .. Hop(5, [4, 0, 1, 0])];
        Assert.All(
            Wire.CutOff(hops),
            cut =>
                Assert.Equal(
                    cut.Length < 8 ? [] : [4],
                    Read(Header(), message => message.Bytes(RouteAttribute.MultiPath, cut))
                        .Hops.Select(hop => hop.LinkIndex)
                )
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(15)]
    public void An_address_of_a_strange_length_is_not_read(int length)
    {
        var route = Read(
            Header(),
            message =>
                message
                    .Bytes(RouteAttribute.Destination, new byte[length])
                    .Bytes(RouteAttribute.Gateway, new byte[length])
                    .Bytes(RouteAttribute.PreferredSource, new byte[length])
        );
        Assert.Null(route.Destination);
        Assert.Null(route.Gateway);
        Assert.Null(route.PreferredSource);
    }

    [Fact]
    public void All_attributes_are_kept_to_be_sent_again()
    {
        static void Write(MessageWriter message) => message.Number(RouteAttribute.OutputInterface, 3).Number(99, 1);
        Assert.Equal(Wire.Attributes(Write), Read(Header(), Write).Attributes);
    }

    [Fact]
    public void A_route_turns_into_the_message_that_it_was_read_from()
    {
        var message = Wire.Route(
            Header(length: 24),
            writer => writer.Bytes(RouteAttribute.Destination, s_network).Nest(8, _ => { })
        );
        Assert.Equal(message, Route.Read(message)!.ToPayload());
    }

    [Fact]
    public void A_message_that_is_too_short_for_its_header_is_not_read() =>
        Assert.All(Wire.CutOff(new byte[12]), payload => Assert.Null(Route.Read(payload)));
}
