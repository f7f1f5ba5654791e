using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Firewall;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.UnitTests.Bridging;
using Xen.Hotplug.UnitTests.Netlink;
using Xunit;
using static Xen.Hotplug.UnitTests.Bridging.SomeLinks;

namespace Xen.Hotplug.UnitTests.Firewall;

/// <summary>What is set once a port is on its bridge; what comes before is up to the kernel's tables.</summary>
public sealed class NftablesGuardingSpecs : IDisposable
{
    private const string Entry = "bridge fdb replace 00:16:3e:12:34:56 dev vif1.0 master static sticky";
    private const string Options =
        "ip link set dev vif1.0 type bridge_slave group_fwd_mask 0x4001 mcast_router 0 learning off";
    private const string Locking = "ip link set dev vif1.0 type bridge_slave locked on";
    private const string RulesAlone = "ip link set dev vif1.0 type bridge_slave group_fwd_mask 0x4001 mcast_router 0";
    private const int OtherIndex = 9;

    private static readonly MacAddress s_address = Mac("00:16:3e:12:34:56");
    private static readonly Link s_other = OnlineVif with { Index = OtherIndex, Name = "vif2.0" };

    private readonly Plan _plan = new();
    private InMemoryNetwork _network = new(Eth0, s_other);
    private NftablesFirewall? _firewall;

    public void Dispose() => _firewall?.Dispose();

    private NftablesFirewall Firewall => _firewall ??= new NftablesFirewall(_network);

    private IPortGuarding Guarded => Firewall.ForGuarded(new PortGuard("vif1.0", OnlineVif.Index, s_address, []));

    private IPortGuarding Unguarded => Firewall.ForUnguarded("vif1.0");

    private IEnumerable<string> AfterJoining(IPortGuarding guarding, Link port, MacAddress? pinned = null)
    {
        var link = new LinkPlanner(_network, _plan, port);
        if (pinned is { } address)
            link.NotePin(address);
        guarding.PlanAfterJoining(link);
        return _plan.Commands;
    }

    private void GivenAnEntry(int port, ushort state, byte flags) =>
        _network.Forwarding.Add(
            Wire.Forwarding(
                new NeighbourHeader
                {
                    LinkIndex = port,
                    State = state,
                    Flags = flags,
                },
                s_address,
                Eth0.Index
            )
        );

    private void GivenAPin(int port) => GivenAnEntry(port, NeighbourHeader.WithoutResolution, flags: 0x40);

    private void GivenALearnedEntry(int port) => GivenAnEntry(port, NeighbourHeader.Reachable, flags: 0);

    [Fact]
    public void A_guarded_port_is_pinned_and_learned_from_no_more()
    {
        Assert.True(Guarded.MustJoinDown);
        Assert.Equal([Entry, Options, Locking], AfterJoining(Guarded, OnlineVif));
    }

    [Fact]
    public void A_pinned_port_stays_as_it_is()
    {
        GivenAPin(OnlineVif.Index);

        Assert.Empty(AfterJoining(Guarded, OnlineVif with { PortOptions = Pinned }, s_address));
    }

    [Fact]
    public void A_locked_port_whose_entry_is_gone_gets_it_back() =>
        Assert.Equal([Entry], AfterJoining(Guarded, OnlineVif with { PortOptions = Pinned }));

    [Fact]
    public void A_pinned_port_whose_guest_has_another_address_is_pinned_to_that() =>
        Assert.Equal(
            [Entry, "bridge fdb delete 00:16:3e:00:00:09 dev vif1.0 master"],
            AfterJoining(Guarded, OnlineVif with { PortOptions = Pinned }, Mac("00:16:3e:00:00:09"))
        );

    [Theory]
    [InlineData(3)]
    [InlineData(OtherIndex)]
    public void What_the_bridge_learned_elsewhere_keeps_no_port_from_being_pinned(int index)
    {
        GivenALearnedEntry(index);

        Assert.Equal([Entry, Options, Locking], AfterJoining(Guarded, OnlineVif));
    }

    [Fact]
    public void An_address_of_the_hosts_own_is_not_taken_from_it()
    {
        GivenAnEntry(Eth0.Index, NeighbourHeader.Permanent, flags: 0);

        Assert.Equal([RulesAlone], AfterJoining(Guarded, OnlineVif));
    }

