using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Xenstore;
using Xunit;

namespace Xen.Hotplug.UnitTests.Xenstore;

public class XenstoreLocationSpecs
{
    private static XenstoreLocation Find(string? overriding, params (string Path, FileType Type)[] present) =>
        XenstoreLocation.Find(overriding, path => present.FirstOrDefault(file => file.Path == path).Type);

    [Fact]
    public void A_socket_comes_before_the_device() =>
        Assert.Equal(
            new XenstoreLocation("/run/xenstored/socket", IsDevice: false),
            Find(
                null,
                ("/dev/xen/xenbus", FileType.CharacterDevice),
                ("/var/run/xenstored/socket", FileType.Socket),
                ("/run/xenstored/socket", FileType.Socket)
            )
        );

    [Fact]
    public void An_old_host_has_its_socket_under_var_run() =>
        Assert.Equal(
            new XenstoreLocation("/var/run/xenstored/socket", IsDevice: false),
            Find(null, ("/dev/xen/xenbus", FileType.CharacterDevice), ("/var/run/xenstored/socket", FileType.Socket))
        );

    [Fact]
    public void A_store_in_another_domain_is_reached_by_the_device() =>
        Assert.Equal(
            new XenstoreLocation("/dev/xen/xenbus", IsDevice: true),
            Find(null, ("/proc/xen/xenbus", FileType.Regular), ("/dev/xen/xenbus", FileType.CharacterDevice))
        );

    [Fact]
    public void An_old_kernel_has_its_device_under_proc() =>
        Assert.Equal(
            new XenstoreLocation("/proc/xen/xenbus", IsDevice: true),
            Find(null, ("/proc/xen/xenbus", FileType.Regular))
        );

    [Theory]
    [InlineData(FileType.Socket, false)]
    [InlineData(FileType.CharacterDevice, true)]
    internal void The_environment_overrides(FileType type, bool isDevice) =>
        Assert.Equal(
            new XenstoreLocation("/tmp/store", isDevice),
            Find("/tmp/store", ("/run/xenstored/socket", FileType.Socket), ("/tmp/store", type))
        );

    [Theory]
    [InlineData(FileType.Missing)]
    [InlineData(FileType.Regular)]
    [InlineData(FileType.Other)]
    internal void Where_the_environment_names_no_store_no_other_is_taken(FileType type)
    {
        var error = Assert.Throws<XenstoreException>(() =>
            Find("/tmp/store", ("/run/xenstored/socket", FileType.Socket), ("/tmp/store", type))
        );
        Assert.Equal(
            "could not reach xenstore because XENSTORED_PATH names '/tmp/store', which is neither a socket nor a "
                + "device; unset it, or start the store that listens there",
            error.Message
        );
    }

    [Fact]
    public void An_empty_variable_counts_as_not_set() =>
        Assert.Equal("/run/xenstored/socket", Find("", ("/run/xenstored/socket", FileType.Socket)).Path);

    [Fact]
    public void A_file_in_the_place_of_a_socket_or_device_is_passed_over()
    {
        var error = Assert.Throws<XenstoreException>(() =>
            Find(null, ("/run/xenstored/socket", FileType.Regular), ("/dev/xen/xenbus", FileType.Regular))
        );
        Assert.Equal(
            "could not find xenstore because there is neither a socket /run/xenstored/socket nor a device "
                + "/dev/xen/xenbus; is this a Xen host, and does xenstored run?",
            error.Message
        );
    }

    [Fact]
    public void The_kernel_tells_the_types_of_files_apart()
    {
        using var store = new TemporaryStore();
        Assert.Equal(FileType.Socket, FileStatus.Of(store.Server.SocketPath).Type);
        Assert.Equal(FileType.CharacterDevice, FileStatus.Of("/dev/null").Type);
        Assert.Equal(FileType.Regular, FileStatus.Of("/proc/self/status").Type);
        Assert.Equal(FileType.Folder, FileStatus.Of("/").Type);
        Assert.Equal(FileType.Missing, FileStatus.Of(store.Server.SocketPath + "-not").Type);
    }
}
