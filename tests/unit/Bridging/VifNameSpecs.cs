using Xen.Hotplug.Common.Bridging;
using Xen.Hotplug.Common.Netlink;
using Xunit;

namespace Xen.Hotplug.UnitTests.Bridging;

public class VifNameSpecs
{
    [Theory]
    [InlineData("vif7.0", 7, 0, false)]
    [InlineData("vif12.3-emu", 12, 3, true)]
    public void A_guests_link_is_known_by_its_name(string name, int domain, int device, bool isTap)
    {
        var vif = VifName.Parse(name)!;

        Assert.Equal((domain, device, isTap), (vif.DomainId, vif.DeviceId, vif.IsTap));
        Assert.Equal(name, vif.ToString());
    }

    [Theory]
    [InlineData("eth0")]
    [InlineData("vif")]
    [InlineData("vif1")]
    [InlineData("vif1.")]
    [InlineData("vif1.0.0")]
    [InlineData("vif-1.0")]
    [InlineData("vif1.0-em")]
    [InlineData("vif99999999999.0")]
    [InlineData("-emu")]
    [InlineData("vif1\0.0")]
    [InlineData("vif1.0\0")]
    public void A_link_with_any_other_name_is_not_taken_for_a_guests(string name) => Assert.Null(VifName.Parse(name));

    [Fact]
    public void A_link_that_was_renamed_is_known_by_its_alias() =>
        Assert.Equal("vif7.0", VifName.Of(new Link { Name = "web", Alias = "vif7.0" })?.ToString());

    [Fact]
    public void An_alias_of_another_kind_says_nothing() =>
        Assert.Equal("vif7.0", VifName.Of(new Link { Name = "vif7.0", Alias = "the web server" })?.ToString());
}
