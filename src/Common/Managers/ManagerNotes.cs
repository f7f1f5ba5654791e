using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Shadowing;

namespace Xen.Hotplug.Common.Managers;

/// <summary>The notes of all managers and interfaces, a file each beside the journals, which a reboot forgets.</summary>
/// <param name="folder">Where they are.</param>
internal sealed class ManagerNotes(string folder = ShadowNames.RuntimeFolder)
{
    /// <summary>The file of a note. No interface's name has a colon.</summary>
    internal string PathFor(InterfaceName name, IManager manager) => $"{folder}/{name}:{manager.Name}";

    /// <summary>Reads a note; null if there is none.</summary>
    internal ManagerNote? TryRead(InterfaceName name, IManager manager) =>
        RegularFile.TryRead(PathFor(name, manager), out _) is { } text ? ManagerNote.Parse(text) : null;

    /// <summary>Writes a note.</summary>
    /// <exception cref="HotplugException">It could not be written.</exception>
    internal void Write(InterfaceName name, IManager manager, ManagerNote note) =>
        RuntimeFile.Write(PathFor(name, manager), note.Format(), RuntimeFile.Readable);

    /// <summary>Deletes a note, if there is one.</summary>
    /// <exception cref="HotplugException">It could not be deleted.</exception>
    internal void Delete(InterfaceName name, IManager manager) => RuntimeFile.Delete(PathFor(name, manager));
}
