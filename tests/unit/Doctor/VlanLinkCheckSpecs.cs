using Xen.Hotplug.XenBridgeDoctor;
using Xen.Hotplug.XenBridgeDoctor.Checks;
using Xunit;

namespace Xen.Hotplug.UnitTests.Doctor;

/// <summary>Of the host's own VLAN links is found which keep a VLAN from guests, and which have none themselves.</summary>
public sealed class VlanLinkCheckSpecs : IDisposable
{
    private const string Move =
        "# give guests another VLAN; or make eth0.10 on eth0 in place of the uplink, and: bridge vlan add vid 10 dev eth0 self";

    private readonly SomeVlanHost _host = new();

    public void Dispose() => _host.Dispose();

    private IReadOnlyList<Finding> Find() => _host.Find(new VlanLinkCheck());

    [Fact]
    public void A_host_without_vlan_links_has_no_finding() => Assert.Empty(Find());

    [Fact]
    public void A_link_that_takes_a_guests_frames_is_wrong()
    {
        _host.AddVlanLink("eth0.10", SomeVlanHost.Uplink, 10);

        Assert.Equal(
            [
                Finding.Wrong(
                    "eth0.10",
                    "takes the frames of VLAN 10 on the uplink seth0 before the bridge eth0 sees them, and a guest should get them: vif1.0 (guest guest1, domain 1)",
                    Move
                ),
            ],
            Find()
        );
    }

    [Fact]
    public void A_link_that_takes_what_a_guest_asks_for_is_wrong_without_filtering()
    {
        _host
            .WithBridge(bridge => bridge with { FiltersVlans = false })
            .AddGuest(1, "10", "1p")
            .AddVlanLink("eth0.10", SomeVlanHost.Uplink, 10);

        Assert.Equal(Verdict.Wrong, Assert.Single(Find()).Verdict);
    }

    [Fact]
    public void A_link_that_takes_what_the_uplink_carries_for_nobody_is_doubtful()
    {
        _host.AddGuest(1, key: null, "1p").AddVlanLink("eth0.10", SomeVlanHost.Uplink, 10);

        Assert.Equal(
            [
                Finding.Doubtful(
                    "eth0.10",
                    "takes the frames of VLAN 10 on the uplink seth0 before the bridge eth0 sees them, and the uplink has that VLAN for guests",
                    "bridge vlan del vid 10 dev seth0 # and UPLINK_VLANS in bridge-shadow's file"
                ),
            ],
            Find()
        );
    }

    [Fact]
    public void A_vlan_that_another_port_has_is_left_on_the_uplink()
    {
        _host
            .AddGuest(1, key: null, "1p")
            .Add(SomeVlanHost.Uplink with { Index = 6, Name = "container", Kind = "veth" }, "10")
            .AddVlanLink("eth0.10", SomeVlanHost.Uplink, 10);

        var finding = Assert.Single(Find());

        Assert.Equal((Verdict.Doubtful, Move), (finding.Verdict, finding.Cure));
    }

    [Fact]
    public void A_link_in_a_vlan_that_the_uplink_has_not_is_well()
    {
        _host.AddVlanLink("eth0.20", SomeVlanHost.Uplink, 20);

        Assert.Equal(
            [
                Finding.Well(
                    "eth0.20",
                    "takes the frames of VLAN 20 on the uplink seth0 before the bridge eth0 sees them: no guest gets them"
                ),
            ],
            Find()
        );
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(20, false)]
    public void A_link_that_takes_nothing_of_a_bridge_is_not_spoken_of(int id, bool filters)
    {
        _host
            .WithBridge(bridge => bridge with { FiltersVlans = filters })
            .AddGuest(1, key: null, "1p")
            .AddVlanLink($"eth0.{id}", SomeVlanHost.Uplink, id);

        Assert.Empty(Find());
    }

    [Fact]
    public void A_link_on_the_bridge_in_a_vlan_that_the_bridge_lacks_is_wrong()
    {
        _host.AddVlanLink("eth0.30", _host.Bridge, 30);

        Assert.Equal(
            [
                Finding.Wrong(
                    "eth0.30",
                    "is in VLAN 30 over the bridge eth0, which filters VLANs and is not in that one itself: the link gets and sends nothing",
                    "bridge vlan add vid 30 dev eth0 self; bridge vlan add vid 30 dev seth0"
                ),
            ],
            Find()
        );
    }

    [Fact]
    public void A_vlan_that_the_uplink_carries_is_given_to_the_bridge_alone()
    {
        _host.AddVlanLink("eth0.10", _host.Bridge, 10);

        Assert.Equal("bridge vlan add vid 10 dev eth0 self", Assert.Single(Find()).Cure);
    }

    [Fact]
    public void A_link_on_the_bridge_in_a_vlan_that_the_uplink_lacks_is_doubtful()
    {
        _host.Add(_host.Bridge, "1p/30").AddVlanLink("eth0.30", _host.Bridge, 30);

        var finding = Assert.Single(Find());

        Assert.Equal((Verdict.Doubtful, "bridge vlan add vid 30 dev seth0"), (finding.Verdict, finding.Cure));
    }

    [Theory]
    [InlineData("1p/30", true)]
    [InlineData("1p", false)]
    public void A_link_on_the_bridge_that_gets_its_frames_is_not_spoken_of(string vlans, bool filters)
    {
        _host
            .WithBridge(bridge => bridge with { FiltersVlans = filters })
            .Add(_host.Bridge, vlans)
            .Add(SomeVlanHost.Uplink, vlans)
            .AddVlanLink("eth0.30", _host.Bridge, 30);

        Assert.Empty(Find());
    }

    [Fact]
    public void A_name_with_characters_of_the_shell_is_quoted_in_the_command()
    {
        _host.WithBridge(bridge => bridge with { Name = "a;$(b)" }).AddVlanLink("eth0.10", _host.Bridge, 10);

        Assert.Equal("bridge vlan add vid 10 dev 'a;$(b)' self", Assert.Single(Find()).Cure);
    }
}
