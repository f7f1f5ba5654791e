using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Firewall;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.UnitTests.Bridging;
using Xen.Hotplug.VifBridge;
using Xunit;
using static Xen.Hotplug.UnitTests.Bridging.SomeLinks;

namespace Xen.Hotplug.UnitTests.VifBridge;

/// <summary>The VLANs of a port that comes to a bridge that filters them, and leaves it.</summary>
public sealed class PortPlannerVlanSpecs
{
    private readonly Plan _plan = new();
    private Link _bridge = Eth0;
    private PortVlans _vlans = new();
    private PortVlans _vlansNow = new();

    private string[] Online(Link port)
    {
        var goal = new PortGoal(Name("vif1.0"), Name("vif1.0"), 1500, _bridge, _vlans);
        _ = new PortPlanner(NetworkWith(port)).PlanOnline(_plan, port, goal, new NoFirewall());
        return [.. _plan.Commands];
    }

    private void Offline(Link port) =>
        new PortPlanner(NetworkWith(port)).PlanOffline(_plan, port, _bridge, Name("vif1.0"), new NoFirewall());

    private InMemoryNetwork NetworkWith(Link port) => new(_bridge, port) { Vlans = { [port.Index] = _vlansNow } };

    [Fact]
    public void A_new_vif_gets_its_VLANs_before_it_is_up()
    {
        GivenVlanFiltering(defaultPvid: 1);
        _vlans = VlanKey.Parse("10p/20-29");

        Assert.Equal(
            [
                "ip link set dev vif1.0 address fe:ff:ff:ff:ff:ff",
                "ip link set dev vif1.0 addrgenmode none",
                "ip link set dev vif1.0 master eth0",
                "bridge vlan del dev vif1.0 vid 1 pvid untagged",
                "bridge vlan add dev vif1.0 vid 10 pvid untagged",
                "bridge vlan add dev vif1.0 vid 20-29",
                "ip link set dev vif1.0 up",
            ],
            Online(Vif)
        );
    }

    [Fact]
    public void The_VLANs_add_two_requests_however_many_they_are()
    {
        GivenVlanFiltering(defaultPvid: 1);
        Online(Vif);
        var without = _plan.Changes.Count;
        _vlans = VlanKey.Parse("10p/20/22/24/26/28-99/100+2x9u");
        var batch = new RequestBatch().ChangeVlans(LinkReference.To(Vif), _vlans, PortVlans.OfNewPort(1));

        Online(Vif);

        Assert.Equal(2 * without + 1, _plan.Changes.Count);
        Assert.Equal(2, batch.Write().Count());
    }

    [Fact]
    public void A_new_vif_that_is_up_is_down_until_it_has_its_VLANs()
    {
        GivenVlanFiltering(defaultPvid: 0);
        _vlans = VlanKey.Parse("10");

        Assert.Equal(
            [
                "ip link set dev vif1.0 down",
                "ip link set dev vif1.0 master eth0",
                "bridge vlan add dev vif1.0 vid 10 pvid untagged",
                "ip link set dev vif1.0 up",
            ],
            Online(OnlineVif with { MasterIndex = 0 })
        );
    }

    [Fact]
    public void A_running_port_changes_the_VLANs_that_differ_and_nothing_else()
    {
        GivenVlanFiltering(defaultPvid: 1);
        _vlansNow = VlanKey.Parse("10p/20/30u");
        _vlans = VlanKey.Parse("11p/10/20");

        Assert.Equal(
            [
                "bridge vlan del dev vif1.0 vid 30 untagged",
                "bridge vlan add dev vif1.0 vid 10",
                "bridge vlan add dev vif1.0 vid 11 pvid untagged",
            ],
            Online(OnlineVif)
        );
        Assert.Equal(
            """
            bridge vlan del dev vif1.0 vid 11 pvid untagged
            bridge vlan add dev vif1.0 vid 10 pvid untagged
            bridge vlan add dev vif1.0 vid 30 untagged
            """,
            _plan.Changes[0].UndoCommand
        );
    }

    [Fact]
    public void A_port_without_the_key_keeps_the_VLANs_that_it_has()
    {
        GivenVlanFiltering(defaultPvid: 1);
        _vlansNow = VlanKey.Parse("10p/20");

        Assert.Empty(Online(OnlineVif));
    }

    [Fact]
    public void A_departure_that_is_undone_gives_the_port_its_VLANs_back()
    {
        GivenVlanFiltering(defaultPvid: 1);
        _vlansNow = VlanKey.Parse("10");

        Offline(OnlineVif);

        Assert.Equal(
            """
            ip link set dev vif1.0 master eth0
            bridge vlan del dev vif1.0 vid 1 pvid untagged
            bridge vlan add dev vif1.0 vid 10 pvid untagged
            """,
            _plan.Changes[1].UndoCommand
        );
    }

    private void GivenVlanFiltering(int defaultPvid) =>
        _bridge = Eth0 with { FiltersVlans = true, DefaultPvid = defaultPvid };
}
