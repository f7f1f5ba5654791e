using Xen.Hotplug.Common.Shadowing;
using Xunit;

namespace Xen.Hotplug.UnitTests.Shadowing;

public class KernelReleaseSpecs
{
    [Theory]
    [InlineData("6.2.0")]
    [InlineData("6.12.9-amd64\n")]
    [InlineData("10.0")]
    public void A_kernel_since_6_2_renames_links_that_are_up(string release) =>
        Assert.True(KernelRelease.Parse(release).RenamesLinksThatAreUp);

    [Theory]
    [InlineData("6.1.0-40-amd64")]
    [InlineData("5.15.0")]
    [InlineData("4.19")]
    [InlineData("")]
    [InlineData("unknown")]
    public void An_older_or_unclear_release_does_not_rename_links_that_are_up(string release) =>
        Assert.False(KernelRelease.Parse(release).RenamesLinksThatAreUp);
}
