using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>The records of all shadow bridges, a file each beside the journals, which a reboot forgets.</summary>
/// <param name="folder">Where they are.</param>
internal sealed class BridgeRecords(string folder = ShadowNames.RuntimeFolder)
{
    /// <summary>The record of the bridge over an interface. No interface's name has a colon.</summary>
    internal string PathFor(InterfaceName name) => $"{folder}/{name}:bridge";

    /// <summary>Whether there is a record.</summary>
    internal bool Has(InterfaceName name) => RegularFile.Exists(PathFor(name));

    /// <summary>Reads a record; null if there is none, or none that is whole.</summary>
    /// <exception cref="HotplugException">There is one that others than root could have written.</exception>
    internal BridgeRecord? TryRead(InterfaceName name)
    {
        if (TrustedFile.TryRead(PathFor(name), out _) is not { } text)
            return null;
        try
        {
            return BridgeRecord.Parse(text);
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            // It is renamed into place when it is whole, so this one is not ours.
            return null;
        }
    }

    /// <summary>Writes a record.</summary>
    /// <exception cref="HotplugException">It could not be written.</exception>
    internal void Write(InterfaceName name, BridgeRecord record)
    {
        var path = PathFor(name);
        try
        {
            RegularFile.Replace(path, record.Format(), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new HotplugException(
                $"could not note what the ports of {name} have in {path}: {exception.Message}",
                exception
            );
        }
    }

    /// <summary>Deletes a record that was given back.</summary>
    internal void Delete(InterfaceName name) => RegularFile.TryDelete(PathFor(name));
}
