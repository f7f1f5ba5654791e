using System.Text.RegularExpressions;
using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>With firewall=iptables the rules of a port come with online, go with offline, and touch nobody else's.</summary>
public abstract class IptablesRuleSpecs : IptablesSpecs
{
    [Theory]
    [InlineData("yes", Party.Ip)]
    [InlineData("yes", null)]
    [InlineData("yes", "0.0.0.0/0 ::/0")]
    [InlineData("no", Party.Ip)]
    public async Task Offline_leaves_no_rule(string antispoof, string? ip)
    {
        var before = await Saved();
        await GivenOnline(antispoof, ip);
        Assert.NotEqual(before, await Saved());

        (await Offline()).ShouldSucceedQuietly();

        Assert.Equal(before, await Saved());
    }

    [Fact]
    public async Task Offline_leaves_the_rules_of_others_that_are_online()
    {
        await GivenTheNeighbourOnline();
        var before = await Saved();
        await GivenOnline();

        (await Offline()).ShouldSucceedQuietly();

        Assert.Equal(before, await Saved());
    }

    [Fact]
    public async Task The_administrators_rules_and_policies_stay_as_they_are()
    {
        var before = Lines(await Saved());

        await GivenOnline();
        await GivenTheNeighbourOnline();

        var after = Lines(await Saved());
        Assert.Equal(before, after.Where(line => before.Contains(line) || !Regex.IsMatch(line, @"[: ]xen-|vif2\.0")));
    }

    [Theory]
    [InlineData("yes", Party.Ip)]
    [InlineData("yes", "0.0.0.0/0 ::/0")]
    [InlineData("no", Party.Ip)]
    public async Task A_second_online_changes_nothing(string antispoof, string ip)
    {
        await GivenOnline(antispoof, ip);
        var once = await Saved();

        var result = await Online([$"antispoof={antispoof}", "--verbose"]);

        Assert.DoesNotContain("-restore", result.ShouldSucceed().Error, StringComparison.Ordinal);
        Assert.Equal(once, await Saved());
    }

    [Fact]
    public async Task Online_with_another_ip_lets_only_the_new_addresses_pass()
    {
        var port = await GivenOnline();

        Store.Write($"{Backend}/ip", "192.0.2.7 2001:db8::7");
        await ComeOnline("yes");

        ShouldPass(port, Inet.UdpFrame("192.0.2.7"), Inet6.UdpFrame("2001:db8::7"));
        ShouldBeStopped(port, Inet.UdpFrame(Party.Own.Inet), Inet6.UdpFrame(Party.Own.Inet6));
    }

    [Fact]
    public async Task Online_guards_a_port_that_was_open_and_opens_one_that_was_guarded()
    {
        var port = await GivenOnline("no");
        var open = await Saved();

        await ComeOnline("yes");
        ShouldBeStopped(port, Inet.UdpFrame(Party.Neighbour.Inet));

        await ComeOnline("no");
        ShouldPass(port, Inet.UdpFrame(Party.Neighbour.Inet));
        Assert.Equal(open, await Saved());
    }

    [Fact]
    public async Task A_tap_is_guarded_by_rules_of_its_own()
    {
        var before = await Saved();
        var tap = await GivenATap();

        await ComeAsTap("yes");
        ShouldPass(tap, Inet.UdpFrame(Party.Own.Inet));
        ShouldBeStopped(tap, Inet.UdpFrame(Party.Neighbour.Inet));
        (await Remove()).ShouldSucceedQuietly();

        Assert.Equal(before, await Saved());
    }

    [Theory]
    [InlineData("online")]
    [InlineData("offline")]
    public async Task What_a_crashed_guest_left_is_cleared_by_an_event_of_any_vif(string action)
    {
        await GivenTheNeighbourOnline();
        var before = await Saved();
        await GivenOnline();
        await Host.Ip("link delete dev vif1.0");

        (await OfDomain(2, action, "antispoof=yes").Ended).ShouldSucceedQuietly();
        (await OfDomain(2, "online", "antispoof=yes").Ended).ShouldSucceedQuietly();

        Assert.Equal(before, await Saved());
    }

    [Fact]
    public async Task What_several_crashed_guests_left_is_cleared_at_once()
    {
        var before = await Saved();
        await GivenOnline();
        await GivenATap();
        await ComeAsTap("yes");
        await Host.Ip("link delete dev vif1.0");
        await Host.Ip("link delete dev vif1.0-emu");

        (await OfDomain(9, "offline").Ended).ShouldSucceedQuietly();

        Assert.Equal(before, await Saved());
    }

    [Theory]
    [InlineData("yes")]
    [InlineData("no")]
    public async Task A_vif_of_the_same_name_as_a_crashed_one_inherits_nothing(string antispoof)
    {
        await GivenOnline(ip: "192.0.2.7");
        await Host.Ip("link delete dev vif1.0");

        var port = await GivenOnline(antispoof, Party.Own.Inet);

        ShouldPass(port, Inet.UdpFrame(Party.Own.Inet));
        if (antispoof == "yes")
            ShouldBeStopped(port, Inet.UdpFrame("192.0.2.7"));
        (await Offline()).ShouldSucceedQuietly();
        Assert.DoesNotContain("vif1.0", (await Saved()).Replace("vif1.0 --physdev-is-bridged -j xen-mine", ""));
    }

    [Fact]
    public async Task Offline_of_a_vif_that_is_gone_leaves_no_rule()
    {
        var before = await Saved();
        await GivenOnline();
        await Host.Ip("link delete dev vif1.0");
        Store.Remove(Backend);

        (await Offline()).ShouldSucceedQuietly();

        Assert.Equal(before, await Saved());
    }

    private static string[] Lines(string saved) => saved.Split('\n');
}

public sealed class IptablesNftRuleSpecs : IptablesRuleSpecs;

public sealed class IptablesLegacyRuleSpecs : IptablesRuleSpecs
{
    protected override string Variant => "legacy";
}
