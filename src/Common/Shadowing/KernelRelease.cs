using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>The release of a kernel, by which it is known what it can do.</summary>
/// <param name="major">The 6 of 6.12.</param>
/// <param name="minor">The 12 of 6.12.</param>
public sealed class KernelRelease(int major, int minor)
{
    /// <summary>The 6 of 6.12.</summary>
    public int Major => major;

    /// <summary>
    /// Whether it renames a link that is up: since 6.2. A distribution's older kernel that learned it too is treated as
    /// one that did not, which costs a moment without carrier, and no more.
    /// </summary>
    public bool RenamesLinksThatAreUp => major > 6 || (major == 6 && minor >= 2);

    /// <summary>Whether chains of nftables are hooked on links by name, and follow it when it goes to another link: since 6.16.</summary>
    public bool HooksByName => major > 6 || (major == 6 && minor >= 16);

    /// <summary>The running kernel's; 0.0, which can do nothing, if that cannot be read.</summary>
    public static KernelRelease Read() => Parse(RegularFile.TryRead("/proc/sys/kernel/osrelease", out _) ?? "");

    /// <summary>Reads a release as <c>uname -r</c> prints it; 0.0 for a text that is none.</summary>
    public static KernelRelease Parse(string text) =>
        text.Trim().Split('.', '-', '+') is [var one, var two, ..]
        && Text.TryReadNumber(one, out var first)
        && Text.TryReadNumber(two, out var second)
            ? new KernelRelease(first, second)
            : new KernelRelease(0, 0);
}
