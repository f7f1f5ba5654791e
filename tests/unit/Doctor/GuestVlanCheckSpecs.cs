using Xen.Hotplug.XenBridgeDoctor;
using Xen.Hotplug.XenBridgeDoctor.Checks;
using Xunit;

namespace Xen.Hotplug.UnitTests.Doctor;

/// <summary>Of the VLANs of guests is found what keeps a guest from others, with the command that mends it.</summary>
public sealed class GuestVlanCheckSpecs : IDisposable
{
    private readonly SomeVlanHost _host = new();

    public void Dispose() => _host.Dispose();

    private IReadOnlyList<Finding> Find() => _host.Find(new GuestVlanCheck());

    private void ShouldFind(params Finding[] findings) => Assert.Equal(findings, Find());

    [Fact]
    public void A_guest_in_a_vlan_that_the_uplink_carries_is_well() =>
        ShouldFind(Finding.Well("eth0", "keeps VLANs apart, and each guest shares its own with others"));

    [Fact]
    public void A_bridge_without_vlans_is_not_spoken_of()
    {
        _host.WithBridge(bridge => bridge with { FiltersVlans = false }).AddGuest(1, key: null, "1p");

        Assert.Empty(Find());
    }

    [Fact]
    public void Vlans_on_a_bridge_that_filters_none_are_wrong()
    {
        _host.WithBridge(bridge => bridge with { FiltersVlans = false });

        ShouldFind(
            Finding.Wrong(
                "vif1.0",
                "vlan=10p cannot be had on the bridge eth0, which does not filter VLANs (guest guest1, domain 1)",
                $"ip link set dev eth0 type bridge vlan_filtering 1; {SomeVlanHost.OnlineCommand} # and VLAN_FILTERING=yes in bridge-shadow's file; guests that send tags need vlan= from then on"
            )
        );
    }

