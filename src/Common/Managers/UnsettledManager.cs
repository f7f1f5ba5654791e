using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Managers;

/// <summary>A manager with which the last start or stop of an interface did not finish. The same command, run again, does.</summary>
/// <param name="Interface">The interface.</param>
/// <param name="Manager">What people call the manager.</param>
public sealed record UnsettledManager(InterfaceName Interface, string Manager)
{
    /// <summary>Reads a file of the folder that the notes are in; null if it is no note, or the start or stop did finish.</summary>
    /// <param name="fileName">The file's name, without its folder.</param>
    /// <param name="text">What is in it.</param>
    public static UnsettledManager? TryParse(string fileName, string text)
    {
        // A journal's name has no colon. What waits to be confirmed has one, and is no note.
        var colon = fileName.IndexOf(ManagerNotes.Separator, StringComparison.Ordinal);
        if (colon < 0 || InterfaceName.WhyInvalid(fileName[..colon]) != null || !ManagerNote.IsUnsettled(text))
            return null;
        return new UnsettledManager(InterfaceName.Parse(fileName[..colon], "INTERFACE"), fileName[(colon + 1)..]);
    }
}
