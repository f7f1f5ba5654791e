namespace Xen.Hotplug.Common.Shadowing;

/// <summary>The release of a kernel, by which it is known what it can do.</summary>
/// <param name="Major">The 6 of 6.12.</param>
/// <param name="Minor">The 12 of 6.12.</param>
public readonly record struct KernelRelease(int Major, int Minor)
{
    /// <summary>
    /// Whether it renames a link that is up: since 6.2. A distribution's older kernel that learned it too is treated as
    /// one that did not, which costs a moment without carrier, and no more.
    /// </summary>
    public bool RenamesLinksThatAreUp => Major > 6 || (Major == 6 && Minor >= 2);

    /// <summary>The running kernel's; 0.0, which can do nothing, if that cannot be read.</summary>
    public static KernelRelease Read()
    {
        try
        {
            return Parse(File.ReadAllText("/proc/sys/kernel/osrelease"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    /// <summary>Reads a release as <c>uname -r</c> prints it; 0.0 for a text that is none.</summary>
    public static KernelRelease Parse(string text) =>
        text.Trim().Split('.', '-', '+') is [var major, var minor, ..]
        && Text.TryReadNumber(major, out var first)
        && Text.TryReadNumber(minor, out var second)
            ? new KernelRelease(first, second)
            : default;
}