    [Fact]
    public void A_bridge_that_begins_to_filter_keeps_the_hosts_links_connected()
    {
        _host
            .WithBridge(bridge => bridge with { FiltersVlans = false, DefaultPvid = 0 })
            .AddVlanLink("eth0.30", _host.Bridge, 30);

        Assert.StartsWith(
            "ip link set dev eth0 type bridge vlan_default_pvid 1; bridge vlan add vid 30 dev eth0 self; bridge vlan add vid 30 dev seth0; ip link set dev eth0 type bridge vlan_filtering 1; ",
            Assert.Single(Find()).Cure,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_bridge_that_would_cut_the_host_off_is_not_made_to_filter()
    {
        _host.WithBridge(bridge => bridge with { FiltersVlans = false }).Add(SomeVlanHost.Uplink, "10p");

        Assert.StartsWith(
            "bridge vlan show # first give eth0 itself and its uplink the same PVID; ",
            Assert.Single(Find()).Cure,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("10/20", "vlan=10/20 names no PVID")]
    [InlineData("nonsense", "the term 'nonsense' of vlan= is not an ID")]
    public void A_key_that_does_not_parse_is_wrong_and_left_to_a_person(string key, string fact)
    {
        _host.AddGuest(1, key, "1p");

        var finding = Assert.Single(Find());

        Assert.StartsWith(fact, finding.Fact, StringComparison.Ordinal);
        Assert.StartsWith("# ", finding.Cure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_script_that_does_not_read_the_key_is_wrong()
    {
        _host
            .AddGuest(1, "10", "1p")
            .WithScript("vif-bridge antispoof=no")
            .Write("/etc/xen/scripts/vif-bridge", "#!/bin/bash\n. vif-common.sh\n")
            .Write("/etc/xen/scripts/xen-network-common.sh", "# Usage: add_to_bridge bridge dev\n");

        ShouldFind(
            Finding.Wrong(
                "vif1.0",
                "the script /etc/xen/scripts/vif-bridge ignores vlan=10p, and puts the guest into VLAN 1 of eth0 (guest guest1, domain 1)",
                $"xenstore-write backend/vif/1/0/script '/etc/xen/scripts/vif-bridge-shadow antispoof=no'; {SomeVlanHost.OnlineCommand} antispoof=no # and, for guests to come, xen-vif-script shadow"
            )
        );
    }

    [Theory]
    [InlineData("#!/bin/bash\nvlan=$(xenstore-read $XENBUS_PATH/vlan)\n", "")]
    [InlineData("#!/bin/bash\n. xen-network-common.sh\n", "vlan=$(xenstore-read $XENBUS_PATH/vlan)\n")]
    [InlineData("#!/bin/sh\nexec /etc/xen/scripts/vif-bridge-shadow \"$@\"\n", "")]
    [InlineData("\u007fELF", "")]
    public void A_program_that_may_read_the_key_is_left_alone(string text, string sourced)
    {
        _host
            .WithScript("vif-bridge")
            .Write("/etc/xen/scripts/vif-bridge", text)
            .Write("/etc/xen/scripts/xen-network-common.sh", sourced);

        Assert.Equal(Verdict.Well, Assert.Single(Find()).Verdict);
    }

    [Theory]
    [InlineData("1p", "should have vlan=10p, and has 1p (guest guest1, domain 1)")]
    [InlineData("", "should have vlan=10p, and is in no VLAN (guest guest1, domain 1)")]
    public void A_port_in_other_vlans_than_its_key_asks_for_is_wrong(string vlans, string fact)
    {
        _host.AddGuest(1, "10", vlans);

        ShouldFind(Finding.Wrong("vif1.0", fact, SomeVlanHost.OnlineCommand));
    }

    [Fact]
    public void An_emulated_card_in_other_vlans_is_wrong()
    {
        _host.Add(SomeVlanHost.Vif(1) with { Index = 30, Name = "vif1.0-emu" }, "1p");

        var finding = Assert.Single(Find());

        Assert.Equal("vif1.0-emu", finding.Subject);
        Assert.Contains(" add type_if=tap INTERFACE=vif1.0-emu ", finding.Cure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_vlan_that_nobody_else_has_is_wrong()
    {
        _host.AddGuest(1, "20", "20");

        ShouldFind(
            Finding.Wrong(
                "vif1.0",
                "is alone in VLAN 20 of eth0, and talks to nobody there: no other port has it, nor the uplink seth0, nor the bridge itself (guest guest1, domain 1)",
                "bridge vlan add vid 20 dev seth0 # and UPLINK_VLANS in bridge-shadow's file; the switch must have it too"
            )
        );
    }

    [Fact]
    public void A_card_that_is_emulated_too_is_nobody_else()
    {
        _host.AddGuest(1, "20", "20").Add(SomeVlanHost.Vif(1) with { Index = 30, Name = "vif1.0-emu" }, "20");

        Assert.Equal(Verdict.Wrong, Assert.Single(Find()).Verdict);
    }

    [Fact]
    public void Tagged_vlans_that_nobody_else_has_are_doubtful_and_said_once()
    {
        _host.AddGuest(1, "10p/20-30/35", "10p/20-30/35");

        var finding = Assert.Single(Find());

        Assert.Equal(Verdict.Doubtful, finding.Verdict);
        Assert.StartsWith("is alone in the VLANs 20-30 and 35 of eth0, and ", finding.Fact, StringComparison.Ordinal);
        Assert.StartsWith(
            "bridge vlan add vid 20-30 dev seth0; bridge vlan add vid 35 dev seth0 # ",
            finding.Cure,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_vlan_of_several_guests_that_the_uplink_lacks_is_doubtful()
    {
        _host.AddGuest(1, "20", "20").AddGuest(2, "20", "20");

        var findings = Find();

        Assert.Equal(["vif1.0", "vif2.0"], findings.Select(finding => finding.Subject));
        Assert.Equal(
            Finding.Doubtful(
                "vif1.0",
                "is in VLAN 20, which the uplink seth0 does not carry: the guest reaches what is on eth0 there, and nobody else (guest guest1, domain 1)",
                "bridge vlan add vid 20 dev seth0 # and UPLINK_VLANS in bridge-shadow's file; the switch must have it too"
            ),
            findings[0]
        );
    }

    [Fact]
    public void A_vlan_that_the_host_shares_with_a_guest_is_doubtful()
    {
        _host.AddGuest(1, "20", "20").Add(_host.Bridge, "1p/20");

        Assert.Equal(Verdict.Doubtful, Assert.Single(Find()).Verdict);
    }

    [Fact]
    public void A_bridge_without_an_uplink_is_judged_by_its_ports()
    {
        _host.Without(SomeVlanHost.Uplink).AddGuest(2, "30", "30").AddGuest(3, "30", "30");

        var finding = Assert.Single(Find());

        Assert.Equal(("vif1.0", Verdict.Wrong), (finding.Subject, finding.Verdict));
        Assert.EndsWith(
            "no other port has it, nor the bridge itself (guest guest1, domain 1)",
            finding.Fact,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_vlan_that_a_link_takes_is_not_proposed_for_the_uplink()
    {
        _host.AddGuest(1, "20", "20").AddVlanLink("eth0.20", SomeVlanHost.Uplink, 20);

        Assert.Equal(Verdict.Well, Assert.Single(Find()).Verdict);
    }

    [Fact]
    public void A_port_in_no_vlan_is_wrong_and_left_to_a_person()
    {
        _host.AddGuest(1, key: null, "");

        var finding = Assert.Single(Find());

        Assert.Equal(
            "is in no VLAN of eth0, which filters them: nothing of the guest's gets through (guest guest1, domain 1)",
            finding.Fact
        );
        Assert.StartsWith("# ", finding.Cure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_that_is_on_no_bridge_has_no_vlans_to_judge()
    {
        _host.Add(SomeVlanHost.Vif(1) with { MasterIndex = 0 }, "");

        Assert.Equal(Verdict.Well, Assert.Single(Find()).Verdict);
    }

    [Fact]
    public void A_name_with_characters_of_the_shell_is_quoted_in_each_command()
    {
        _host.WithBridge(bridge => bridge with { Name = "a;$(b)", FiltersVlans = false });

        Assert.StartsWith(
            "ip link set dev 'a;$(b)' type bridge vlan_filtering 1; ",
            Assert.Single(Find()).Cure,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void An_uplink_with_characters_of_the_shell_is_quoted_in_the_command()
    {
        _host.AddGuest(1, "20", "20").Add(SomeVlanHost.Uplink with { Name = "it's" }, "1p");

        Assert.StartsWith(
            "bridge vlan add vid 20 dev 'it'\\''s' # and in what makes the bridge at boot",
            Assert.Single(Find()).Cure,
            StringComparison.Ordinal
        );
    }
}
