using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Netlink;
using Xunit;
using static Xen.Hotplug.UnitTests.Bridging.SomeLinks;

namespace Xen.Hotplug.UnitTests.Bridging;

public sealed class LinkPlannerSpecs
{
    private readonly Plan _plan = new();

    private LinkPlanner For(Link link) => new(new InMemoryNetwork(), _plan, link);

    private string[] Undos => [.. _plan.Changes.Select(change => change.UndoCommand ?? "")];

    [Fact]
    public void Each_change_is_a_command_and_has_its_undo()
    {
        var link = For(Vif with { Alias = "old" });
        link.SetUp();
        link.SetDown();
        link.SetAlias("it's new");
        link.SetAddress(BackendPort.Address);
        link.StopAddressGeneration();
        link.RemoveAddresses([Address(Vif, "192.0.2.7", 24), Address(Vif, "fe80::1", 64)]);
        link.SetMtu(9000);
        link.AddToBridge(Eth0, before: null);
        Assert.Equal(
            [
                "ip link set dev vif1.0 up",
                "ip link set dev vif1.0 down",
                "ip link set dev vif1.0 alias 'it'\\''s new'",
                "ip link set dev vif1.0 address fe:ff:ff:ff:ff:ff",
                "ip link set dev vif1.0 addrgenmode none",
                "ip address delete fe80::1/64 dev vif1.0",
                "ip address delete 192.0.2.7/24 dev vif1.0",
                "ip link set dev vif1.0 mtu 9000",
                "ip link set dev vif1.0 master eth0",
            ],
            _plan.Commands
        );
        Assert.Equal(
            [
                "ip link set dev vif1.0 down",
                "ip link set dev vif1.0 up",
                "ip link set dev vif1.0 alias old",
                "ip link set dev vif1.0 address 00:16:3e:00:00:01",
                "ip link set dev vif1.0 addrgenmode eui64",
                "ip address replace fe80::1/64 dev vif1.0",
                "ip address replace 192.0.2.7/24 dev vif1.0",
                "ip link set dev vif1.0 mtu 1500",
                "ip link set dev vif1.0 nomaster",
            ],
            Undos
        );
    }

    [Fact]
    public void What_is_already_so_is_not_in_the_plan()
    {
        var up = For(RenamedVif);
        up.SetUp();
        up.SetName("guest");
        up.SetAlias("vif1.0");
        up.SetAddress(BackendPort.Address);
        up.StopAddressGeneration();
        up.RemoveAddresses([]);
        up.SetMtu(1500);
        up.AddToBridge(Eth0, Eth0);
        var down = For(Vif);
        down.SetDown();
        down.SetAlias(null);
        down.RemoveFromBridge(null);
        Assert.Empty(_plan.Changes);
        Assert.Equal(RenamedVif, up.Link);
        Assert.Equal(Vif, down.Link);
    }

    [Fact]
    public void What_an_earlier_change_did_is_not_planned_again()
    {
        var link = For(Vif);
        for (var time = 0; time < 2; time++)
        {
            link.SetUp();
            link.SetName("guest");
            link.SetAlias("vif1.0");
            link.SetAddress(BackendPort.Address);
            link.StopAddressGeneration();
            link.SetMtu(9000);
            link.AddToBridge(Eth0, before: null);
        }
        Assert.Equal(7, _plan.Changes.Count);
        Assert.Equal(RenamedVif with { Mtu = 9000 }, link.Link);
    }

    [Fact]
    public void Commands_after_a_rename_go_by_the_new_name()
    {
        var link = For(Vif);
        link.SetMtu(9000);
        link.SetName("a guest");
        link.SetUp();
        Assert.Equal(
            [
                "ip link set dev vif1.0 mtu 9000",
                "ip link set dev vif1.0 name 'a guest'",
                "ip link set dev 'a guest' up",
            ],
            _plan.Commands
        );
        Assert.Equal(
            [
                "ip link set dev vif1.0 mtu 1500",
                "ip link set dev 'a guest' name vif1.0",
                "ip link set dev 'a guest' down",
            ],
            Undos
        );
    }

    [Fact]
    public void Addresses_are_taken_off_by_the_new_name()
    {
        var link = For(Vif);
        link.SetName("guest");
        link.RemoveAddresses([Address(Vif, "192.0.2.7", 24)]);
        Assert.Equal("ip address delete 192.0.2.7/24 dev guest", _plan.Commands.Last());
    }

    [Fact]
    public void A_link_on_another_bridge_goes_back_to_that_when_undone()
    {
        var link = For(OnlineVif);
        link.AddToBridge(Eth1, Eth0);
        Assert.Equal(["ip link set dev vif1.0 master eth1"], _plan.Commands);
        Assert.Equal(["ip link set dev vif1.0 master eth0"], Undos);
        Assert.Equal(Eth1.Index, link.Link.MasterIndex);
    }

    [Fact]
    public void A_link_that_is_taken_off_goes_back_to_its_bridge_when_undone()
    {
        var link = For(OnlineVif);
        link.RemoveFromBridge(Eth0);
        Assert.Equal(["ip link set dev vif1.0 nomaster"], _plan.Commands);
        Assert.Equal(["ip link set dev vif1.0 master eth0"], Undos);
        Assert.Equal(0, link.Link.MasterIndex);
    }

    [Fact]
    public void A_bridge_whose_name_is_not_known_goes_by_its_number()
    {
        For(OnlineVif).RemoveFromBridge(null);
        Assert.Equal(["ip link set dev vif1.0 master if3"], Undos);
    }

    [Fact]
    public void An_alias_is_taken_away_by_an_empty_one()
    {
        For(RenamedVif).SetAlias(null);
        Assert.Equal(["ip link set dev guest alias ''"], _plan.Commands);
        Assert.Equal(["ip link set dev guest alias vif1.0"], Undos);
    }

    [Fact]
    public void A_link_without_IPv6_has_no_address_generation_to_stop()
    {
        For(Vif with { Inet6AddressGenerationMode = null }).StopAddressGeneration();
        Assert.Empty(_plan.Changes);
    }

    [Theory]
    [InlineData(0, "eui64")]
    [InlineData(2, "stable_secret")]
    [InlineData(3, "random")]
    public void Each_mode_of_address_generation_is_restored_by_its_name(byte mode, string name)
    {
        For(Vif with { Inet6AddressGenerationMode = mode }).StopAddressGeneration();
        Assert.Equal([$"ip link set dev vif1.0 addrgenmode {name}"], Undos);
    }

    [Fact]
    public void A_port_that_moves_goes_back_to_a_bridge_that_nobody_named()
    {
        For(OnlineVif with { MasterIndex = 4 }).AddToBridge(Eth0, null);

        Assert.Equal(["ip link set dev vif1.0 master if4"], Undos);
    }
}
