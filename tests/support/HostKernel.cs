namespace Xen.Hotplug.TestSupport;

/// <summary>The kernel that a host's programs believe to run on.</summary>
public static class HostKernel
{
    /// <summary>Makes the kernel pass for one that cannot rename a link that is up.</summary>
    public static Task GivenOldKernel(this Host host) =>
        host.Shell("echo 5.10.0 > /run/osrelease; mount --bind /run/osrelease /proc/sys/kernel/osrelease");
}
