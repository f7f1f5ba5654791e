using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;
using Xunit;

namespace Xen.Hotplug.UnitTests.Netlink;

public class NetlinkExceptionSpecs
{
    [Fact]
    public void The_kernels_number_becomes_a_sentence() =>
        Assert.Equal("No such device", new NetlinkException(Errno.ENODEV).Message);

    [Fact]
    public void What_was_tried_comes_first() =>
        Assert.Equal(
            "could not list bridges: Device or resource busy",
            new NetlinkException(Errno.EBUSY, attempt: "list bridges").Message
        );

    [Fact]
    public void The_kernels_own_words_come_before_its_number() =>
        Assert.Equal(
            "mtu less than device minimum (Invalid argument)",
            new NetlinkException(Errno.EINVAL, " mtu less than device minimum. ").Message
        );

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    public void The_number_stands_alone_where_the_kernel_says_nothing(string? text) =>
        Assert.Equal("Invalid argument", new NetlinkException(Errno.EINVAL, text).Message);

    [Theory]
    [InlineData(Errno.EPERM, "Operation not permitted; run it as root")]
    [InlineData(Errno.EACCES, "Permission denied; run it as root")]
    public void An_error_for_want_of_rights_says_to_run_as_root(Errno error, string message) =>
        Assert.Equal(message, new NetlinkException(error).Message);

    [Theory]
    [InlineData(Errno.ENODEV, true)]
    [InlineData(Errno.ENOENT, true)]
    [InlineData(Errno.EADDRNOTAVAIL, true)]
    [InlineData(Errno.ESRCH, true)]
    [InlineData(Errno.ENXIO, true)]
    [InlineData(Errno.EPERM, false)]
    [InlineData(Errno.EBUSY, false)]
    [InlineData(Errno.EINVAL, false)]
    [InlineData(Errno.EEXIST, false)]
    [InlineData(Errno.ENOBUFS, false)]
    public void An_error_means_gone_only_when_its_object_is_missing(Errno error, bool isGone) =>
        Assert.Equal(isGone, new NetlinkException(error).IsGone);
}
