using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Shadowing;

namespace Xen.Hotplug.Common.Managers;

/// <summary>
/// The notes of all managers and interfaces, a file each: beside the journals, which a reboot forgets, or where it does not.
/// </summary>
/// <param name="folder">Where they are.</param>
internal sealed class ManagerNotes(string folder = ShadowNames.RuntimeFolder)
{
    /// <summary>Where notes are that a reboot does not forget.</summary>
    internal const string BootFolder = "/var/lib/bridge-shadow";

    /// <summary>What enable noted on the running host, for the starts at boot.</summary>
    internal static ManagerNotes OfBoot => new(BootFolder);

    /// <summary>What stands between the names of the interface and the manager. No interface's name has it.</summary>
    internal const string Separator = ":";

    /// <summary>The file of a note.</summary>
    internal string PathFor(InterfaceName name, IManager manager) => $"{folder}/{name}{Separator}{manager.Name}";

    /// <summary>Reads a note; null if there is none.</summary>
    internal ManagerNote? TryRead(InterfaceName name, IManager manager) =>
        TrustedFile.TryRead(PathFor(name, manager), out _) is { } text ? ManagerNote.Parse(text) : null;

    /// <summary>Writes a note.</summary>
    /// <exception cref="HotplugException">It could not be written.</exception>
    internal void Write(InterfaceName name, IManager manager, ManagerNote note) =>
        RuntimeFile.Write(PathFor(name, manager), note.Format(), RegularFile.Readable);

    /// <summary>Deletes a note, if there is one.</summary>
    /// <exception cref="HotplugException">It could not be deleted.</exception>
    internal void Delete(InterfaceName name, IManager manager) => RuntimeFile.Delete(PathFor(name, manager));
}
