using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>The journals of all interfaces, a file each, which a reboot forgets.</summary>
/// <param name="folder">Where they are.</param>
public sealed class ShadowJournals(string folder = ShadowNames.RuntimeFolder)
{
    /// <summary>The journal of an interface.</summary>
    internal string PathFor(InterfaceName name) => $"{folder}/{name}";

    /// <summary>Reads the journal of an interface; null if there is none, or none that is whole.</summary>
    /// <exception cref="HotplugException">There is one that others than root could have written.</exception>
    internal ShadowJournal? TryRead(InterfaceName name)
    {
        if (TrustedFile.TryRead(PathFor(name), out _) is not { } text)
            return null;
        try
        {
            return ShadowJournal.Parse(text.TrimEnd('\n').Split('\n'));
        }
        catch (Exception exception)
            when (exception is FormatException or OverflowException or InvalidOperationException)
        {
            // It is renamed into place when it is whole, so this one is not ours.
            return null;
        }
    }

    /// <summary>Writes the journal of an interface.</summary>
    /// <exception cref="HotplugException">It could not be written.</exception>
    internal void Write(InterfaceName name, ShadowJournal journal)
    {
        var path = PathFor(name);
        try
        {
            RegularFile.Replace(path, journal.Lines(), RegularFile.Readable);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new HotplugException($"could not write the journal {path}: {exception.Message}", exception);
        }
    }

    /// <summary>Deletes the journal of an interface, if there is one.</summary>
    /// <exception cref="HotplugException">It could not be deleted.</exception>
    internal void Delete(InterfaceName name)
    {
        var path = PathFor(name);
        try
        {
            if (Directory.Exists(folder))
                File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new HotplugException($"could not delete the journal {path}: {exception.Message}", exception);
        }
    }
}
