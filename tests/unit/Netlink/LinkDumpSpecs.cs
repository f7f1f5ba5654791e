using Xen.Hotplug.Common.Netlink;
using Xunit;
using static Xen.Hotplug.UnitTests.Bridging.SomeLinks;

namespace Xen.Hotplug.UnitTests.Netlink;

/// <summary>What is made of dumps of which none was consistent.</summary>
public sealed class LinkDumpSpecs
{
    private static IEnumerable<string> Merge(Link[] told, Link[] last, params Link[] present) =>
        LinkDump
            .Merge(
                told.ToDictionary(link => link.Index),
                [.. last],
                index => present.FirstOrDefault(link => link.Index == index)
            )
            .Select(link => link.Name);

    [Fact]
    public void A_link_that_the_last_dump_lacks_is_listed_as_it_is_now() =>
        Assert.Equal(["eth0", "new"], Merge([Vif, Eth0], [Eth0], Vif with { Name = "new" }, Eth0));

    [Fact]
    public void A_link_that_is_gone_is_not_listed() => Assert.Equal(["eth0"], Merge([Vif], [Eth0], Eth0));

    [Fact]
    public void A_link_that_is_told_twice_is_listed_once() => Assert.Equal(["eth0"], Merge([], [Eth0, Eth0], Eth0));
}
