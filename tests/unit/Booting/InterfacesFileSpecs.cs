using Xen.Hotplug.Common.Booting;
using Xen.Hotplug.Common.Netlink;
using Xunit;

namespace Xen.Hotplug.UnitTests.Booting;

public class InterfacesFileSpecs
{
    [Theory]
    [InlineData("", "eth0", "INTERFACES=\"eth0\"\n")]
    [InlineData("# cards\nINTERFACES=\"\"\n", "eth0", "# cards\nINTERFACES=\"eth0\"\n")]
    [InlineData("INTERFACES=eth0 # the host's\n# end\n", "eth0 eth1", "INTERFACES=\"eth0 eth1\"\n# end\n")]
    [InlineData("# INTERFACES=\"eth9\"", "eth0", "# INTERFACES=\"eth9\"\nINTERFACES=\"eth0\"\n")]
    [InlineData("INTERFACES=\"eth0\"\n", "", "INTERFACES=\"\"\n")]
    public void An_edit_changes_the_one_line(string text, string names, string edited) =>
        Assert.Equal(edited, InterfacesFile.Edit(text, Parse(names)));

    [Theory]
    [InlineData("INTERFACES=\"eth0\neth1\"\n")]
    [InlineData("INTERFACES=eth0\\\n,eth1\n")]
    public void A_value_of_several_lines_stays_and_another_line_counts(string text) =>
        Assert.Equal($"{text}INTERFACES=\"eth2\"\n", InterfacesFile.Edit(text, Parse("eth2")));

    private static List<InterfaceName> Parse(string names) =>
        [.. names.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => InterfaceName.Parse(name, "test"))];
}
