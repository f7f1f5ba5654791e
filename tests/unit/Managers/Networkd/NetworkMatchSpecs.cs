using Xen.Hotplug.Common.Managers;
using Xen.Hotplug.Common.Managers.Networkd;
using Xen.Hotplug.Common.Netlink;
using Xunit;

namespace Xen.Hotplug.UnitTests.Managers.Networkd;

public class NetworkMatchSpecs
{
    private static readonly LinkDescription s_card = new(
        ["eth0", "enp0s2"],
        "ether",
        Mac("52:54:00:ab:cd:01"),
        Mac("52:54:00:ab:cd:02"),
        UdevDatabase.Parse("I:1\nE:ID_PATH=pci-0000:00:02.0\nE:ID_NET_DRIVER=virtio_net\nG:systemd\n")
    );

    [Theory]
    [InlineData("Name=eth0", true)]
    [InlineData("Name=eth1 eth?", true)]
    [InlineData("Name=en*", true)]
    [InlineData("Name=eth1", false)]
    [InlineData("Name=!lo", true)]
    [InlineData("Name=!eth0 enp0s2", false)]
    [InlineData("Name=e* !eth1", true)]
    [InlineData("Name=eth1\nName=eth0", true)]
    [InlineData("Name=eth0\nName=", false)]
    [InlineData("MACAddress=52:54:00:AB:CD:01", true)]
    [InlineData("MACAddress=52:54:00:ab:cd:02", false)]
    [InlineData("PermanentMACAddress=52:54:00:ab:cd:02\nName=eth0", true)]
    [InlineData("Type=ether", true)]
    [InlineData("Type=!ether", false)]
    [InlineData("Type=ether\nKind=bridge", false)]
    [InlineData("Type=ether\nKind=!*", true)]
    [InlineData("Path=pci-*", true)]
    [InlineData("Driver=e1000", false)]
    [InlineData("Property=ID_NET_DRIVER=virtio*", true)]
    [InlineData("Property=!ID_NET_DRIVER=virtio*", false)]
    [InlineData("SSID=home", false)]
    [InlineData("", false)]
    public void A_match_fits_as_networkd_has_it(string match, bool fits) =>
        Assert.Equal(fits, new NetworkMatch([$"[Match]\n{match}\n\n[Network]\nDHCP=yes\n"]).Fits(s_card));

    [Fact]
    public void A_drop_in_adds_to_the_match_of_its_file() =>
        Assert.False(new NetworkMatch(["[Match]\nName=eth0\n", "[Match]\nDriver=e1000\n"]).Fits(s_card));

    [Fact]
    public void A_condition_on_the_host_is_one_of_a_unit() =>
        Assert.Equal(
            ["ConditionHost=web*", "ConditionVirtualization=!vm"],
            new NetworkMatch(["[Match]\nName=eth0\nHost=web*\nVirtualization=!vm\n"]).Conditions
        );

    private static MacAddress? Mac(string text) => MacAddress.TryParse(text, out var address) ? address : null;
}
