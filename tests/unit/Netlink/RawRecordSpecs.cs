using Xen.Hotplug.Common.Netlink;
using Xunit;

namespace Xen.Hotplug.UnitTests.Netlink;

public class RawRecordSpecs
{
    private static readonly byte[] s_attributes = Wire.Attributes(message =>
        message.Number(1, 5).Bytes(2, [1]).Nest(3, nest => nest.Number(1, 6)).Bytes(99, [1, 2, 3])
    );

    [Fact]
    public void Attributes_are_kept_byte_for_byte_marks_and_all() =>
        Assert.Equal(s_attributes, RawRecord.AttributesWithout(s_attributes));

    [Fact]
    public void Those_that_are_left_out_are_missing() =>
        Assert.Equal(
            Wire.Attributes(message => message.Number(1, 5).Bytes(99, [1, 2, 3])),
            RawRecord.AttributesWithout(s_attributes, 2, 3, 4)
        );
}
