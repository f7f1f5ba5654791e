using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Firewall;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.UnitTests.Bridging;
using Xunit;
using static Xen.Hotplug.UnitTests.Bridging.SomeLinks;

namespace Xen.Hotplug.UnitTests.Firewall;

/// <summary>What nftables has set once a port is on its bridge; what comes before is up to the kernel's tables.</summary>
public sealed class NftablesGuardingSpecs : IDisposable
{
    private readonly Plan _plan = new();
    private readonly NftablesFirewall _firewall = new();

    public void Dispose() => _firewall.Dispose();

    private IPortGuarding Guarded => _firewall.ForGuarded(new PortGuard("vif1.0", 7, Mac("00:16:3e:12:34:56"), []));

    private IPortGuarding Unguarded => _firewall.ForUnguarded("vif1.0");

    private IEnumerable<string> AfterJoining(IPortGuarding guarding, Link port)
    {
        guarding.PlanAfterJoining(new LinkPlanner(new InMemoryNetwork(), _plan, port));
        return _plan.Commands;
    }

    private static Link WithMask(int mask)
    {
        var link = new LinkPlanner(new InMemoryNetwork(), new Plan(), OnlineVif);
        link.SetGroupForwardMask(mask);
        return link.Link;
    }

    [Fact]
    public void A_guarded_port_forwards_frames_that_its_bridge_would_learn_from()
    {
        Assert.True(Guarded.MustJoinDown);
        Assert.Equal(
            ["ip link set dev vif1.0 type bridge_slave group_fwd_mask 0x4001"],
            AfterJoining(Guarded, OnlineVif)
        );
    }

    [Fact]
    public void A_port_that_is_guarded_no_more_loses_that() =>
        Assert.Equal(
            ["ip link set dev vif1.0 type bridge_slave group_fwd_mask 0x0"],
            AfterJoining(Unguarded, WithMask(0x4001))
        );

    [Theory]
    [InlineData(0)]
    [InlineData(0x4000)]
    [InlineData(0xfff8)]
    public void An_unguarded_port_keeps_a_mask_that_somebody_set(int mask)
    {
        Assert.False(Unguarded.MustJoinDown);
        Assert.Empty(AfterJoining(Unguarded, WithMask(mask)));
        Assert.False(NftablesFirewall.WasGuarded(WithMask(mask)));
    }

    [Fact]
    public void A_port_shows_that_it_was_guarded() => Assert.True(NftablesFirewall.WasGuarded(WithMask(0x4001)));
}
