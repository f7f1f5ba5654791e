using Xen.Hotplug.Common;
using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.UnitTests.Bridging;
using Xen.Hotplug.VifBridge;
using Xunit;
using static Xen.Hotplug.UnitTests.Bridging.SomeLinks;

namespace Xen.Hotplug.UnitTests.VifBridge;

public sealed class BridgeMtuSpecs
{
    private static readonly Link s_nic = Vif with { Index = 2, Name = "enp1s0", MasterIndex = Eth0.Index };

    private static string[] Plan(Link bridge, int mtu, Link? port = null)
    {
        var plan = new Plan();
        port ??= Vif;
        var network = new InMemoryNetwork(bridge, port, s_nic);
        BridgeMtu.PlanKeeping(
            network,
            plan,
            port,
            new PortGoal(Name("vif1.0"), Name("vif1.0"), mtu, bridge, new PortVlans())
        );
        return [.. plan.Commands];
    }

    private static string[] Keeping(int beside, int mtu) =>
        [$"ip link set dev eth0 mtu {beside}", $"ip link set dev eth0 mtu {mtu}"];

    [Fact]
    public void A_port_with_the_bridges_MTU_changes_nothing() => Assert.Empty(Plan(Eth0, 1500));

    [Theory]
    [InlineData(1400)]
    [InlineData(9000)]
    public void The_bridge_keeps_its_MTU_from_a_port_with_another(int mtu) =>
        Assert.Equal(Keeping(1501, 1500), Plan(Eth0, mtu));

    [Fact]
    public void A_port_that_is_there_with_that_MTU_changes_nothing() =>
        Assert.Empty(Plan(Eth0, 1400, OnlineVif with { Mtu = 1400 }));

    [Fact]
    public void A_port_that_gets_another_MTU_where_it_is_counts_too() =>
        Assert.Equal(Keeping(1501, 1500), Plan(Eth0, 1400, OnlineVif));

    [Fact]
    public void A_bridge_without_ports_keeps_the_MTU_that_it_was_made_with() =>
        Assert.Equal(Keeping(9001, 9000), Plan(Eth0 with { Mtu = 9000, Flags = LinkFlags.Up }, 9000));

    [Fact]
    public void A_bridge_without_ports_is_left_alone_with_the_usual_MTU() =>
        Assert.Empty(Plan(Eth0 with { Flags = LinkFlags.Up }, 1500));

    [Theory]
    [InlineData(1500, 1501)]
    [InlineData(1501, 1503)]
    [InlineData(65535, 65533)]
    [InlineData(65534, 65535)]
    [InlineData(1278, 1279)]
    [InlineData(1279, 1277)] // With 1280 IPv6 begins.
    public void The_MTU_meanwhile_is_odd_and_one_that_bridges_can_have(int mtu, int beside) =>
        Assert.Equal(Keeping(beside, mtu), Plan(Eth0 with { Mtu = mtu }, 1000));

    [Fact]
    public void A_smaller_port_is_refused_where_IPv6_would_lose_its_own_MTU()
    {
        var error = Assert.Throws<HotplugException>(() => Plan(Eth0 with { Inet6Mtu = 1492 }, 1400));

        Assert.Contains("1492", error.Message, StringComparison.Ordinal);
        Assert.Contains(
            "ip link set dev eth0 mtu 1501; ip link set dev eth0 mtu 1500",
            error.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_bridge_that_differs_from_its_ports_was_set_by_hand() =>
        Assert.Empty(Plan(Eth0 with { Mtu = 1600, Inet6Mtu = 1492 }, 1400));

    [Fact]
    public void A_larger_port_does_not_cost_IPv6_its_own_MTU() =>
        Assert.Empty(Plan(Eth0 with { Inet6Mtu = 1492 }, 9000));

    [Fact]
    public void The_IPv6_MTU_that_is_the_links_is_nothing_of_its_own() =>
        Assert.Equal(Keeping(1501, 1500), Plan(Eth0 with { Inet6Mtu = 1500 }, 1400));
}
