using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>No command of the doctor's weakens a guard, and each guard that does not hold is mended: forged frames are sent.</summary>
public sealed class DoctorGuardSpecs : DoctorSpecs
{
    private const string Configuration = "/etc/xen/xen-hotplug.conf";
    private const string Accept = "accept_bridged=yes";

    /// <summary>Whether the guard came by a word of the caller's, or by the host's default.</summary>
    public static TheoryData<bool> Ways => [true, false];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task The_cure_of_a_FORWARD_that_drops_leaves_the_guard(bool isByWord)
    {
        await GivenGuarded(isByWord);
        await Host.Shell("iptables -P FORWARD DROP; ip6tables -P FORWARD DROP");

        foreach (var finding in (await Diagnose()).Faults)
            await Mend(finding);

        await ShouldBecomeWell();
        Assert.Contains(Accept, await Host.Shell($"cat {Configuration}"), StringComparison.Ordinal);
        await ShouldBeGuarded();
        // Not the next guest's either, where the host says so.
        if (!isByWord)
        {
            (await Offline()).ShouldSucceedQuietly();
            (await Online()).ShouldSucceedQuietly();
            await ShouldBeGuarded();
        }
    }

    [Theory]
    [InlineData("ip link set dev vif1.0 down")]
    [InlineData("ip link set dev vif1.0 nomaster")]
    public async Task The_cure_of_a_port_that_is_out_of_place_leaves_the_guard(string fault)
    {
        await GivenGuarded(isByWord: true);
        await Host.Shell(fault);

        await ShouldMend(await ShouldFindWrong("guest-ports", "vif1.0", OnlineCommand));

        await ShouldBeGuarded();
    }

    [Fact]
    public async Task The_cure_of_a_NIC_that_never_came_says_what_its_script_was_told()
    {
        Store.Write($"{Backend}/script", $"{Script} bridge=eth0 antispoof=yes");
        await Host.Ip("link set dev vif1.0 nomaster");

        await ShouldMend(await ShouldFindWrong("guest-ports", "vif1.0", $"{OnlineCommand} antispoof=yes"));

        await ShouldBeGuarded();
    }

    [Theory]
    [InlineData("nft flush table bridge xen-antispoof")]
    [InlineData("nft flush chain bridge xen-antispoof guard")]
    [InlineData("nft flush chain bridge xen-antispoof input")]
    [InlineData("nft delete chain bridge xen-antispoof input")]
    [InlineData("nft flush set bridge xen-antispoof ports")]
    public async Task A_part_of_the_table_that_is_gone_is_found_wrong_and_mended(string loss)
    {
        await GivenGuarded(isByWord: true);
        await Host.Shell(loss);

        await ShouldMend(await ShouldFindWrong("antispoofing", "antispoofing", "do not hold", OnlineCommand));

        await ShouldBeGuarded();
    }

    [Fact]
    public async Task A_guarded_port_without_its_mask_is_found_wrong_and_mended()
    {
        await GivenGuarded(isByWord: true);
        await Host.Shell("ip link set dev vif1.0 nomaster; ip link set dev vif1.0 master eth0");

        await ShouldMend(await ShouldFindWrong("antispoofing", "vif1.0", "group_fwd_mask", OnlineCommand));

        await ShouldBeGuarded();
    }

    [Fact]
    public async Task A_firewall_that_cannot_guard_in_full_is_found_wrong_and_mended()
    {
        await GivenGuarded(isByWord: false);
        Host.Write(Configuration, "firewall=iptables\n");

        await ShouldMend(await ShouldFindWrong("antispoofing", "antispoofing", "refused", "firewall=nftables", Accept));

        (await Offline()).ShouldSucceedQuietly();
        (await Online()).ShouldSucceedQuietly();
        await ShouldBeGuarded();
    }

    [Fact]
    public async Task Guards_of_iptables_that_sees_nothing_are_found_wrong_and_mended()
    {
        await Host.Shell("echo 1 >/proc/sys/net/bridge/bridge-nf-call-ip6tables");
        Host.Write(Configuration, "firewall=iptables\npartial_guard=yes\n");
        (await Online("antispoof=yes")).ShouldSucceedQuietly();
        Assert.Contains(
            (await ShouldBecomeWell()).Result.Output.Split('\n'),
            line => line.Contains("source addresses alone", StringComparison.Ordinal)
        );
        await Host.Shell("echo 0 >/proc/sys/net/bridge/bridge-nf-call-iptables");

        await ShouldMend(
            await ShouldFindWrong("antispoofing", "antispoofing", "do not hold", "net.bridge.bridge-nf-call-iptables=1")
        );
    }

    private async Task GivenGuarded(bool isByWord)
    {
        if (!isByWord)
            (await NetworkBridgeAdditional("start", "bridge=eth0", "antispoof=yes")).ShouldSucceed();
        (await Online(isByWord ? ["antispoof=yes"] : [])).ShouldSucceedQuietly();
        await ShouldBeGuarded();
        await ShouldBecomeWell();
    }

    [Fact]
    public async Task A_locked_port_whose_entry_somebody_deleted_is_found_wrong_and_mended()
    {
        await GivenGuarded(isByWord: true);
        await Host.Shell($"bridge fdb delete {Party.Own.Mac} dev vif1.0 master");

        await ShouldMend(await ShouldFindWrong("antispoofing", "vif1.0", "is locked", OnlineCommand));

        await ShouldBeGuarded();
    }

    /// <summary>The bridge learns the source of what passes: of a forged frame it must not. The guest's own comes to the host.</summary>
    private async Task ShouldBeGuarded()
    {
        await Host.PortForwards("vif1.0");
        using var wire = PacketSocket.Open(Guest.ProcessId, "eth0");
        using var host = PacketSocket.Open(Host.ProcessId, "eth0");
        var forged = Inet.UdpFrame(Party.Own.Inet).From(Party.Neighbour.Mac);
        foreach (
            var group in (string[])["ff:ff:ff:ff:ff:ff", "01:80:c2:00:00:00", "01:80:c2:00:00:03", "01:80:c2:00:00:0e"]
        )
            wire.Send(forged.To(group));
        var own = Inet.UdpFrame(Party.Own.Inet).From(Party.Own.Mac).To("ff:ff:ff:ff:ff:ff");
        wire.Send(own);
        Assert.True(host.Sees(own, TimeSpan.FromSeconds(10)), "Nothing that the guest sends comes to the host.");
        var learned = await Host.Shell("bridge fdb show br eth0");
        Assert.DoesNotContain(Party.Neighbour.Mac, learned, StringComparison.Ordinal);
    }
}
