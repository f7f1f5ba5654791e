using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>What could take guards or the host's default away, and does not: each time forged frames are sent.</summary>
public sealed class AntispoofPersistenceSpecs : AntispoofSpecs
{
    // It let pass what multicast routers send.
    private const string RulesOfAnOlderVersion = """
        tags=$(nft -a list chain bridge xen-antispoof guard | sed -n 's/.*8021q.*handle //p')
        nft "delete rule bridge xen-antispoof guard handle $tags; flush chain bridge xen-antispoof check_igmp"
        """;

    private const string Configuration = "/etc/xen/xen-hotplug.conf";
    private const string Kept = "/run/xen-hotplug/antispoof";
    private readonly byte[] _forged = Inet.UdpFrame(Party.Own.Inet).From(Party.Neighbour.Mac);

    [Theory]
    [InlineData("nft flush ruleset")]
    [InlineData("nft delete table bridge xen-antispoof")]
    [InlineData("nft flush table bridge xen-antispoof")]
    [InlineData("nft flush set bridge xen-antispoof host_switch")]
    [InlineData("rm /run/xen-hotplug/antispoof")]
    public async Task The_hosts_default_outlives_what_takes_rules_away(string loss)
    {
        await Network("start", "antispoof=yes");
        await Host.Shell(loss);

        await ShouldGuardTheNext();
    }

    [Fact]
    public async Task The_yes_of_an_older_version_is_kept_from_the_first_event_on()
    {
        await Network("start", "antispoof=yes");
        await Host.Shell($"rm {Kept}");
        await ShouldGuardTheNext();
        await Host.Shell("nft flush ruleset");

        var tap = await GivenATap();
        (await Add()).ShouldSucceedQuietly();

        await Host.PortForwards("vif1.0-emu");
        ShouldBeStopped(tap, _forged);
    }

    [Theory]
    [InlineData("firewall=iptables", "partial_guard=yes")]
    [InlineData("firewall=none", "firewall=none")]
    public async Task A_firewall_that_is_chosen_later_cannot_guard_less(string setting, string named)
    {
        await Network("start", "antispoof=yes");
        Host.Write(Configuration, $"{setting}\n");
        await GivenAVif();

        (await Online()).ShouldFail(named);

        Assert.Equal("error", Status);
        Assert.Null((await Host.Link("vif1.0")).Bridge);
    }

    [Theory]
    [InlineData("stop", null)]
    [InlineData("start", "antispoof=no")]
    public async Task The_hosts_default_is_taken_away_wherever_it_is(string command, string? word)
    {
        await Network("start", "antispoof=yes");
        Host.Write(Configuration, "firewall=iptables\n");

        await Network(command, word is null ? [] : [word]);

        Host.Write(Configuration, "");
        var port = await GivenAVif();
        (await Online()).ShouldSucceedQuietly();
        await Host.PortForwards("vif1.0");
        ShouldPass(port, _forged);
        Assert.False(Host.Has(Kept));
    }

    [Theory]
    [InlineData("maybe\n")]
    [InlineData("")]
    public async Task A_default_that_cannot_be_read_is_no_no(string text)
    {
        await Network("start", "antispoof=yes");
        Host.Write(Kept, text);
        await GivenAVif();

        (await Online()).ShouldFail(Kept, "neither yes nor no");
        Assert.Null((await Host.Link("vif1.0")).Bridge);

        await Network("start", "antispoof=yes");
        (await Online()).ShouldSucceedQuietly();
        Assert.NotEqual(0, await Elements());
    }

    [Fact]
    public async Task A_folder_in_the_place_of_the_default_is_no_no()
    {
        await Host.Shell($"mkdir -p {Kept}");
        await GivenAVif();

        (await Online()).ShouldFail(Kept);

        Assert.Null((await Host.Link("vif1.0")).Bridge);
    }

    /// <summary>As the doctor's commands do, which cannot know the words of the first call.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("nft flush table bridge xen-antispoof")]
    [InlineData("nft flush ruleset")]
    [InlineData(RulesOfAnOlderVersion)]
    [InlineData("ip link set dev vif1.0 nomaster")]
    [InlineData("ip link set dev vif1.0 down")]
    [InlineData("ip link set dev vif1.0 nomaster; ip link set dev vif1.0 master eth0")]
    public async Task A_port_that_comes_online_again_without_words_keeps_its_guard(string before)
    {
        var port = await GivenAVif();
        await Online("yes");
        await Host.Shell(before);

        (await Online()).ShouldSucceedQuietly();

        await Host.PortForwards("vif1.0");
        ShouldBeGuarded(port);
        (await Online(["antispoof=no"])).ShouldSucceedQuietly();
        await Host.PortForwards("vif1.0");
        ShouldPass(port, _forged);
    }

    [Fact]
    public async Task A_renamed_port_and_a_renamed_bridge_keep_the_guard()
    {
        var port = await GivenAVif();
        await Online("yes");

        await Host.Shell(
            """
            ip link set dev vif1.0 down; ip link set dev vif1.0 name web; ip link set dev web up
            ip link set dev eth0 down; ip link set dev eth0 name br7; ip link set dev br7 up
            """
        );

        await Host.PortForwards("web");
        ShouldBeGuarded(port);
    }

    [Theory]
    [InlineData("nft flush table bridge xen-antispoof", "flushed")]
    [InlineData("nft flush chain bridge xen-antispoof guard", "flushed or changed")]
    [InlineData("nft flush chain bridge xen-antispoof input", "flushed or changed")]
    [InlineData("nft delete chain bridge xen-antispoof input", "flushed or changed")]
    [InlineData("nft flush set bridge xen-antispoof ports", "emptied")]
    [InlineData("ip link set dev vif1.0 nomaster; ip link set dev vif1.0 master eth0", "group_fwd_mask is 0x0")]
    public async Task Status_does_not_call_a_guard_whole_that_has_lost_a_part(string loss, string reason)
    {
        await GivenAVif();
        await Online("yes");
        Assert.Contains("guarded: mac", await Shown(), StringComparison.Ordinal);

        await Host.Shell(loss);

        var text = await Shown();
        Assert.DoesNotContain("guarded: mac", text, StringComparison.Ordinal);
        Assert.Contains("guard not whole: ", text, StringComparison.Ordinal);
        Assert.Contains(reason, text, StringComparison.Ordinal);
    }

    private async Task ShouldGuardTheNext()
    {
        var port = await GivenAVif();
        (await Online()).ShouldSucceedQuietly();
        await Host.PortForwards("vif1.0");
        ShouldBeStopped(port, _forged);
    }

    private async Task<string> Shown() =>
        (await Host.Run(Programs.NetworkBridgeAdditional, "status", "bridge=eth0")).ShouldSucceed().Output;

    private async Task Network(string command, params string[] words) =>
        (await Host.Run(Programs.NetworkBridgeAdditional, [command, "bridge=eth0", .. words])).ShouldSucceed();
}
