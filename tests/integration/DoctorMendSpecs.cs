using Xen.Hotplug.TestStore;
using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>Each command that xen-bridge-doctor prints mends what it stands below, and takes nobody off the network.</summary>
public sealed class DoctorMendSpecs : DoctorSpecs
{
    private const string Settings = "/etc/xen/xen-hotplug.conf";

    [Theory]
    [InlineData("xenbr7", "which does not exist")]
    [InlineData("seth0", "which is no bridge")]
    [InlineData("ovsbr0.10:20", "which is no valid name")]
    public async Task A_port_for_no_bridge_is_put_on_one(string bridge, string fact)
    {
        Store.Write($"{Backend}/bridge", bridge);
        await Host.Ip("link set dev vif1.0 nomaster");

        await ShouldMend(await ShouldFindWrong("guest-ports", "vif1.0", fact, "xenstore-write", "online"));
        Assert.Equal(["seth0", "vif1.0"], await Host.Ports("eth0"));
    }

    [Fact]
    public async Task A_port_for_a_link_that_can_be_shadowed_has_it_shadowed()
    {
        await Host.Shell(
            "ip link add name eth1 type veth peer name far1; ip link set dev far1 up; ip link set dev eth1 up"
        );
        Store.Write($"{Backend}/bridge", "eth1");

        await Mend(await ShouldFindAmongOthers("wrong", "guest-ports", "vif1.0", "bridge-shadow start eth1"));

        await ShouldMend(await ShouldFindWrong("guest-ports", "vif1.0", "is on eth0, and should be on eth1"));
    }

    [Fact]
    public async Task A_default_bridge_that_can_be_shadowed_is_shadowed()
    {
        await Host.Shell(
            "ip link add name eth1 type veth peer name far1; ip link set dev far1 up; ip link set dev eth1 up"
        );
        Host.Write(XlConfiguration, "vif.default.bridge=\"eth1\"\n");

        await ShouldMend(await ShouldFindWrong("xl.conf", XlConfiguration, "bridge-shadow start eth1"));
    }

    [Fact]
    public async Task An_interface_that_is_to_be_shadowed_is_shadowed()
    {
        await Host.Shell(
            "ip link add name eth1 type veth peer name far1; ip link set dev far1 up; ip link set dev eth1 up"
        );
        Host.Write("/etc/default/bridge-shadow", "INTERFACES=\"eth0 eth1\"\n");

        await ShouldMend(await ShouldFindWrong("shadow", "eth1", "bridge-shadow start eth1"));
    }

    [Fact]
    public async Task The_module_that_makes_ports_is_loaded()
    {
        await Host.Ip("link del vif1.0");
        await StandIn(
            "modprobe",
            "[ $* = xen-netback ]; ip tuntap add dev vif1.0 mode tap; ip link set dev vif1.0 alias vif1.0"
        );

        await Mend(await ShouldFindWrong("guest-ports", "vif1.0", "modprobe xen-netback"));

        using var guest = TapWire.Open(Host, "vif1.0");
        await ShouldMend(await ShouldFindAmongOthers("wrong", "guest-ports", "vif1.0", "is on no bridge"));
    }

    [Fact]
    public async Task A_guest_without_a_nic_is_given_one()
    {
        Store.Write("/local/domain/5/name", "it's lonely");
        await StandIn("xl", "[ \"$*\" = \"network-attach 5 bridge=eth0\" ]; echo done >/run/attached");

        await Mend(await ShouldFindDoubtful("guest-ports", "it's lonely", "domain 5"));

        Assert.True(Host.Has("/run/attached"));
        Store.Write("/local/domain/5/device/vif/0/backend-id", "3");
        await ShouldBecomeWell();
    }

    [Fact]
    public async Task A_store_that_does_not_answer_is_started()
    {
        await Host.Ip("link del vif1.0");
        Store.Die();
        await StandIn("systemctl", "echo $* >/run/started");

        await Mend(await ShouldFindWrong("guest-ports", "xenstore", "systemctl start xenstored"));

        Assert.Equal("start xenstored\n", Host.Read("/run/started"));
        await Host.Shell($"rm {StoreSocket}");
        using var store = new StoreServer(Host.File(StoreSocket));
        await ShouldBecomeWell();
    }

