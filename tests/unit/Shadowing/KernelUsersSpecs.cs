using Xen.Hotplug.Common.Shadowing;
using Xunit;

namespace Xen.Hotplug.UnitTests.Shadowing;

/// <summary>Tables in /proc/net, as kernels print them that have what they show.</summary>
public class KernelUsersSpecs
{
    private const string Vifs = """
        Interface      BytesIn  PktsIn  BytesOut PktsOut Flags Local    Remote
         0 eth0              0       0         0       0 00000 0A0200C0 00000000
         1 eth0.7            0       0         0       0 00000 0A0200C0 00000000
        """;

    private const string Sessions = """
        Id       Address              Device
        01000000 02:00:00:00:00:01       eth1
        02000000 02:00:00:00:00:01       eth0
        """;

    [Theory]
    [InlineData(Vifs, 1, "eth0", "0")]
    [InlineData(Vifs, 1, "eth0.7", "1")]
    [InlineData(Vifs, 1, "eth", "")]
    [InlineData(Sessions, 2, "eth0", "02000000")]
    [InlineData("", 2, "eth0", "")]
    public void A_row_is_found_by_the_name_of_its_link(string table, int column, string name, string rows) =>
        Assert.Equal(rows, string.Join(' ', KernelUsers.FindRows(table, column, name)));
}
