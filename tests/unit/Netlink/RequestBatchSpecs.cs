using System.Net;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.UnitTests.Bridging;
using Xunit;
using static Xen.Hotplug.UnitTests.Bridging.SomeLinks;

namespace Xen.Hotplug.UnitTests.Netlink;

public class RequestBatchSpecs
{
    private static readonly LinkReference s_eth0 = LinkReference.To(Eth0);

    private static byte[] Sent(RequestBatch batch) =>
        [.. batch.Write().SelectMany(message => message.Finish(0).ToArray())];

    [Fact]
    public void A_batch_is_written_the_same_each_time_that_it_is_sent()
    {
        var batch = new RequestBatch().SetUp(s_eth0).SetMtu(s_eth0, 9000);

        var first = Sent(batch);

        Assert.Equal(first, Sent(batch));
        Assert.All(batch.Write(), message => Assert.True(message.AsksForAcknowledgement));
    }

    [Fact]
    public void A_batch_may_be_about_a_link_that_is_made_later()
    {
        var bridge = new LinkReference(new LinkIndex(), "eth0");
        var batch = new RequestBatch().SetUp(bridge);
        Assert.Equal(["ip link set dev eth0 up"], batch.Commands);
        Assert.Throws<InvalidOperationException>(() => batch.Write().Count());

        bridge.Identity.Set(Eth0.Index);

        Assert.Equal(Sent(new RequestBatch().SetUp(s_eth0)), Sent(batch));
    }

    [Fact]
    public void A_link_keeps_its_identity_under_another_name()
    {
        var spare = new LinkReference(new LinkIndex(), "xsb2");
        var renamed = spare.Named("eth0");
        spare.Identity.Set(7);

        Assert.Equal(("eth0", true), (renamed.Name, renamed.Identity.Is(7)));
    }

    [Fact]
    public void Each_request_has_the_command_that_a_person_would_type() =>
        Assert.Equal(
            [
                "ip link set dev eth0 name seth0",
                "ip link set dev eth0 alias 'web server'",
                "ip link set dev vif1.0 master eth0",
                "ip link set dev vif1.0 type bridge_slave group_fwd_mask 0x4001 mcast_router 0 learning off",
                "ip link set dev vif1.0 type bridge_slave locked on",
                "bridge fdb replace 00:16:3e:00:00:01 dev vif1.0 master static sticky",
                "bridge fdb delete 00:16:3e:00:00:01 dev vif1.0 master",
                "ip link set dev eth0 addrgenmode none",
                "ip link delete dev eth0",
            ],
            new RequestBatch()
                .SetName(s_eth0, "seth0")
                .SetAlias(s_eth0, "web server")
                .SetMaster(LinkReference.To(Vif), s_eth0)
                .SetPortOptions(LinkReference.To(Vif), SomeLinks.Pinned, BridgePortOptions.OfNewPort)
                .Pin(LinkReference.To(Vif), Mac("00:16:3e:00:00:01"))
                .Unpin(LinkReference.To(Vif), Mac("00:16:3e:00:00:01"))
                .SetAddressGeneration(s_eth0, 1)
                .DeleteLink(s_eth0)
                .Commands
        );

    [Fact]
    public void An_IPv6_route_moves_only_its_part_over_the_link()
    {
        var route = new Route
        {
            Header = new RouteHeader { Family = AddressFamily.Inet6, Type = Route.Unicast },
            Table = Route.MainTable,
            Hops = [new RouteHop(Eth0.Index, IPAddress.Parse("fe80::1"), 1), new RouteHop(9, null, 1)],
        };
        var path = new RoutePath(Eth0.Index, LinkReference.To(Eth1), new InMemoryNetwork());

        Assert.Equal(
            ["ip -6 route append default nexthop via fe80::1 dev eth1 weight 1"],
            new RequestBatch().AddRoute(route, path).Commands
        );
        Assert.Equal([Eth1.Index], path.Move(route).Hops.Select(hop => hop.LinkIndex));
    }

    [Fact]
    public void An_IPv4_route_keeps_its_next_hops_over_other_links()
    {
        var route = new Route
        {
            Header = new RouteHeader { Family = AddressFamily.Inet, Type = Route.Unicast },
            Table = Route.MainTable,
            Hops = [new RouteHop(Eth0.Index, null, 3), new RouteHop(9, null, 5)],
        };
        var path = new RoutePath(Eth0.Index, LinkReference.To(Eth1), new InMemoryNetwork());

        Assert.Equal(
            ["ip route prepend default nexthop dev eth1 weight 3 nexthop dev if9 weight 5"],
            new RequestBatch().AddRoute(route, path).Commands
        );
        Assert.Equal([(Eth1.Index, 3), (9, 5)], path.Move(route).Hops.Select(hop => (hop.LinkIndex, hop.Weight)));
    }
}
