using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Netlink;
using Xunit;
using static Xen.Hotplug.UnitTests.Bridging.SomeLinks;

namespace Xen.Hotplug.UnitTests.Bridging;

/// <summary>What ends without a wait; waiting itself takes a kernel.</summary>
public class RunningWaitSpecs
{
    private static IReadOnlyList<Link> Wait(InMemoryNetwork table, params int[] indices) =>
        RunningWait.Wait(table, indices, TimeSpan.FromMinutes(5), () => Assert.Fail("a second was waited"));

    [Fact]
    public void Links_that_are_running_are_not_waited_for() =>
        Assert.Empty(Wait(new InMemoryNetwork(Eth0, Eth1), Eth0.Index, Eth1.Index));

    [Fact]
    public void A_link_that_is_gone_is_not_waited_for() => Assert.Empty(Wait(new InMemoryNetwork(Eth0), Vif.Index));
}
