using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>What keeps a guest or the host from others in its VLAN is found, and the command mends it.</summary>
[Needs(KernelFeature.BridgeVlanFiltering)]
public sealed class DoctorVlanFilteringSpecs : DoctorSpecs
{
    private const string StockScript = "/etc/xen/scripts/vif-bridge";
    private const string PeerInet = "198.51.100.1";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Store.Write($"{Backend}/script", Script);
    }

    [Fact]
    public async Task A_bridge_that_filters_no_vlans_is_found_wrong_and_mended()
    {
        Store.Write($"{Backend}/vlan", "10");

        await Mend(await ShouldFindWrong("guest-vlans", "vif1.0", "does not filter VLANs", OnlineCommand));

        Assert.Equal("10 PVID Egress Untagged\n", await Host.Vlans("vif1.0"));
        // The uplink had no VLANs until now.
        await ShouldMend(
            await ShouldFindWrong("guest-vlans", "vif1.0", "alone in VLAN 10", "bridge vlan add vid 10 dev seth0")
        );
        Assert.Equal("1 PVID Egress Untagged\n10\n", await Host.Vlans("seth0"));
        Assert.True(await Nic.IsReachable());
    }

    [Fact]
    [Needs(KernelFeature.VlanLinks)]
    public async Task A_bridge_that_is_made_to_filter_leaves_the_host_its_vlan()
    {
        await GivenAVlanLinkOn("eth0");
        await Host.Shell($"ping -n -q -c 1 -w 20 {PeerInet}");
        Store.Write($"{Backend}/vlan", "10");

        await Mend(await ShouldFindWrong("guest-vlans", "vif1.0", "bridge vlan add vid 30 dev eth0 self"));

        await Host.Shell($"ping -n -q -c 1 -w 20 {PeerInet}");
    }

    [Fact]
    public async Task A_vlan_of_guests_that_the_uplink_lacks_is_found_doubtful_and_mended()
    {
        await GivenFiltering("1p");
        await GivenTwoGuestsIn("20");

        await ShouldMend(
            await ShouldFindAmongOthers(
                "doubtful",
                "guest-vlans",
                "vif1.0",
                "the uplink seth0 does not carry",
                "bridge vlan add vid 20 dev seth0"
            )
        );
    }

    [Fact]
    public async Task A_tagged_vlan_of_one_guest_alone_is_found_doubtful_and_mended()
    {
        await GivenFiltering("1p/10");
        await GivenVlan("10p/20-30");

        await ShouldMend(
            await ShouldFindDoubtful(
                "guest-vlans",
                "vif1.0",
                "alone in the VLANs 20-30",
                "bridge vlan add vid 20-30 dev seth0"
            )
        );
    }

    [Fact]
    public async Task A_guest_in_a_vlan_that_the_uplink_carries_is_well()
    {
        await GivenFiltering("1p/10");
        await GivenVlan("10");

        var diagnosis = await ShouldBecomeWell();

        Assert.Contains(diagnosis.Findings, finding => (finding.Check, finding.Verdict) == ("guest-vlans", "well"));
    }

    [Fact]
    public async Task A_port_in_other_vlans_than_its_key_names_is_found_wrong_and_mended()
    {
        await GivenFiltering("1p/10");
        await GivenVlan("10");
        await Host.Shell("bridge vlan del vid 10 dev vif1.0; bridge vlan add vid 1 dev vif1.0 pvid untagged");

        await ShouldMend(await ShouldFindWrong("guest-vlans", "vif1.0", "should have vlan=10p, and has 1p"));

        Assert.Equal("10 PVID Egress Untagged\n", await Host.Vlans("vif1.0"));
    }

    [Fact]
    public async Task A_script_that_ignores_vlans_is_found_wrong_and_mended()
    {
        await GivenFiltering("1p/10");
        await Host.Shell($"printf '#!/bin/sh\\n' > {StockScript}; chmod +x {StockScript}");
        Store.Write($"{Backend}/script", StockScript);
        Store.Write($"{Backend}/vlan", "10");

        await ShouldMend(await ShouldFindWrong("guest-vlans", "vif1.0", StockScript, "into VLAN 1 of eth0"));

        Assert.Equal(Script, Store.Read($"{Backend}/script"));
        Assert.Equal("10 PVID Egress Untagged\n", await Host.Vlans("vif1.0"));
    }

    [Fact]
    [Needs(KernelFeature.VlanLinks)]
    public async Task A_vlan_link_that_takes_a_guests_frames_is_found_wrong()
    {
        await GivenFiltering("1p/30");
        await GivenVlan("30");
        await GivenAVlanLinkOn("seth0");

        await ShouldFindWrong(
            "vlan-links",
            "eth0.30",
            "VLAN 30 on the uplink seth0",
            "vif1.0",
            "# give guests another"
        );

        await Host.Ip("link del eth0.30");
        await ShouldBecomeWell();
    }

    [Fact]
    [Needs(KernelFeature.VlanLinks)]
    public async Task A_vlan_that_a_link_takes_from_nobody_is_found_doubtful_and_mended()
    {
        await GivenFiltering("1p/30");
        await GivenAVlanLinkOn("seth0");

        await ShouldMend(await ShouldFindDoubtful("vlan-links", "eth0.30", "bridge vlan del vid 30 dev seth0"));

        await Host.Shell($"ping -n -q -c 1 -w 20 {PeerInet}");
    }

    [Fact]
    [Needs(KernelFeature.VlanLinks)]
    public async Task A_vlan_link_on_a_bridge_that_lacks_its_vlan_is_found_wrong_and_mended()
    {
        await GivenFiltering("1p");
        await GivenAVlanLinkOn("eth0");
        await Host.Shell($"! ping -n -q -c 1 -W 1 {PeerInet}");

        await ShouldMend(
            await ShouldFindWrong(
                "vlan-links",
                "eth0.30",
                "bridge vlan add vid 30 dev eth0 self",
                "bridge vlan add vid 30 dev seth0"
            )
        );

        await Host.Shell($"ping -n -q -c 1 -w 20 {PeerInet}");
    }

    private async Task GivenFiltering(string vlans) =>
        (await BridgeShadow("start", "--vlan-filtering=yes", $"--uplink-vlans={vlans}", "eth0")).ShouldSucceed();

    private async Task GivenVlan(string key)
    {
        Store.Write($"{Backend}/vlan", key);
        (await Online()).ShouldSucceedQuietly();
    }

    private async Task GivenTwoGuestsIn(string key)
    {
        await GivenVlan(key);
        WriteBackend("eth0", 2);
        var backend = Toolstack.Backend(2);
        Store.Write($"{backend}/script", Script);
        Store.Write($"{backend}/vlan", key);
        Store.Write("/local/domain/2/name", "two");
        await (await Host.AddGuest("vif2.0")).Connect();
        (await Host.Start(Programs.VifBridge, ["online", "type_if=vif"], LibxlVariables(2)).Ended).ShouldSucceed();
    }

    /// <summary>eth0.30 on a link, with an address, and the far end's with another.</summary>
    private async Task GivenAVlanLinkOn(string link)
    {
        await Nic.PeerShell(
            $"""
            ip link add eth0.30 link eth0 type vlan id 30
            ip addr add {PeerInet}/24 dev eth0.30
            ip link set dev eth0.30 up
            """
        );
        await Host.Shell(
            $"""
            ip link add eth0.30 link {link} type vlan id 30
            ip addr add 198.51.100.10/24 dev eth0.30
            ip link set dev eth0.30 up
            """
        );
    }
}
