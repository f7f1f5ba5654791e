using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Managers;

/// <summary>A manager that a start or stop of an interface has not told all. The same command once more does.</summary>
/// <param name="Interface">The interface.</param>
/// <param name="Manager">What people call the manager.</param>
public sealed record UnsettledManager(InterfaceName Interface, string Manager)
{
    /// <summary>Reads a file of the folder of notes; null if it is none, or of a manager that was told all.</summary>
    /// <param name="fileName">The file's name, without its folder.</param>
    /// <param name="text">What is in it.</param>
    public static UnsettledManager? TryParse(string fileName, string text)
    {
        // A journal's name is that of an interface, which has no colon.
        var colon = fileName.IndexOf(ManagerNotes.Separator, StringComparison.Ordinal);
        if (colon < 0 || InterfaceName.WhyInvalid(fileName[..colon]) != null || ManagerNote.Parse(text).IsSettled)
            return null;
        return new UnsettledManager(InterfaceName.Parse(fileName[..colon], "INTERFACE"), fileName[(colon + 1)..]);
    }
}
