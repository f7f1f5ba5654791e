using Xen.Hotplug.Common.Configuration;
using Xen.Hotplug.Common.Managers;
using Xen.Hotplug.XenBridgeDoctor;
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
    [InlineData("iface seth0 inet manual", "1-1")]
    [InlineData("auto lo\n\tiface  seth0\tinet manual\n", "2-2")]
    [InlineData("iface \\\n seth0 inet manual", "1-2")]
    [InlineData("iface seth0 inet manual\n mtu 1500\n\n# c\n up true \\\n  more\n\nauto eth0\n", "1-6")]
    [InlineData("iface seth0 inet manual\niface eth0 inet dhcp\n", "1-1")]
    [InlineData("iface seth0 inet manual\n mtu 9\nsource x\niface seth0 inet6 auto\nallow-ovs br0\n", "1-2 4-4")]
    [InlineData("#iface seth0 inet manual", "")]
    [InlineData("# \\\niface seth0 inet manual", "2-2")]
    [InlineData("iface eth0 inet dhcp\n  bridge_ports seth0", "")]
    [InlineData("auto seth0", "")]
    [InlineData("iface", "")]
    [InlineData("iface seth0 inet manual\r\n", "1-1")]
    public void The_lines_of_a_stanza_are_found(string text, string lines) =>
        Assert.Equal(
            lines,
            string.Join(' ', Parse(text).StanzasOf("seth0").Select(stanza => $"{stanza.First}-{stanza.Last}"))
        );

    [Theory]
    [InlineData("allow-hotplug eth0", "eth0:1")]
    [InlineData("allow-hotplug eth1\t eth0", "eth1:1 eth0:1")]
    [InlineData("iface lo inet loopback\n  allow-hotplug \\\n eth1 \\\neth0", "eth1:3 eth0:4")]
    [InlineData("auto eth0", "")]
    [InlineData("# allow-hotplug eth0", "")]
    [InlineData("allow-hotplug", "")]
    public void An_interface_that_udev_brings_up_is_found_with_its_line(string text, string words) =>
        Assert.Equal(
            words,
            string.Join(
                ' ',
                Parse(text)
                    .HotplugStatements.SelectMany(statement =>
                        statement.Skip(1).Select(word => $"{word.Text}:{word.Line}")
                    )
            )
        );

    [Theory]
    [InlineData("*", "eth0", true)]
    [InlineData("eth*", "eth0", true)]
    [InlineData("e*h*0", "eth10", true)]
    [InlineData("e*h*1", "eth10", false)]
    [InlineData("eth?", "eth0", true)]
    [InlineData("eth?", "eth", false)]
    [InlineData("eth[0-3]", "eth2", true)]
    [InlineData("eth[!0-3]", "eth2", false)]
    [InlineData("eth[]0]", "eth0", true)]
    [InlineData("eth[", "eth[", true)]
    [InlineData("eth\\*", "eth*", true)]
    [InlineData("eth\\*", "eth0", false)]
    [InlineData("", "", true)]
    [InlineData("", "eth0", false)]
    [InlineData("eth0", "eth01", false)]
    public void A_shell_pattern_stands_for_names(string pattern, string name, bool isMatch) =>
        Assert.Equal(isMatch, Wildcards.Match(pattern, name));

    [Theory]
    [InlineData("eth0", "eth0", true)]
    [InlineData("eth0=home", "eth0", true)]
    [InlineData("eth*", "eth0", false)]
    [InlineData("/eth*", "eth0", true)]
    [InlineData("/eth*/1=home", "eth0", true)]
    [InlineData("/en*", "eth0", false)]
    [InlineData("mac/00:16:*", "eth0", false)]
    [InlineData("../etc/*", "eth0", false)]
    public void A_word_of_allow_hotplug_stands_for_interfaces(string word, string name, bool isMatch) =>
        Assert.Equal(isMatch, InterfacesPattern.Parse(word).Matches(name, new HostFiles("/nonexistent")));

    private static InterfacesFile Parse(string text) => InterfacesFile.Parse("/etc/network/interfaces", text);
}
