using Xen.Hotplug.Common;
using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Netlink;
using Xunit;
using static Xen.Hotplug.UnitTests.Bridging.SomeLinks;

namespace Xen.Hotplug.UnitTests.Bridging;

public class BridgeChoiceSpecs
{
    private static readonly Link s_nic = new() { Index = 9, Name = "eth2" };
    private static readonly Link s_veth = new()
    {
        Index = 10,
        Name = "veth0",
        Kind = "veth",
    };

    private static Link? FindNamed(string name, params Link[] links) =>
        BridgeChoice.FindNamed(new InMemoryNetwork(links), Name(name));

    private static Link Find(string? name, params Link[] links) =>
        BridgeChoice.Find(new InMemoryNetwork(links), name == null ? null : Name(name));

    private static string ErrorOf(string? name, params Link[] links) =>
        Assert.Throws<HotplugException>(() => Find(name, links)).Message;

    [Fact]
    public void A_name_means_the_link_that_has_it()
    {
        Assert.Equal(Eth1, FindNamed("eth1", Eth0, Eth1));
        Assert.Equal(Eth1, Find("eth1", Eth0, Eth1));
    }

    [Fact]
    public void A_name_that_no_link_has_means_none() => Assert.Null(FindNamed("br0", Eth0));

    [Fact]
    public void An_old_bridge_name_means_the_shadow_bridge_of_that_number()
    {
        Assert.Equal(Eth1, FindNamed("xenbr1", Eth0, Eth1));
        Assert.Equal(Eth1, Find("xenbr1", Eth0, Eth1));
    }

    [Fact]
    public void An_old_bridge_name_means_the_old_bridge_where_that_exists()
    {
        var old = Eth0 with { Index = 20, Name = "xenbr0" };
        Assert.Equal(old, FindNamed("xenbr0", Eth0, old));
    }

    [Theory]
    [InlineData("xenbr2")]
    [InlineData("xenbr9")]
    [InlineData("xenbr")]
    [InlineData("xenbr0x")]
    [InlineData("xenbr-0")]
    [InlineData("xenbr\u0661")]
    [InlineData("axenbr0")]
    [InlineData("XENBR0")]
    public void An_old_bridge_name_means_no_other_link(string name) =>
        Assert.Null(FindNamed(name, Eth0, Eth1, s_nic, Eth0 with { Index = 30, Name = "eth" }));

    [Fact]
    public void The_only_bridge_is_meant_when_none_is_named() => Assert.Equal(Eth1, Find(null, s_nic, s_veth, Eth1));

    [Fact]
    public void A_host_without_a_bridge_is_an_error_when_none_is_named() =>
        Assert.Equal(
            "could not find a bridge: none was named with bridge= and this host has none",
            ErrorOf(null, s_nic, s_veth)
        );

    [Fact]
    public void Several_bridges_are_an_error_that_names_them_when_none_is_named() =>
        Assert.Equal(
            "which bridge is meant is not clear: none was named with bridge= and this host has eth0, eth1 and br0",
            ErrorOf(null, Eth0, Eth1, Eth0 with { Index = 20, Name = "br0" })
        );

    [Fact]
    public void A_bridge_that_is_not_there_is_an_error_that_names_it() =>
        Assert.Equal(
            "could not find the bridge xenbr7: no link has that name; create it (bridge-shadow start) or name another with bridge=",
            ErrorOf("xenbr7", Eth0)
        );

    [Fact]
    public void A_link_that_is_no_bridge_is_an_error_that_says_what_it_is()
    {
        Assert.Equal(
            "the link veth0 is not a bridge but veth; name a bridge with bridge=",
            ErrorOf("veth0", Eth0, s_veth)
        );
        Assert.Equal(
            "the link eth2 is not a bridge but a physical link; name a bridge with bridge=",
            ErrorOf("eth2", Eth0, s_nic)
        );
    }
}
