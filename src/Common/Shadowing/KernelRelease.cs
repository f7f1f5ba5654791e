using System.Globalization;

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
    internal static bool RenamesLinksThatAreUp(string release)
    {
        var parts = release.Split('.', '-', '+');
        return parts.Length >= 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            && int.TryParse(parts[1].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var minor)
            && (major, minor).CompareTo((6, 2)) >= 0;
    }
}
