using Xen.Hotplug.Common.Shadowing;
using Xunit;

namespace Xen.Hotplug.UnitTests.Shadowing;

public class KernelReleaseSpecs
{
    [Theory]
    [InlineData("6.2.0")]
    [InlineData("6.12.9-amd64\n")]
    [InlineData("10.0")]
    public void Since_6_2_a_link_that_is_up_can_be_renamed(string release) =>
        Assert.True(KernelRelease.Parse(release).RenamesLinksThatAreUp);

    [Theory]
    [InlineData("6.1.0-40-amd64")]
    [InlineData("5.15.0")]
    [InlineData("4.19")]
    [InlineData("")]
    [InlineData("unknown")]
    public void Before_that_or_where_it_is_not_clear_it_cannot(string release) =>
        Assert.False(KernelRelease.Parse(release).RenamesLinksThatAreUp);
}
