using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>What the host's firewall and antispoofing do to guests is found, and the command mends it.</summary>
public sealed class DoctorFirewallSpecs : DoctorSpecs
{
    [Theory]
    [InlineData("iptables")]
    [InlineData("ip6tables")]
    public async Task A_FORWARD_chain_that_drops_packets_is_found_wrong_and_mended(string program)
    {
        await Host.Shell($"{program} -P FORWARD DROP");

        var finding = await ShouldFindWrong(
            "bridge-netfilter",
            "firewall",
            $"{program} sees bridged packets",
            "vif1.0",
            "accept_bridged=yes",
            OnlineCommand
        );

        await ShouldMend(finding);
        // It was not the policy that changed.
        Assert.Contains(":FORWARD DROP", await Host.Shell($"{program}-save"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_FORWARD_chain_of_the_other_iptables_is_found_wrong_and_mended()
    {
        // Of the two, the host calls one iptables.
        var other = await Host.Shell("readlink -f /usr/sbin/iptables | grep -q nft && echo legacy || echo nft");
        var program = $"iptables-{other.Trim()}";
        await Host.Shell($"{program} -P FORWARD DROP");

        await ShouldMend(
            await ShouldFindWrong(
                "bridge-netfilter",
                "firewall",
                $"{program} sees bridged packets",
                $"{program} -I FORWARD"
            )
        );
    }

    [Fact]
    public async Task The_cure_gives_the_tap_of_an_hvm_guest_its_rules()
    {
        await Host.AddTap("vif1.0-emu");
        using var emulator = TapWire.Open(Host, "vif1.0-emu");
        (await Add()).ShouldSucceedQuietly();
        await Host.Shell("iptables -P FORWARD DROP");

        await ShouldMend(
            await ShouldFindWrong("bridge-netfilter", "firewall", "vif1.0 and vif1.0-emu", $"{Script} add type_if=tap")
        );
    }

    [Fact]
    public async Task The_cure_lets_a_guest_reach_the_network_again()
    {
        await Host.Ip("addr add 203.0.113.1/24 dev eth0");
        await Nic.PeerShell("ip addr add 203.0.113.2/24 dev eth0");
        await Guest.Shell("ip addr add 203.0.113.3/24 dev eth0");
        const string ping = "ping -n -q -c 1 -W 1 203.0.113.2";
        await Guest.Shell(ping);
        await Host.Shell("iptables -P FORWARD DROP");
        Assert.Equal(1, (await Guest.Start(ping).Ended).ExitCode);

        await Mend(await ShouldFindWrong("bridge-netfilter", "firewall", "accept_bridged=yes"));

        await Guest.Shell(ping);
    }

    [Fact]
    public async Task A_FORWARD_chain_that_drops_is_found_wrong_before_any_guest_runs()
    {
        (await Offline()).ShouldSucceed();
        Store.Remove(Backend);
        await Host.Ip("link del vif1.0");
        await Host.Shell("iptables -P FORWARD DROP");

        await ShouldMend(await ShouldFindWrong("bridge-netfilter", "firewall", "guests", "accept_bridged=yes"));
    }

    [Theory]
    [InlineData("-A FORWARD -m physdev --physdev-is-bridged -j ACCEPT")]
    [InlineData("-A FORWARD -i eth0 -o eth0 -j ACCEPT")]
    [InlineData("-A FORWARD -j ACCEPT")]
    public async Task A_FORWARD_chain_that_accepts_bridged_packets_is_well(string rule)
    {
        await Host.Shell($"iptables -P FORWARD DROP; iptables {rule}");

        await ShouldBecomeWell();
    }

    [Theory]
    [InlineData("-A FORWARD -s 192.0.2.0/24 -j ACCEPT")]
    [InlineData("-A FORWARD -i docker0 -j ACCEPT")]
    [InlineData("-A INPUT -m physdev --physdev-is-bridged -j ACCEPT")]
    public async Task A_FORWARD_chain_that_accepts_only_other_packets_is_found_wrong(string rule)
    {
        await Host.Shell($"iptables -P FORWARD DROP; iptables {rule}");

        await ShouldFindWrong("bridge-netfilter", "firewall", "iptables");
    }

    [Fact]
    public async Task A_FORWARD_chain_that_drops_is_well_without_br_netfilter()
    {
        await Host.Shell("iptables -P FORWARD DROP; echo 0 > /proc/sys/net/bridge/bridge-nf-call-iptables");

        await ShouldBecomeWell();
    }

    [Fact]
    public async Task A_chain_that_drops_bridged_packets_is_found_doubtful_and_mended()
    {
        await Host.Shell(
            "nft add table inet mine; nft add chain inet mine forward '{ type filter hook forward priority 0; policy drop; }'"
        );

        await ShouldMend(
            await ShouldFindDoubtful(
                "bridge-netfilter",
                "firewall",
                "inet mine forward",
                "nft add rule inet mine forward",
                "iifname \"eth0\" oifname \"eth0\" accept"
            )
        );
    }

    [Fact]
    public async Task A_chain_that_drops_frames_is_found_doubtful_and_mended()
    {
        await Host.Shell(
            """
            nft add table bridge mine
            nft add chain bridge mine forward '{ type filter hook forward priority 0; policy drop; }'
            nft add chain bridge mine input '{ type filter hook input priority 0; policy accept; }'
            """
        );

        await ShouldMend(
            await ShouldFindDoubtful("bridge-netfilter", "firewall", "bridge mine forward", "policy accept")
        );
    }

    [Fact]
    public async Task A_guard_whose_port_is_gone_is_found_doubtful_and_mended()
    {
        (await Online("antispoof=yes")).ShouldSucceedQuietly();
        Store.Remove(Backend);
        await Host.Ip("link del vif1.0");

        await ShouldMend(
            await ShouldFindDoubtful(
                "antispoofing",
                "vif1.0",
                "there is no such port",
                "00:16:3e:12:34:56",
                $"{Script} offline type_if=vif vif=vif1.0"
            )
        );
    }

    [Fact]
    public async Task A_guard_of_an_earlier_port_of_the_same_name_is_found_doubtful()
    {
        (await Online("antispoof=yes")).ShouldSucceedQuietly();
        await Host.Ip("link del vif1.0");
        await (await Host.AddGuest("vif1.0")).Connect();
        (await Host.Run("ip", "link", "set", "dev", "vif1.0", "up", "master", "eth0")).ShouldSucceed();

        await ShouldFindDoubtful("antispoofing", "vif1.0", "there is no such port");
    }

    [Fact]
    public async Task An_open_port_is_found_doubtful_when_the_hosts_default_is_yes()
    {
        (await NetworkBridgeAdditional("start", "bridge=eth0", "antispoof=yes")).ShouldSucceed();

        await ShouldMend(await ShouldFindDoubtful("antispoofing", "vif1.0", "not guarded", "web", OnlineCommand));
    }

    [Fact]
    public async Task An_open_port_is_found_doubtful_when_the_file_says_antispoof_yes()
    {
        Host.Write("/etc/xen/xen-hotplug.conf", "antispoof=yes\n");

        await ShouldMend(await ShouldFindDoubtful("antispoofing", "vif1.0", "not guarded", OnlineCommand));
    }

    [Fact]
    public async Task Guards_whose_rules_were_flushed_are_found_wrong_and_mended()
    {
        (await Online("antispoof=yes")).ShouldSucceedQuietly();
        await ShouldBecomeWell();
        await Host.Shell("nft flush table bridge xen-antispoof");

        await ShouldMend(
            await ShouldFindWrong("antispoofing", "antispoofing", "flushed", $"{OnlineCommand} antispoof=yes")
        );
    }

    [Fact]
    public async Task A_guard_flushed_with_the_whole_ruleset_is_found_wrong_and_mended()
    {
        (await Online("antispoof=yes")).ShouldSucceedQuietly();
        await Host.Shell("nft flush ruleset");

        await ShouldMend(await ShouldFindWrong("antispoofing", "vif1.0", "flushed", $"{OnlineCommand} antispoof=yes"));
    }
}
