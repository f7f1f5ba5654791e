using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Firewall;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.UnitTests.Bridging;
using Xen.Hotplug.UnitTests.Firewall;
using Xen.Hotplug.VifBridge;
using Xunit;
using static Xen.Hotplug.UnitTests.Bridging.SomeLinks;

namespace Xen.Hotplug.UnitTests.VifBridge;

public sealed class PortPlannerPlanSpecs
{
    private static readonly string[] s_keepingOfEth0 =
    [
        "ip link set dev eth0 mtu 1501",
        "ip link set dev eth0 mtu 1500",
    ];

    private readonly Plan _plan = new();
    private IPortGuarding _guarding = new NoFirewall();
    private IPortUnguarding _unguarding = new NoFirewall();

    private string[] Online(Link port, string name = "vif1.0", int mtu = 1500, params LinkAddress[] addresses)
    {
        var table = new InMemoryNetwork(Eth0, Eth1, port);
        table.Addresses.AddRange(addresses);
        var goal = new PortGoal(Name(name), Name("vif1.0"), mtu, Eth0, new PortVlans());
        var planned = new PortPlanner(table).PlanOnline(_plan, port, goal, _guarding);
        // Whatever it was before, it ends up the same.
        Assert.Equal((name, mtu, true), (planned.Name, planned.Mtu, planned.IsUp));
        Assert.Equal((BackendPort.Address, Eth0.Index), (planned.Address, planned.MasterIndex));
        return [.. _plan.Commands];
    }

    private string[] Offline(Link port, params Link[] others)
    {
        var bridge = others.FirstOrDefault(link => link.Index == port.MasterIndex);
        var table = new InMemoryNetwork([port, .. others]);
        new PortPlanner(table).PlanOffline(_plan, port, bridge, Name("vif1.0"), _unguarding);
        return [.. _plan.Commands];
    }

    [Fact]
    public void A_new_vif_gets_the_MAC_of_a_backend_and_joins_the_bridge() =>
        Assert.Equal(
            [
                "ip link set dev vif1.0 address fe:ff:ff:ff:ff:ff",
                "ip link set dev vif1.0 addrgenmode none",
                "ip link set dev vif1.0 master eth0",
                "ip link set dev vif1.0 up",
            ],
            Online(Vif)
        );

    [Fact]
    public void A_vif_that_is_online_already_needs_nothing() => Assert.Empty(Online(OnlineVif));

    [Fact]
    public void A_vif_that_is_online_under_its_other_name_needs_nothing() => Assert.Empty(Online(RenamedVif, "guest"));

    [Fact]
    public void A_vif_that_is_up_is_down_while_its_address_changes() =>
        Assert.Equal(
            [
                "ip link set dev vif1.0 down",
                "ip link set dev vif1.0 address fe:ff:ff:ff:ff:ff",
                "ip link set dev vif1.0 addrgenmode none",
                "ip link set dev vif1.0 master eth0",
                "ip link set dev vif1.0 up",
            ],
            Online(Vif with { Flags = LinkFlags.Up })
        );

    [Fact]
    public void A_vif_with_another_name_remembers_its_first_one_before_it_gets_it() =>
        Assert.Equal(
            [
                "ip link set dev vif1.0 alias vif1.0",
                "ip link set dev vif1.0 name guest",
                "ip link set dev guest address fe:ff:ff:ff:ff:ff",
                "ip link set dev guest addrgenmode none",
                "ip link set dev guest master eth0",
                "ip link set dev guest up",
            ],
            Online(Vif, "guest")
        );

    [Fact]
    public void A_vif_that_is_online_is_down_while_its_name_changes() =>
        Assert.Equal(
            [
                "ip link set dev vif1.0 down",
                "ip link set dev vif1.0 alias vif1.0",
                "ip link set dev vif1.0 name guest",
                "ip link set dev guest up",
            ],
            Online(OnlineVif, "guest")
        );

    [Fact]
    public void A_vif_that_gets_its_first_name_back_needs_no_alias_any_more() =>
        Assert.Equal(
            [
                "ip link set dev guest down",
                "ip link set dev guest alias ''",
                "ip link set dev guest name vif1.0",
                "ip link set dev vif1.0 up",
            ],
            Online(RenamedVif)
        );

    [Fact]
    public void Addresses_are_taken_off_while_the_vif_is_down() =>
        Assert.Equal(
            [
                "ip link set dev vif1.0 down",
                "ip address delete fe80::1/64 dev vif1.0",
                "ip address delete 192.0.2.7/24 dev vif1.0",
                "ip link set dev vif1.0 up",
            ],
            Online(
                OnlineVif,
                addresses: [Address(Vif, "192.0.2.7", 24), Address(Vif, "fe80::1", 64), Address(Eth0, "192.0.2.1", 24)]
            )
        );

