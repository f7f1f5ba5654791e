using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Shadowing;
using Xen.Hotplug.UnitTests.Bridging;
using Xunit;

namespace Xen.Hotplug.UnitTests.Shadowing;

/// <summary>Links on top of a NIC, of kinds that not every kernel can make.</summary>
public class UpperLinksSpecs
{
    private static readonly Link s_nic = new() { Index = 2, Name = "eth0" };

    private static readonly Link s_uplink = s_nic with { Name = "seth0", MasterIndex = 5 };

    private static readonly Link s_bridge = new()
    {
        Index = 5,
        Name = "eth0",
        Kind = "bridge",
    };

    private static List<string> OnStart(Link link) =>
        UpperLinks.Describe(
            [s_nic, link],
            Succession.OfStart(new ShadowState(SomeLinks.Name("eth0"), ShadowPhase.Plain, s_nic, null, null))
        );

    private static List<string> OnStop(Link link) =>
        UpperLinks.Describe(
            [s_bridge, s_uplink, link],
            Succession.OfStop(new ShadowState(SomeLinks.Name("eth0"), ShadowPhase.Shadowed, s_uplink, s_bridge, null))
        );

    private static Link Upper(string kind, int parent = 0, int tunnel = 0) =>
        new()
        {
            Index = 9,
            Name = "up0",
            Kind = kind,
            ParentIndex = parent,
            TunnelLinkIndex = tunnel,
        };

    [Theory]
    [InlineData("vxlan")]
    [InlineData("gre")]
    [InlineData("gretap")]
    [InlineData("erspan")]
    [InlineData("ip6gre")]
    [InlineData("ip6gretap")]
    [InlineData("ip6erspan")]
    [InlineData("ipip")]
    [InlineData("sit")]
    [InlineData("ip6tnl")]
    [InlineData("vti")]
    [InlineData("vti6")]
    public void A_tunnel_is_named_with_the_command_that_binds_it(string kind)
    {
        var start = Assert.Single(OnStart(Upper(kind, tunnel: 2)));
        var stop = Assert.Single(OnStop(Upper(kind, tunnel: 5)));

        Assert.EndsWith($"ip link set dev up0 type {kind} dev eth0", start, StringComparison.Ordinal);
        Assert.EndsWith($"ip link set dev up0 type {kind} dev seth0", stop, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("xfrm")]
    [InlineData("ipoib")]
    [InlineData("amt")]
    public void Another_link_on_top_is_named(string kind) =>
        Assert.Contains($"up0 ({kind})", Assert.Single(OnStart(Upper(kind, parent: 2))), StringComparison.Ordinal);

    [Fact]
    public void A_vlan_on_the_bridge_is_said_to_end_with_it() =>
        Assert.Contains("ends with it", Assert.Single(OnStop(Upper("vlan", parent: 5))), StringComparison.Ordinal);

    [Fact]
    public void A_vlan_on_the_nic_is_said_to_stay() =>
        Assert.Contains("stays on the NIC", Assert.Single(OnStart(Upper("vlan", parent: 2))), StringComparison.Ordinal);

    [Theory]
    [InlineData("veth")]
    [InlineData("netkit")]
    [InlineData("macvlan")]
    public void A_peer_and_what_is_refused_are_not_named(string kind) => Assert.Empty(OnStart(Upper(kind, parent: 2)));

    [Fact]
    public void A_tunnel_on_another_link_or_none_is_not_named()
    {
        Assert.Empty(OnStart(Upper("vxlan", tunnel: 3)));
        Assert.Empty(OnStart(Upper("vxlan")));
        Assert.Empty(OnStart(Upper("vxlan", tunnel: 2) with { HasForeignParent = true }));
    }
}
