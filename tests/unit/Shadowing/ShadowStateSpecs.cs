using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Shadowing;
using Xen.Hotplug.UnitTests.Bridging;
using Xunit;

namespace Xen.Hotplug.UnitTests.Shadowing;

public class ShadowStateSpecs
{
    private static readonly Link s_nic = new() { Index = 2, Name = "eth0" };
    private static readonly Link s_bridge = new()
    {
        Index = 5,
        Name = "eth0",
        Kind = "bridge",
    };
    private static readonly Link s_uplink = s_nic with { Name = "seth0", MasterIndex = 5 };

    private static ShadowState Read(params Link[] links) =>
        ShadowState.Read(new InMemoryNetwork(links), SomeLinks.Name("eth0"));

    [Fact]
    public void An_interface_without_a_link_is_missing() => Assert.Equal(ShadowPhase.Missing, Read().Phase);

    [Fact]
    public void A_nic_of_that_name_is_plain() =>
        Assert.Equal((ShadowPhase.Plain, s_nic, null), (Read(s_nic).Phase, Read(s_nic).Nic, Read(s_nic).Bridge));

    [Fact]
    public void A_bridge_with_the_uplink_in_it_is_shadowed()
    {
        var state = Read(s_bridge, s_uplink);
        Assert.Equal((ShadowPhase.Shadowed, s_uplink, s_bridge), (state.Phase, state.Nic, state.Bridge));
    }

    [Fact]
    public void A_bridge_without_the_uplink_in_it_is_half_way() =>
        Assert.Equal(ShadowPhase.Halfway, Read(s_bridge, s_uplink with { MasterIndex = 0 }).Phase);

    [Fact]
    public void An_uplink_in_another_bridge_is_half_way() =>
        Assert.Equal(ShadowPhase.Halfway, Read(s_bridge, s_uplink with { MasterIndex = 8 }).Phase);

    [Fact]
    public void An_uplink_alone_is_half_way() =>
        Assert.Equal(ShadowPhase.Halfway, Read(s_uplink with { MasterIndex = 0 }).Phase);

    [Fact]
    public void A_bridge_that_nobody_shadowed_with_is_plain() => Assert.Equal(ShadowPhase.Plain, Read(s_bridge).Phase);

    [Fact]
    public void A_bridge_that_was_left_behind_is_found()
    {
        var spare = new Link
        {
            Index = 6,
            Name = "xsb2",
            Kind = "bridge",
        };
        Assert.Equal(spare, Read(s_nic, spare).Spare);
    }

    [Fact]
    public void An_alternative_name_does_not_make_a_nic_the_interface()
    {
        var links = new InMemoryNetwork(s_nic with { Name = "lan" });
        links.AlternativeNames["eth0"] = s_nic with { Name = "lan" };
        Assert.Equal(ShadowPhase.Missing, ShadowState.Read(links, SomeLinks.Name("eth0")).Phase);
    }
}
