using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>A shadow bridge that keeps VLANs apart, made so at start or while it carries the host.</summary>
[Needs(KernelFeature.BridgeVlanFiltering)]
public sealed class BridgeShadowVlanAwareSpecs : UplinkSpecs
{
    private const string PeerInet = "198.51.100.1";

    private static readonly string[] s_filtering = ["--vlan-filtering=yes", "--uplink-vlans=1p/7/20-21"];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Uplink.Configure();
    }

    [Fact]
    public async Task Start_makes_a_bridge_that_filters_and_an_uplink_with_its_vlans()
    {
        var network = await Uplink.Network();

        (await Start(s_filtering)).ShouldSucceed();

        Assert.Equal("1 1", await Filtering());
        Assert.Equal("1 PVID Egress Untagged\n7\n20\n21\n", await Host.Vlans("seth0"));
        Assert.True(await Uplink.IsReachable());
        await Uplink.NetworkShouldBecome(network);
        (await Stop()).ShouldSucceed();
        Assert.True(await Uplink.IsReachable());
        await ShouldBePlain();
    }

    [Fact]
    public async Task Another_default_vlan_is_the_uplinks_the_bridges_and_new_ports()
    {
        (await Start("--vlan-filtering=yes", "--uplink-vlans=7p/20")).ShouldSucceed();
        await Host.AddGuest("vif1.0");
        await Host.AddPort("eth0", "vif1.0");

        Assert.Equal("1 7", await Filtering());
        Assert.Equal("7 PVID Egress Untagged\n20\n", await Host.Vlans("seth0"));
        Assert.Equal("7 PVID Egress Untagged\n", await Host.Vlans("eth0"));
        Assert.Equal("7 PVID Egress Untagged\n", await Host.Vlans("vif1.0"));
        Assert.True(await Uplink.IsReachable());
    }

    [Fact]
    public async Task A_start_of_a_running_bridge_changes_its_vlans_and_loses_no_ping()
    {
        string[][] starts =
        [
            ["--vlan-filtering=yes", "--uplink-vlans=1p/7"],
            ["--vlan-filtering=yes", "--uplink-vlans=7p/20"],
            ["--vlan-filtering=no"],
        ];
        (await Start()).ShouldSucceed();
        Assert.True(await Uplink.IsReachable());
        var pings = Host.Start("ping", ["-n", "-q", "-i", "0.02", "-c", "200", "-W", "1", Uplink.PeerInet]);

        foreach (var words in starts)
        {
            (await Start(words)).ShouldSucceed();
            Assert.True(await Uplink.IsReachable());
        }

        Assert.Contains(" 0% packet loss", (await pings.Ended).ShouldSucceed().Output, StringComparison.Ordinal);
        Assert.Equal("0 1", await Filtering());
        Assert.Equal("1 PVID Egress Untagged\n", await Host.Vlans("seth0"));
    }

    [Fact]
    [Needs(KernelFeature.VlanLinks)]
    public async Task A_guest_with_a_vlan_reaches_it_by_the_uplink_alone()
    {
        await Uplink.PeerShell(
            $"""
            ip link add eth0.7 link eth0 type vlan id 7
            ip addr add {PeerInet}/24 dev eth0.7
            ip link set dev eth0.7 up
            """
        );
        (await Start(s_filtering)).ShouldSucceed();
        var guest = await Host.AddGuest("vif1.0");
        (await Host.Run(Programs.VifBridge, "online", "vif=vif1.0", "bridge=eth0", "vlan=7")).ShouldSucceed();

        await guest.Connect("198.51.100.51/24");
        await guest.Shell($"ping -n -q -c 1 -w 20 {PeerInet}");
        await guest.Shell("ip addr add 192.0.2.51/24 dev eth0");
        await guest.Shell($"! ping -n -q -c 1 -W 1 {Uplink.PeerInet}");
    }

    [Fact]
    public async Task A_pinned_guest_follows_into_another_default_vlan()
    {
        (await Start()).ShouldSucceed();
        var guest = await Host.AddGuest("vif1.0");
        await guest.Connect("192.0.2.51/24");
        var mac = await guest.Shell("ip -o link show dev eth0 | sed 's/.*ether //; s/ .*//'");
        string[] words = ["online", "vif=vif1.0", "bridge=eth0", "antispoof=yes", $"mac={mac.Trim()}"];
        (await Host.Run(Programs.VifBridge, words)).ShouldSucceed();
        await Host.PortForwards("vif1.0");
        await guest.Shell($"ping -n -q -c 1 -w 20 {Uplink.PeerInet}");
        string[][] starts =
        [
            ["--vlan-filtering=yes", "--uplink-vlans=1p/7"],
            ["--vlan-filtering=yes", "--uplink-vlans=7p/20"],
            ["--vlan-filtering=no"],
            ["--vlan-filtering=yes", "--uplink-vlans=30p"],
        ];

        foreach (var start in starts)
        {
            (await Start(start)).ShouldSucceed();
            await guest.Shell($"ping -n -q -c 1 -w 20 {Uplink.PeerInet}");
        }

        Assert.Contains("locked on", await Host.Shell("ip -details link show dev vif1.0"), StringComparison.Ordinal);
        (await Restart("--vlan-filtering=yes", "--uplink-vlans=40p")).ShouldSucceed();
        await guest.Shell($"ping -n -q -c 1 -w 20 {Uplink.PeerInet}");
    }

    [Fact]
    [Needs(KernelFeature.VlanLinks)]
    public async Task A_guarded_trunk_is_heard_under_its_tag_after_a_restart()
    {
        (await Start(s_filtering)).ShouldSucceed();
        await Uplink.PeerShell(
            $"ip link add eth0.20 link eth0 type vlan id 20; ip addr add {PeerInet}/24 dev eth0.20; ip link set dev eth0.20 up"
        );
        var guest = await Host.AddGuest("vif1.0");
        await guest.Connect();
        await guest.Shell(
            "ip link add eth0.20 link eth0 type vlan id 20; ip addr add 198.51.100.51/24 dev eth0.20; ip link set dev eth0.20 up"
        );
        var mac = await guest.Shell("ip -o link show dev eth0 | sed 's/.*ether //; s/ .*//'");
        string[] words = ["online", "vif=vif1.0", "bridge=eth0", "vlan=7p/20", "antispoof=yes", $"mac={mac.Trim()}"];
        (await Host.Run(Programs.VifBridge, words)).ShouldSucceed();
        await guest.Shell($"ping -n -q -c 1 -w 20 {PeerInet}");

        (await Restart(s_filtering)).ShouldSucceed();

        await guest.Shell($"ping -n -q -c 1 -w 20 {PeerInet}");
        Assert.Contains("locked on", await Host.Shell("ip -details link show dev vif1.0"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restart_gives_guests_their_vlans_and_the_uplink_what_is_configured()
    {
        (await Start(s_filtering)).ShouldSucceed();
        await Host.AddGuest("vif1.0");
        (await Host.Run(Programs.VifBridge, "online", "vif=vif1.0", "bridge=eth0", "vlan=7p/20")).ShouldSucceed();

        (await Restart("--vlan-filtering=yes", "--uplink-vlans=1p/7/30")).ShouldSucceed();

        Assert.Equal("7 PVID Egress Untagged\n20\n", await Host.Vlans("vif1.0"));
        Assert.Equal("1 PVID Egress Untagged\n7\n30\n", await Host.Vlans("seth0"));
        Assert.True(await Uplink.IsReachable());
    }

    [Fact]
    public async Task A_bridge_goes_on_filtering_for_ports_that_have_vlans_of_their_own()
    {
        (await Start(s_filtering)).ShouldSucceed();
        await Host.AddGuest("vif1.0");
        (await Host.Run(Programs.VifBridge, "online", "vif=vif1.0", "bridge=eth0", "vlan=7p/20")).ShouldSucceed();

        (await Start("--vlan-filtering=no")).ShouldFail("vif1.0 (7p/20)");
        (await Restart("--vlan-filtering=no")).ShouldFail("vif1.0 (7p/20)");
        Assert.Equal("1 1", await Filtering());
        (await Start("--vlan-filtering=no", "--force")).ShouldWarn("vif1.0 (7p/20)");
        Assert.Equal("0 1", await Filtering());
    }

    [Fact]
    public async Task A_start_that_puts_ports_back_goes_on_filtering_for_them()
    {
        (await Start(s_filtering)).ShouldSucceed();
        await Host.AddGuest("vif1.0");
        (await Host.Run(Programs.VifBridge, "online", "vif=vif1.0", "bridge=eth0", "vlan=7p/20")).ShouldSucceed();
        (await Stop("--force")).ShouldSucceed();

        (await Start("--vlan-filtering=no")).ShouldFail("vif1.0 (7p/20)");

        Assert.Equal("1 1", await Filtering());
        Assert.Equal("7 PVID Egress Untagged\n20\n", await Host.Vlans("vif1.0"));
        Assert.True(await Uplink.IsReachable());
    }

    [Theory]
    [InlineData("bridge vlan add dev eth0 vid 7 self", "--uplink-vlans=7p/20")]
    [InlineData("bridge vlan add dev eth0 vid 5 pvid untagged self", "--uplink-vlans=1p/20")]
    [InlineData("bridge vlan add dev seth0 vid 5 pvid untagged", "--uplink-vlans=")]
    public async Task A_bridge_is_left_alone_whose_host_would_be_cut_off(string byHand, string option)
    {
        (await Start()).ShouldSucceed();
        await Host.Shell(byHand);

        (await Start("--vlan-filtering=yes", option)).ShouldFail("cut off");

        Assert.Equal("0 1", await Filtering());
        Assert.True(await Uplink.IsReachable());
    }

    [Fact]
    public async Task A_bridge_without_a_default_vlan_gets_one_before_it_filters()
    {
        (await Start()).ShouldSucceed();
        await Host.Ip("link set dev eth0 type bridge vlan_default_pvid 0");

        (await Start("--vlan-filtering=yes")).ShouldSucceed();

        Assert.Equal("1 1", await Filtering());
        Assert.True(await Uplink.IsReachable());
    }

    [Fact]
    public async Task A_start_that_says_nothing_of_vlans_leaves_those_that_are_set()
    {
        (await Start()).ShouldSucceed();
        await Host.Shell("ip link set dev eth0 type bridge vlan_filtering 1; bridge vlan add dev seth0 vid 9");

        (await Start()).ShouldSucceed();

        Assert.Equal("1 1", await Filtering());
        Assert.Equal("1 PVID Egress Untagged\n9\n", await Host.Vlans("seth0"));
    }

    [Fact]
    public async Task Confirm_is_refused_for_vlans_of_a_bridge_that_is_there()
    {
        (await Start()).ShouldSucceed();

        (await Start("--vlan-filtering=yes", "--confirm=60")).ShouldFail("--confirm takes back no change of VLANs");

        Assert.Equal("0 1", await Filtering());
    }

    [Fact]
    public async Task Status_says_that_the_bridge_filters_and_what_its_uplink_carries()
    {
        (await Start(s_filtering)).ShouldSucceed();

        var text = (await Status()).ShouldSucceed().Output;
        Assert.Contains("filters VLANs, new ports in 1", text, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^ .*\bseth0\b.*, vlan 1p/7/20-21", text);
        var json = (await Status("--json")).ShouldSucceed().Output;
        Assert.Contains("\"filtersVlans\": true", json, StringComparison.Ordinal);
    }

    private async Task<string> Filtering() =>
        (
            await Host.Shell(
                "echo $(ip -d link show dev eth0 | sed -nE 's/.* vlan_filtering ([0-9]+) .* vlan_default_pvid ([0-9]+) .*/\\1 \\2/p')"
            )
        ).Trim();
}
