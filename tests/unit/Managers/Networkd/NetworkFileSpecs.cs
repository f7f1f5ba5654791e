using Xen.Hotplug.Common.Managers.Networkd;
using Xunit;

namespace Xen.Hotplug.UnitTests.Managers.Networkd;

public class NetworkFileSpecs
{
    [Theory]
    [InlineData("[DHCPv4]\nIAID=7\n", true)]
    [InlineData("[Match]\nName=eth0\n\n[DHCP]\n IAID = 7\n", true)]
    [InlineData("[DHCPv6]\nIAID=7\n", false)]
    [InlineData("[DHCPv4]\n#IAID=7\n;IAID=7\nIAID=\n", false)]
    [InlineData("IAID=7\n", false)]
    public void A_setting_counts_in_its_section_alone(string text, bool isSet) =>
        Assert.Equal(isSet, NetworkFile.Sets(text, "IAID", "DHCPv4", "DHCP"));

    [Theory]
    [InlineData("[Match]\nType=ether\n", true)]
    [InlineData("[Match]\nName=*\n", true)]
    [InlineData("[Match]\nName=!lo\n", true)]
    [InlineData("[Match]\nName=\nType=ether\n\n[Link]\nMACAddress=52:54:00:ab:cd:01\n", true)]
    [InlineData("[Match]\nName=eth0 en*\n", false)]
    [InlineData("[Match]\nMACAddress=52:54:00:ab:cd:01\n", false)]
    [InlineData("[Match]\nType=ether\nPath=pci-0000:00:02.0\n", false)]
    public void A_file_for_any_name_fits_the_ports_of_guests(string text, bool fits) =>
        Assert.Equal(fits, NetworkFile.FitsAnyName(text));

    [Theory]
    [InlineData("ADMIN_STATE=configured\nNETWORK_FILE=/etc/a.network\n", "/etc/a.network")]
    [InlineData("ADMIN_STATE=configuring\nNETWORK_FILE=/etc/a.network\n", "/etc/a.network")]
    [InlineData("ADMIN_STATE=unmanaged\nNETWORK_FILE=/etc/a.network\n", null)]
    [InlineData("ADMIN_STATE=configured\nNETWORK_FILE=\n", null)]
    [InlineData("ADMIN_STATE=pending\n", null)]
    [InlineData("", null)]
    public void A_link_is_claimed_by_the_file_that_applies_to_it(string state, string? file) =>
        Assert.Equal(file, LinkState.ParseFile(state));
}