    [Fact]
    public void The_MTU_alone_needs_no_setting_down() =>
        Assert.Equal([.. s_keepingOfEth0, "ip link set dev vif1.0 mtu 9000"], Online(OnlineVif, mtu: 9000));

    [Fact]
    public void The_MTU_is_set_before_the_vif_is_on_the_bridge() =>
        Assert.Equal(
            [.. s_keepingOfEth0, "ip link set dev vif1.0 mtu 9000", "ip link set dev vif1.0 master eth0"],
            Online(OnlineVif with { MasterIndex = 0 }, mtu: 9000)
        );

    [Fact]
    public void A_vif_on_another_bridge_is_moved()
    {
        Assert.Equal(["ip link set dev vif1.0 master eth0"], Online(OnlineVif with { MasterIndex = Eth1.Index }));
        Assert.Equal("ip link set dev vif1.0 master eth1", _plan.Changes[0].UndoCommand);
    }

    [Fact]
    public void A_vif_that_only_went_down_is_set_up() =>
        Assert.Equal(["ip link set dev vif1.0 up"], Online(OnlineVif with { Flags = LinkFlags.None }));

    [Fact]
    public void A_vif_that_leaves_is_set_down_and_taken_off_its_bridge()
    {
        Assert.Equal(["ip link set dev vif1.0 down", "ip link set dev vif1.0 nomaster"], Offline(OnlineVif, Eth0));
        Assert.Equal("ip link set dev vif1.0 master eth0", _plan.Changes[1].UndoCommand);
    }

    [Fact]
    public void A_guard_goes_once_the_vif_is_down_and_cannot_send()
    {
        _unguarding = new InMemoryFirewall();
        Assert.Equal(
            ["ip link set dev guest down", "unguard vif1.0, now guest", "ip link set dev guest nomaster"],
            Offline(RenamedVif, Eth0).Take(3)
        );
    }

    [Fact]
    public void A_guarded_vif_joins_down_with_its_guard_in_place_before_and_after()
    {
        _guarding = new InMemoryFirewall().ForGuarded(new PortGuard("vif1.0", 7, Mac("00:16:3e:12:34:56"), []));
        Assert.Equal(
            [
                "ip link set dev vif1.0 down",
                "guard vif1.0: mac 00:16:3e:12:34:56",
                "ip link set dev vif1.0 master eth0",
                "guard vif1.0 on its bridge",
                "ip link set dev vif1.0 up",
            ],
            Online(OnlineVif with { MasterIndex = Eth1.Index })
        );
    }

    [Fact]
    public void A_guarded_vif_that_is_on_its_bridge_already_stays_up()
    {
        _guarding = new InMemoryFirewall().ForGuarded(new PortGuard("vif1.0", 7, Mac("00:16:3e:12:34:56"), []));
        Assert.Equal(["guard vif1.0: mac 00:16:3e:12:34:56", "guard vif1.0 on its bridge"], Online(OnlineVif));
    }

    [Fact]
    public void A_vif_whose_guarding_takes_no_part_after_joining_may_join_up()
    {
        _guarding = new InMemoryFirewall().ForUnguarded("vif1.0");
        Assert.Equal(
            ["guard vif1.0: nothing", "ip link set dev vif1.0 master eth0", "guard vif1.0 on its bridge"],
            Online(OnlineVif with { MasterIndex = Eth1.Index })
        );
    }

    [Fact]
    public void A_vif_that_has_left_already_needs_nothing() => Assert.Empty(Offline(Vif, Eth0));

    [Fact]
    public void A_vif_that_is_on_no_bridge_is_set_down() =>
        Assert.Equal(["ip link set dev vif1.0 down"], Offline(Vif with { Flags = LinkFlags.Up }, Eth0));

    [Fact]
    public void A_vif_that_was_renamed_gets_its_first_name_back_when_it_leaves() =>
        Assert.Equal(
            [
                "ip link set dev guest down",
                "ip link set dev guest nomaster",
                "ip link set dev guest name vif1.0",
                "ip link set dev vif1.0 alias ''",
            ],
            Offline(RenamedVif, Eth0)
        );

    [Fact]
    public void A_renamed_vif_keeps_its_name_where_another_link_has_its_first_name() =>
        Assert.Equal(
            ["ip link set dev guest down", "ip link set dev guest nomaster"],
            Offline(RenamedVif, Eth0, Vif with { Index = 8 })
        );

    [Fact]
    public void An_alias_that_somebody_else_gave_is_left_alone_when_the_vif_leaves() =>
        Assert.Equal(
            ["ip link set dev vif1.0 down", "ip link set dev vif1.0 nomaster"],
            Offline(OnlineVif with { Alias = "web server" }, Eth0)
        );
}