    [Fact]
    public async Task A_spanning_tree_between_two_uplinks_is_left_on()
    {
        await Host.Shell(
            """
            ip link add name eth1 type veth peer name far1
            ip link set dev far1 up
            ip link set dev eth1 up master eth0
            ip link set dev eth0 type bridge forward_delay 200 stp_state 1
            """
        );

        var finding = await ShouldFindAmongOthers("doubtful", "spanning-tree", "eth0", "seth0 and eth1");
        await Mend(finding);

        Assert.Contains("stp_state 1", await Host.Shell("ip -d link show dev eth0"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_waits_is_let_forward_without_going_down()
    {
        await Host.Ip("link set dev eth0 type bridge forward_delay 3000 stp_state 1");
        await Host.Shell("ip link set dev vif1.0 down; ip link set dev vif1.0 up");
        var changes = await Host.Shell("cat /sys/class/net/vif1.0/carrier_changes");

        await ShouldMend(
            await ShouldFindAmongOthers("doubtful", "spanning-tree", "vif1.0", "bridge link set dev vif1.0")
        );

        Assert.Equal(changes, await Host.Shell("cat /sys/class/net/vif1.0/carrier_changes"));
    }

    [Fact]
    public async Task A_forward_delay_that_an_old_kernel_keeps_is_taken_away()
    {
        await Host.Ip("link set dev eth0 type bridge forward_delay 1500");
        await Host.Shell("echo 2.6.32-754 > /run/osrelease; mount --bind /run/osrelease /proc/sys/kernel/osrelease");

        await ShouldMend(await ShouldFindDoubtful("spanning-tree", "eth0", "brctl setfd eth0 0"));
    }

    [Fact]
    public async Task A_guard_whose_tap_is_gone_is_taken_away()
    {
        await Host.AddTap("vif1.0-emu");
        using (TapWire.Open(Host, "vif1.0-emu"))
            (await Add("antispoof=yes")).ShouldSucceedQuietly();
        await Host.Ip("link del vif1.0-emu");

        await ShouldMend(
            await ShouldFindDoubtful("antispoofing", "vif1.0-emu", $"{Script} remove type_if=tap INTERFACE=vif1.0-emu")
        );
    }

    [Theory]
    [InlineData("antispoof=perhaps\n", "antispoof is perhaps", "s/perhaps/no/")]
    [InlineData("firewall=ipchains\n", "firewall is ipchains", "s/ipchains/nftables/")]
    [InlineData("this is no assignment\n", "line 1", "d")]
    public async Task A_setting_without_a_meaning_is_edited(string text, string fact, string edit)
    {
        Host.Write(Settings, text);
        await StandIn("edit", $"exec sed -i '{edit}' \"$1\"");

        await ShouldMend(await ShouldFindAmongOthers("wrong", "settings", Settings, fact));
    }

    [Theory]
    [InlineData("  bridge=xenbr7\nXEN_HOTPLUG_LOG=debug\n")]
    [InlineData("bridge='xenbr7'")]
    [InlineData("XEN_HOTPLUG_LOG=debug; bridge=xenbr7\n")]
    [InlineData("bridge=\"xenbr7\" # the old one")]
    public async Task A_bridge_in_the_settings_is_mended_however_it_is_written(string text)
    {
        Host.Write(Settings, text);

        await ShouldMend(await ShouldFindWrong("settings", Settings, "xenbr7, which does not exist"));
        if (text.Contains("LOG", StringComparison.Ordinal))
            Assert.Contains("XEN_HOTPLUG_LOG=debug", Host.Read(Settings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_bridge_shadow_that_cannot_be_read_is_edited()
    {
        Host.Write("/etc/default/bridge-shadow", "INTERFACES=$(ls)\n");
        await StandIn("edit", "echo INTERFACES=eth0 >\"$1\"");

        await ShouldMend(await ShouldFindWrong("settings", "/etc/default/bridge-shadow", "line 1"));
    }

    [Theory]
    [InlineData("\t(network-script\t'network-bridge')\n(vif-script vif-bridge-shadow)")]
    [InlineData("(vif-script vif-bridge-shadow) (network-script\n 'network-bridge bridge=eth0')")]
    public async Task An_entry_of_xends_file_is_mended_however_it_is_written(string text)
    {
        await Host.Shell(
            $"cp {Programs.NetworkBridgeAdditional} /etc/xen/scripts; cp {Programs.NetworkBridgeAdditional} /etc/xen/scripts/network-bridge"
        );
        Host.Write("/etc/xen/xend-config.sxp", text);

        await ShouldMend(await ShouldFindWrong("xend-config.sxp", "/etc/xen/xend-config.sxp", "takes the host off"));
    }

    [Theory]
    [InlineData("docker0")]
    [InlineData("virbr0")]
    public async Task No_bridge_of_another_program_is_proposed(string bridge)
    {
        (await Offline()).ShouldSucceed();
        Store.Remove(Backend);
        await Host.Ip("link del vif1.0");
        (await BridgeShadow("stop", "eth0")).ShouldSucceed();
        await Host.AddBridge(bridge);
        Host.Write(XlConfiguration, "vif.default.bridge=\"lan\"\n");

        var finding = await ShouldFindAmongOthers("wrong", "xl.conf", XlConfiguration, "lan, which does not exist");

        Assert.DoesNotContain(bridge, finding.Cure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rule_that_lets_bridged_packets_pass_comes_behind_the_guards()
    {
        Host.Write(Settings, "firewall=iptables\npartial_guard=yes\n");
        (await Online("antispoof=yes")).ShouldSucceedQuietly();
        await Host.AddTap("vif9.0");
        await Host.AddPort("eth0", "vif9.0");
        await Host.Shell("iptables -P FORWARD DROP");

        await Mend(await ShouldFindAmongOthers("wrong", "bridge-netfilter", "firewall", "iptables -A FORWARD"));

        var rules = (await Host.Shell("iptables-save -t filter")).Split('\n');
        var forward = rules.Where(rule => rule.StartsWith("-A FORWARD", StringComparison.Ordinal)).ToList();
        Assert.EndsWith("-m physdev --physdev-is-bridged -j ACCEPT", forward[^1], StringComparison.Ordinal);
        Assert.True(forward.Count > 1, string.Join('\n', forward));
    }

    [Fact]
    public async Task A_chain_that_drops_goes_on_dropping_what_its_rules_drop()
    {
        await Host.Shell(
            """
            nft add table ip mine
            nft add chain ip mine forward '{ type filter hook forward priority 0; policy drop; }'
            nft add rule ip mine forward ip saddr 203.0.113.9 drop
            """
        );

        await ShouldMend(await ShouldFindDoubtful("bridge-netfilter", "firewall", "ip mine forward", "nft add rule"));

        var chain = await Host.Shell("nft list chain ip mine forward");
        Assert.Contains("policy drop", chain, StringComparison.Ordinal);
        Assert.True(
            chain.IndexOf("203.0.113.9", StringComparison.Ordinal) < chain.IndexOf("accept", StringComparison.Ordinal)
        );
        Assert.Equal("1\n", await Host.Shell("cat /proc/sys/net/bridge/bridge-nf-call-iptables"));
    }
}