    [Fact]
    public void An_entry_that_somebody_set_stays()
    {
        GivenAnEntry(OtherIndex, NeighbourHeader.WithoutResolution, flags: 0);

        Assert.Equal([RulesAlone], AfterJoining(Guarded, OnlineVif));
    }

    [Fact]
    public void Two_ports_with_one_address_are_left_to_the_rules()
    {
        _network = new InMemoryNetwork(Eth0, s_other with { PortOptions = Pinned });
        GivenAPin(OtherIndex);

        Assert.Equal(
            [
                "ip link set dev vif2.0 type bridge_slave locked off",
                "ip link set dev vif2.0 type bridge_slave learning on",
                "bridge fdb delete 00:16:3e:12:34:56 dev vif2.0 master",
                RulesAlone,
            ],
            AfterJoining(Guarded, OnlineVif)
        );
    }

    [Fact]
    public void A_port_that_was_left_to_the_rules_stays_so() =>
        Assert.Empty(AfterJoining(Guarded, OnlineVif with { PortOptions = GuardedByRules }));

    [Fact]
    public void A_third_port_with_their_address_is_left_to_the_rules_too()
    {
        _network = new InMemoryNetwork(Eth0, s_other with { PortOptions = GuardedByRules });
        GivenALearnedEntry(OtherIndex);

        Assert.Equal([RulesAlone], AfterJoining(Guarded, OnlineVif));
    }

    [Theory]
    [InlineData("vif1.0-emu", null)]
    [InlineData("guest-emu", "vif1.0-emu")]
    public void A_vif_whose_guest_has_a_tap_is_left_to_the_rules(string name, string? alias)
    {
        _network = new InMemoryNetwork(Eth0, s_other with { Name = name, Alias = alias });
        var port = name == "guest-emu" ? OnlineVif with { Name = "guest", Alias = "vif1.0" } : OnlineVif;

        Assert.DoesNotContain("locked on", Assert.Single(AfterJoining(Guarded, port)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_tap_is_left_to_the_rules()
    {
        var tap = OnlineVif with { Name = "vif1.0-emu" };
        var guarded = Firewall.ForGuarded(new PortGuard("vif1.0-emu", tap.Index, s_address, []));

        Assert.DoesNotContain("locked on", Assert.Single(AfterJoining(guarded, tap)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void A_port_of_more_than_64_VLANs_is_left_to_the_rules(int count, bool isPinned)
    {
        var vlans = new PortVlans();
        for (var id = 1; id <= count; id++)
            vlans.AddUntagged(id);
        var link = new LinkPlanner(_network, _plan, OnlineVif);
        link.NoteVlans(vlans);

        Guarded.PlanAfterJoining(link);

        Assert.Equal(isPinned ? [Entry, Options, Locking] : [RulesAlone], _plan.Commands);
    }

    [Fact]
    public void A_pinned_port_in_other_VLANs_is_pinned_in_those()
    {
        GivenAPin(OnlineVif.Index);
        var link = new LinkPlanner(_network, _plan, OnlineVif with { PortOptions = Pinned });
        link.NotePin(s_address);
        link.NoteVlans(PortVlans.OfNewPort(10));
        link.SetVlans(PortVlans.OfNewPort(20));

        Guarded.PlanAfterJoining(link);

        Assert.Equal(Entry, _plan.Commands.Last());
    }

    [Fact]
    public void A_port_that_is_guarded_no_more_is_as_any_other()
    {
        Assert.Equal(
            [
                "ip link set dev vif1.0 type bridge_slave locked off",
                "ip link set dev vif1.0 type bridge_slave group_fwd_mask 0x0 mcast_router 1 learning on",
                "bridge fdb delete 00:16:3e:12:34:56 dev vif1.0 master",
            ],
            AfterJoining(Unguarded, OnlineVif with { PortOptions = Pinned }, s_address)
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0x4000)]
    [InlineData(0xfff8)]
    public void An_unguarded_port_keeps_a_mask_that_somebody_set(int mask)
    {
        var port = OnlineVif with { PortOptions = BridgePortOptions.OfNewPort with { GroupForwardMask = mask } };

        Assert.False(Unguarded.MustJoinDown);
        Assert.Empty(AfterJoining(Unguarded, port));
        Assert.False(NftablesFirewall.WasGuarded(port));
    }

    [Fact]
    public void A_port_shows_that_it_was_guarded() =>
        Assert.True(NftablesFirewall.WasGuarded(OnlineVif with { PortOptions = GuardedByRules }));
}
