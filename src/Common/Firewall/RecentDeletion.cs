using Xen.Hotplug.Common.Processes;

namespace Xen.Hotplug.Common.Firewall;

/// <summary>
/// When elements of nftables were last deleted, by any of the programs: the kernel does not tell, and a socket that is
/// closed too soon after waits. The lock file that they all have says so by its time; nobody writes in it.
/// </summary>
internal static class RecentDeletion
{
    /// <summary>Longer than the kernel's grace period takes; were it not, closing would only wait after all.</summary>
    internal static TimeSpan GracePeriod => TimeSpan.FromMilliseconds(60);

    /// <summary>Whether the grace period of a deletion may not be over yet.</summary>
    internal static bool IsPossible =>
        (DateTime.UtcNow - File.GetLastWriteTimeUtc(EventLock.FilePath)).Duration() < GracePeriod;

    /// <summary>Notes that elements were deleted now.</summary>
    internal static void Note()
    {
        try
        {
            File.SetLastWriteTimeUtc(EventLock.FilePath, DateTime.UtcNow);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Then somebody waits a little.
        }
    }
}
