namespace Xen.Hotplug.Common.Shadowing;

/// <summary>What the running kernel can do, by its release.</summary>
public static class KernelRelease
{
    /// <summary>
    /// Whether it renames a link that is up: since 6.2. A distribution's older kernel that learned it too is treated as
    /// one that did not, which costs a moment without carrier, and no more.
    /// </summary>
    public static bool RenamesLinksThatAreUp()
    {
        try
        {
            return RenamesLinksThatAreUp(File.ReadAllText("/proc/sys/kernel/osrelease"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <param name="release">As <c>uname -r</c> prints it.</param>
    internal static bool RenamesLinksThatAreUp(string release) => Parse(release)?.CompareTo((6, 2)) >= 0;

    /// <summary>Its first two numbers; null where it does not begin with two.</summary>
    /// <param name="release">As <c>uname -r</c> prints it.</param>
    public static (int Major, int Minor)? Parse(string release) =>
        release.TrimEnd().Split('.', '-', '+') is [var first, var second, ..]
        && Text.TryReadNumber(first, out var major)
        && Text.TryReadNumber(second, out var minor)
            ? (major, minor)
            : null;
}
