using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>Names of ports in the rules of firewall=iptables.</summary>
public sealed class IptablesNameSpecs : IptablesSpecs
{
    /// <summary>iptables takes web+ for all names that begin with web.</summary>
    [Theory]
    [InlineData("web+", "yes")]
    [InlineData("web+", "no")]
    [InlineData("+", "yes")]
    [InlineData("we\"b", "yes")]
    [InlineData("we;b", "no")]
    [InlineData("we'b", "yes")]
    public async Task A_vifname_that_iptables_gives_a_meaning_changes_nothing(string vifname, string antispoof)
    {
        await GivenAVif();
        Store.Write($"{Backend}/vifname", vifname);
        var before = (await Host.Links(), await Saved());

        (await Online([$"antispoof={antispoof}"])).ShouldFail(vifname, "vifname");

        Assert.Equal(before.Item1, await Host.Links());
        Assert.Equal(before.Item2, await Saved());
        Assert.Equal("error", Status);
    }

    [Theory]
    [InlineData("web")]
    [InlineData("a+b")]
    [InlineData("ACCEPT")]
    [InlineData("fifteen-letters")]
    [InlineData("hotplug")]
    [InlineData("mine")]
    [InlineData("antispoof-yes")]
    public async Task A_vif_with_a_vifname_is_guarded_under_that_name(string vifname)
    {
        var before = await Saved();
        var port = await GivenAVif();
        Store.Write($"{Backend}/vifname", vifname);

        (await Online(["antispoof=yes"])).ShouldSucceedQuietly();
        await Host.PortForwards(vifname);

        ShouldPass(port, Inet.UdpFrame(Party.Own.Inet), Inet6.UdpFrame(Party.Own.Inet6));
        ShouldBeStopped(port, Inet.UdpFrame(Party.Neighbour.Inet), Inet6.UdpFrame(Party.Neighbour.Inet6));
        Assert.Contains("unset", (await Network("status")).ShouldSucceed().Output, StringComparison.Ordinal);
        (await Offline()).ShouldSucceedQuietly();
        Assert.Equal(before, await Saved());
    }

    [Fact]
    public async Task A_guest_that_leaves_takes_no_rules_of_another_that_has_its_vifname()
    {
        await GivenAVif();
        Store.Write($"{Backend}/vifname", "web");
        (await Online(["antispoof=yes"])).ShouldSucceedQuietly();
        WriteBackend("eth0", domain: 3);
        Store.Write("/local/domain/0/backend/vif/3/0/vifname", "web");
        var before = await Saved();

        (await OfDomain(3, "offline").Ended).ShouldSucceedQuietly();

        Assert.Equal(before, await Saved());
    }
}
