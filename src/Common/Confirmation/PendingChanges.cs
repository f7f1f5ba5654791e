using Xen.Hotplug.Common.Managers;
using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Shadowing;

namespace Xen.Hotplug.Common.Confirmation;

/// <summary>The changes that are taken back unless somebody confirms them: a file for each interface, which a reboot forgets.</summary>
/// <param name="folder">Where they are.</param>
public sealed class PendingChanges(string folder = ShadowNames.RuntimeFolder)
{
    // No interface's name has a colon.
    private const string Ending = ":confirm";

    /// <summary>The file of an interface.</summary>
    internal string PathFor(InterfaceName name) => $"{folder}/{name}{Ending}";

    /// <summary>What is pending of an interface; null if nothing is.</summary>
    public PendingChange? TryRead(InterfaceName name) =>
        TrustedFile.TryRead(PathFor(name), out _) is { } text ? PendingChange.Parse(text) : null;

    /// <summary>The interfaces of which something is pending.</summary>
    public IReadOnlyList<InterfaceName> List()
    {
        try
        {
            return
            [
                .. Directory
                    .EnumerateFiles(folder, $"*{Ending}")
                    .Select(path => Path.GetFileName(path)[..^Ending.Length])
                    .Where(name => InterfaceName.WhyInvalid(name) == null)
                    .Order(StringComparer.Ordinal)
                    .Select(name => InterfaceName.Parse(name, folder)),
            ];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Notes what is pending.</summary>
    /// <exception cref="HotplugException">It could not be written.</exception>
    internal void Write(InterfaceName name, PendingChange change) =>
        RuntimeFile.Write(PathFor(name), change.Format(), RegularFile.Readable);

    /// <summary>Notes this process as the one that takes the change back, if none has been noted.</summary>
    /// <exception cref="HotplugException">It could not be written.</exception>
    public void Claim(InterfaceName name)
    {
        if (TryRead(name) is { } change && change.Reverter == Reverter.Unclaimed)
            Write(name, change with { Reverter = Reverter.Self });
    }

    /// <summary>Forgets what is pending, and ends what would take it back.</summary>
    /// <exception cref="HotplugException">The file could not be deleted, so it will be taken back.</exception>
    public void Disarm(InterfaceName name)
    {
        if (TryRead(name) is not { } change)
            return;
        // First: whatever cannot be ended finds nothing to take back.
        RuntimeFile.Delete(PathFor(name));
        change.Reverter.End();
    }
}
