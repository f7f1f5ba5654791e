using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>When it is iptables that guards: it is named, a part of a guard is said to be enough, and never else.</summary>
public sealed class IptablesChoiceSpecs : IptablesSpecs
{
    private static readonly byte[] s_own = Inet.UdpFrame(Party.Own.Inet);
    private static readonly byte[] s_forged = Inet.UdpFrame(Party.Neighbour.Inet);

    /// <summary>Leaves the host with no program of the administrator's but some.</summary>
    private Task<string> KeepOnly(string programs) =>
        Host.Shell(
            $"""
            mkdir /run/sbin
            cp -a {programs} /run/sbin
            mount --bind /run/sbin /usr/sbin
            [ -L /sbin ] || mount --bind /run/sbin /sbin
            """
        );

    private async Task ShouldGuardByIptables(Wire port)
    {
        await Host.PortForwards("vif1.0");
        ShouldPass(port, s_own);
        ShouldBeStopped(port, s_forged);
        Assert.Contains("vif1.0 --physdev-is-bridged -j ACCEPT", await Saved(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("word")]
    [InlineData("environment")]
    [InlineData("file")]
    public async Task Iptables_is_chosen_by_word_environment_or_file(string place)
    {
        var before = await Saved();
        Variables.Remove("firewall");
        if (place == "environment")
            Variables["firewall"] = "iptables";
        if (place == "file")
            Host.Write("/etc/xen/xen-hotplug.conf", "firewall=iptables\nantispoof=yes\n");
        string[] words = place == "word" ? ["firewall=iptables", "antispoof=yes"] : ["antispoof=yes"];
        var port = await GivenAVif();

        (await Online(words)).ShouldSucceedQuietly();

        await ShouldGuardByIptables(port);
        Assert.Equal("", await Host.Shell("nft list tables bridge"));
        (await Offline()).ShouldSucceedQuietly();
        Assert.Equal(before, await Saved());
    }

    [Fact]
    public async Task Iptables_guards_until_the_last_offline_without_nft()
    {
        var before = await Saved();
        await KeepOnly("/usr/sbin/ip* /usr/sbin/bridge /usr/sbin/xtables*");
        var port = await GivenAVif();

        (await Online(["antispoof=yes"])).ShouldSucceedQuietly();
        await ShouldGuardByIptables(port);
        (await Offline()).ShouldSucceedQuietly();

        Assert.Equal(before, await Saved());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_guard_is_refused_where_nft_does_not_work_unless_iptables_is_named(bool isInstalled)
    {
        if (isInstalled)
            await Iptables(
                "printf '#!/bin/sh\necho no such thing >&2\nexit 1\n' > /run/variant/nft; chmod 755 /run/variant/nft"
            );
        else
            await KeepOnly("/usr/sbin/ip* /usr/sbin/bridge /usr/sbin/xtables*");
        Variables.Remove("firewall");
        await GivenAVif();
        var before = (await Host.Links(), await Saved());

        (await Online(["antispoof=yes"])).ShouldFail("nft");

        Assert.Equal("error", Status);
        Assert.Equal(before.Item1, await Host.Links());
        Assert.Equal(before.Item2, await Saved());
        (await Network("start", "antispoof=yes")).ShouldFail("nft");
    }

    [Fact]
    public async Task The_hosts_default_is_kept_by_iptables_without_nft()
    {
        var before = await Saved();
        await KeepOnly("/usr/sbin/ip* /usr/sbin/bridge /usr/sbin/xtables*");

        (await Network("start", "antispoof=yes")).ShouldSucceed();
        var port = await GivenAVif();
        (await Online([])).ShouldSucceedQuietly();
        await ShouldGuardByIptables(port);

        (await Offline()).ShouldSucceedQuietly();
        (await Network("stop")).ShouldSucceed();
        Assert.Equal(before, await Saved());
    }

    [Fact]
    public async Task A_guard_is_refused_where_neither_nftables_nor_iptables_works()
    {
        await Host.Shell("rm -r /run/variant");
        await KeepOnly("/usr/sbin/bridge /usr/sbin/ip");
        Variables.Remove("firewall");
        await GivenAVif();
        var before = await Host.Links();

        (await Online(["antispoof=yes"])).ShouldFail("nftables", "iptables", "antispoof=no");

        Assert.Equal(before, await Host.Links());
        (await Network("start", "antispoof=yes")).ShouldFail("nftables", "iptables", "antispoof=no");
        (await Online(["antispoof=no"])).ShouldSucceedQuietly();
        (await Offline()).ShouldSucceedQuietly();
    }

    [Fact]
    public async Task Iptables_does_not_guard_unless_a_part_is_said_to_be_enough()
    {
        Variables.Remove("partial_guard");
        await GivenAVif();
        var before = (await Host.Links(), await Saved());

        (await Online(["antispoof=yes"])).ShouldFail("MAC addresses", "partial_guard=yes", "accept_bridged=yes");
        (await Network("start", "antispoof=yes")).ShouldFail("partial_guard=yes");

        Assert.Equal("error", Status);
        Assert.Equal(before.Item1, await Host.Links());
        Assert.Equal(before.Item2, await Saved());
        await ComeOnline("no");
    }

    [Fact]
    public async Task The_log_and_the_status_do_not_claim_what_iptables_cannot_see()
    {
        await GivenOnline();

        var log = await Host.Shell("cat /var/log/xen/xen-hotplug.log");
        var status = (await Network("status")).ShouldSucceed().Output;

        foreach (var text in (string[])[log, status])
        {
            Assert.Contains("by iptables, so source addresses alone", text, StringComparison.Ordinal);
            Assert.DoesNotContain($"guarded: mac", text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("echo 0 > /proc/sys/net/bridge/bridge-nf-call-iptables", "net.bridge.bridge-nf-call-iptables")]
    [InlineData("echo 0 > /proc/sys/net/bridge/bridge-nf-call-ip6tables", "net.bridge.bridge-nf-call-ip6tables")]
    [InlineData("iptables -F FORWARD", "flushed")]
    [InlineData("ip6tables -F FORWARD", "flushed")]
    [InlineData("iptables -F xen-port-vif1.0", "flushed")]
    public async Task Status_does_not_call_a_guard_whole_that_iptables_has_lost(string loss, string reason)
    {
        await GivenOnline();
        Assert.Contains("guarded: ip", (await Network("status")).Output, StringComparison.Ordinal);

        await Iptables(loss);

        var text = (await Network("status")).ShouldSucceed().Output;
        Assert.DoesNotContain("guarded: ip", text, StringComparison.Ordinal);
        Assert.Contains("guard not whole: ", text, StringComparison.Ordinal);
        Assert.Contains(reason, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none", "firewall=none")]
    [InlineData("pf", "firewall=pf")]
    public async Task A_guard_is_refused_with_firewall_none_or_an_unknown_firewall(string firewall, string named)
    {
        Variables["firewall"] = firewall;
        await GivenAVif();
        var before = (await Host.Links(), await Saved());

        (await Online(["antispoof=yes"])).ShouldFail(named);
        (await Network("start", "antispoof=yes")).ShouldFail(named);

        Assert.Equal("error", Status);
        Assert.Equal(before.Item1, await Host.Links());
        Assert.Equal(before.Item2, await Saved());
    }

    [Fact]
    public async Task An_open_port_comes_and_goes_without_a_rule_with_firewall_none()
    {
        Variables["firewall"] = "none";
        var before = await Saved();

        await GivenOnline("no");
        Assert.Equal(before, await Saved());
        (await Offline()).ShouldSucceedQuietly();

        Assert.Equal(before, await Saved());
    }

    [Theory]
    [InlineData("iptables")]
    [InlineData("ip6tables")]
    public async Task A_host_that_hides_bridged_packets_from_iptables_cannot_be_guarded(string program)
    {
        await Host.Shell($"echo 0 > /proc/sys/net/bridge/bridge-nf-call-{program}");
        await GivenAVif();
        var before = (await Host.Links(), await Saved());

        (await Online(["antispoof=yes"])).ShouldFail("br_netfilter", $"net.bridge.bridge-nf-call-{program}");

        Assert.Equal(before.Item1, await Host.Links());
        Assert.Equal(before.Item2, await Saved());
        await ComeOnline("no");
    }

    [Fact]
    public async Task A_firewall_named_in_one_call_is_not_used_by_the_next()
    {
        Variables.Remove("firewall");
        await GivenATap();
        (await Add(["antispoof=yes", "firewall=iptables"])).ShouldSucceedQuietly();

        await GivenAVif();
        (await Online(["antispoof=yes"])).ShouldSucceedQuietly();

        Assert.NotEqual("", await Host.Shell("nft list tables bridge"));
    }

    [Fact]
    public async Task Offline_removes_the_guard_whichever_firewall_made_it()
    {
        Variables.Remove("firewall");
        var before = await Saved();
        await GivenAVif();
        (await Online(["antispoof=yes"])).ShouldSucceedQuietly();
        await GivenATap();
        (await Add(["antispoof=yes", "firewall=iptables"])).ShouldSucceedQuietly();
        Assert.NotEqual(0, await Elements());

        (await Offline()).ShouldSucceedQuietly();
        (await Remove()).ShouldSucceedQuietly();

        Assert.Equal(0, await Elements());
        Assert.Equal(before, await Saved());
    }
}
