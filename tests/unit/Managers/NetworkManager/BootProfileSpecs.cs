using Xen.Hotplug.Common.Managers.NetworkManager;
using Xunit;

namespace Xen.Hotplug.UnitTests.Managers.NetworkManager;

public class BootProfileSpecs
{
    [Theory]
    [InlineData("[connection]\ntype=ethernet\n", true)]
    [InlineData("[connection]\ntype=802-3-ethernet\ninterface-name=eth0\n", true)]
    [InlineData("[connection]\ntype=ethernet\ninterface-name=eth1\n", false)]
    [InlineData("[connection]\ntype=wifi\n", false)]
    [InlineData("[connection]\ntype=ethernet\nautoconnect=false\n", false)]
    [InlineData("[connection]\ntype=ethernet\nmaster=br0\n", false)]
    [InlineData("[connection]\ntype=ethernet\n\n[ethernet]\nmac-address=52:54:00:AB:CD:01\n", true)]
    [InlineData("[connection]\ntype=ethernet\n\n[ethernet]\nmac-address=52:54:00:AB:CD:02\n", false)]
    [InlineData("[connection]\ntype=ethernet\n\n[match]\ndriver=virtio*\n", false)]
    [InlineData("[connection]\ntype=ethernet\ninterface-name=eth0\n\n[.nmmeta]\nnm-generated=true\n", false)]
    public void A_profile_fits_a_card(string text, bool fits) =>
        Assert.Equal(fits, BootProfile.Fits(ConnectionFile.Parse(text), "eth0", ["52:54:00:ab:cd:01"]));
}
