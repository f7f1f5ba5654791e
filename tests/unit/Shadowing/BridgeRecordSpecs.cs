using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Shadowing;
using Xen.Hotplug.UnitTests.Bridging;
using Xen.Hotplug.UnitTests.Netlink;
using Xunit;

namespace Xen.Hotplug.UnitTests.Shadowing;

public class BridgeRecordSpecs
{
    private static RawSettings Settings(byte value) =>
        RawSettings.Read(Wire.Attributes(message => message.Number(33, value)));

    private static BridgedLink Port(int index, byte value = 1, bool isUp = true) =>
        new(index, $"vif{index}.0", isUp, Settings(value), RawSettings.None);

    private static ForwardingEntry Entry() =>
        Wire.Forwarding(new NeighbourHeader { LinkIndex = 7 }, SomeLinks.Mac("02:00:00:00:00:09"), bridgeIndex: 5);

    private static BridgeRecord Make(params BridgedLink[] ports) =>
        new(2, new BridgedLink(5, "eth0", true, Settings(9), Settings(8)), 1400, ports, [Entry()]);

    [Fact]
    public void What_was_written_is_read_again()
    {
        var record = Make(Port(7), Port(8, isUp: false));

        var read = BridgeRecord.Parse(record.Format());

        Assert.Equal(record.Format(), read.Format());
        Assert.Equal((2, 1400), (read.NicIndex, read.Mtu));
        Assert.Equal([("vif7.0", true), ("vif8.0", false)], read.Ports.Select(port => (port.Name, port.IsUp)));
        Assert.Equal(7, Assert.Single(read.Forwarding).LinkIndex);
    }

    [Fact]
    public void A_record_that_is_cut_short_anywhere_is_none()
    {
        var text = Make(Port(7)).Format();
        for (var length = 0; length < text.Length - 1; length++)
            Assert.Throws<FormatException>(() => BridgeRecord.Parse(text[..length]));
    }

    [Theory]
    [InlineData("end\n")]
    [InlineData("nic 2\nend\n")]
    [InlineData("nic 2\nbridge 5 eth0\nend\n")]
    [InlineData("nic 2\nbridge 5 eth0 up XY \nend\n")]
    [InlineData("nic -2\nbridge 5 eth0 up  \nend\n")]
    public void What_is_no_record_is_none(string text) =>
        Assert.Throws<FormatException>(() => BridgeRecord.Parse(text));

    [Fact]
    public void A_record_that_was_never_given_back_counts_more_than_a_later_one()
    {
        var earlier = Make(Port(7, value: 1), Port(8, value: 1));

        var merged = (Make(Port(7, value: 0), Port(9, value: 0)) with { Mtu = 0 }).After(earlier);

        Assert.Equal([7, 8, 9], merged.Ports.Select(port => port.Index));
        Assert.Equal(Settings(1).Bytes.ToArray(), merged.Ports[0].Settings.Bytes.ToArray());
        Assert.Equal(1400, merged.Mtu);
    }

    [Fact]
    public void A_record_of_another_NIC_counts_nothing()
    {
        var record = Make(Port(7));

        Assert.Same(record, record.After(Make(Port(8)) with { NicIndex = 3 }));
        Assert.Same(record, record.After(null));
    }
}
