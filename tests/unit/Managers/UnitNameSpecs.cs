using Xen.Hotplug.Common.Managers.Ifupdown;
using Xunit;

namespace Xen.Hotplug.UnitTests.Managers;

public class UnitNameSpecs
{
    // What systemd-escape of systemd 257 prints.
    [Theory]
    [InlineData("eth0", "eth0")]
    [InlineData("enp0s31f6", "enp0s31f6")]
    [InlineData("br-lan", @"br\x2dlan")]
    [InlineData("eth0.5", "eth0.5")]
    [InlineData(".eth", @"\x2eeth")]
    [InlineData("a@b", @"a\x40b")]
    [InlineData("wlän", @"wl\xc3\xa4n")]
    public void A_name_is_escaped_as_systemd_does(string name, string escaped) =>
        Assert.Equal(escaped, UnitName.Escape(name));
}
