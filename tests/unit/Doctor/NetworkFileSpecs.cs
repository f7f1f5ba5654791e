using Xen.Hotplug.XenBridgeDoctor.Configuration;
using Xunit;

namespace Xen.Hotplug.UnitTests.Doctor;

/// <summary>Files of those who configure networks.</summary>
public class NetworkFileSpecs
{
    [Fact]
    public void Keys_and_values_are_read_whatever_their_group()
    {
        var values = KeyFile.Parse(
            "# private\n[device]\nmanaged=true\n\nname=a=b\n=nothing\nno value\r\n last = x\r\n"
        );

        Assert.Equal(3, values.Count);
        Assert.Equal(("true", "a=b", " x"), (values["managed"], values["name"], values["last "]));
    }

    [Theory]
    [InlineData("iface seth0 inet manual", true)]
    [InlineData("auto lo\n\tiface  seth0\tinet manual\n", true)]
    [InlineData("iface \\\n seth0 inet manual", true)]
    [InlineData("#iface seth0 inet manual", false)]
    [InlineData("iface eth0 inet dhcp\n  bridge_ports seth0", false)]
    [InlineData("auto seth0", false)]
    [InlineData("iface", false)]
    public void A_stanza_of_an_interface_is_found(string text, bool isThere) =>
        Assert.Equal(isThere, InterfacesFile.Parse(text).Configures("seth0"));

    [Theory]
    [InlineData("allow-hotplug eth0", true)]
    [InlineData("allow-hotplug eth1 eth0", true)]
    [InlineData("auto eth0", false)]
    [InlineData("# allow-hotplug eth0", false)]
    public void An_interface_that_udev_brings_up_is_found(string text, bool isThere) =>
        Assert.Equal(isThere, InterfacesFile.Parse(text).AllowsHotplug("eth0"));
}
