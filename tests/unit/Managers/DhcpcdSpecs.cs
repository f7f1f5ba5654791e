using Xen.Hotplug.Common.Managers.DhcpClients;
using Xunit;

namespace Xen.Hotplug.UnitTests.Managers;

public class DhcpcdSpecs
{
    // What ifup --no-act --verbose of ifupdown 0.8.44 prints on standard output.
    private const string Printed = "\ndhcpcd                 eth0\n";

    [Fact]
    public void The_command_of_ifup_is_found_and_goes_to_the_background() =>
        Assert.Equal(["dhcpcd -b eth0"], DhcpcdCommands.Parse(Printed));

    [Fact]
    public void Its_options_and_quotes_stay_as_they_are() =>
        Assert.Equal(
            ["dhcpcd -b -h 'my host' -m 5    eth0"],
            DhcpcdCommands.Parse("dhcpcd -h 'my host' -m 5    eth0\n")
        );

    [Fact]
    public void Each_command_of_two_stanzas_is_found() =>
        Assert.Equal(
            ["dhcpcd -b -4 eth0", "/sbin/dhcpcd -b -6 eth0"],
            DhcpcdCommands.Parse("dhcpcd -4 eth0\nip link set up dev eth0\n/sbin/dhcpcd -6 eth0\n")
        );

    [Theory]
    [InlineData("")]
    [InlineData("dhcpcd")]
    [InlineData("CLIENT=\"-i\";  dhclient -4 -v $CLIENT -pf /run/dhclient.eth0.pid eth0 \t\n")]
    [InlineData("/sbin/mydhcpcd eth0\n")]
    public void What_is_no_command_of_dhcpcd_is_passed_over(string printed) =>
        Assert.Empty(DhcpcdCommands.Parse(printed));

    [Theory]
    [InlineData("allowinterfaces eth0", true)]
    [InlineData("hostname\n\tallowinterfaces eth1 eth0\n", true)]
    [InlineData("# allowinterfaces eth0", false)]
    [InlineData("allowinterfaces eth01", false)]
    [InlineData("interface eth0\nallowinterfaces eth0", false)]
    [InlineData("denyinterfaces eth0", false)]
    [InlineData("", false)]
    public void A_bridge_is_configured_only_if_the_file_names_it(string text, bool isAllowed) =>
        Assert.Equal(isAllowed, DhcpcdConfiguration.Allows(text, "eth0"));
}
