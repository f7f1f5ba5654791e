namespace Xen.Hotplug.TestSupport;

/// <summary>The kernel that a host's programs believe to run on.</summary>
public static class HostKernel
{
    /// <summary>Makes the kernel pass for one that cannot rename a link that is up.</summary>
    public static Task GivenOldKernel(this Host host) => host.GivenKernel("5.10.0");

    /// <summary>Makes the kernel pass for one that can.</summary>
    public static Task GivenNewKernel(this Host host) => host.GivenKernel("6.2.0");

    private static Task<string> GivenKernel(this Host host, string release) =>
        host.Shell($"echo {release} > /run/osrelease; mount --bind /run/osrelease /proc/sys/kernel/osrelease");
}
