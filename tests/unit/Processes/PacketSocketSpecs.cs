using Xen.Hotplug.Common.Processes;
using Xunit;

namespace Xen.Hotplug.UnitTests.Processes;

public class PacketSocketSpecs
{
    // /proc/net/packet of Linux 6.12.
    private const string Table = """
        sk               RefCnt Type Proto  Iface R Rmem   User   Inode
        0000000081018b4e 3      3    0003   2     1 0      0      1740
        0000000081018b4f 3      3    0800   -1    0 0      0      1741
        """;

    [Fact]
    public void Each_socket_has_its_link_and_protocol() =>
        Assert.Equal(new PacketSocket(2, PacketSocket.AllProtocols, "1740"), PacketSockets.Parse(Table)[0]);

    [Fact]
    public void A_socket_whose_link_is_gone_has_none() =>
        Assert.Equal(PacketSocket.NoLink, PacketSockets.Parse(Table)[1].LinkIndex);

    [Theory]
    [InlineData("")]
    [InlineData("sk RefCnt\n1 2 3\n")]
    [InlineData("sk RefCnt\n0000 3 3 0003 two 1 0 0 1740\n")]
    public void A_line_of_another_shape_is_passed_over(string table) => Assert.Empty(PacketSockets.Parse(table));
}
