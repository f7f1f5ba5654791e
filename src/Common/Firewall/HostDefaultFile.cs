using System.Text;
using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Processes;

namespace Xen.Hotplug.Common.Firewall;

/// <summary>
/// Where the host's default for antispoofing is kept: a file, so that neither a flush of rules nor the choice of another
/// firewall loses it. A reboot does.
/// </summary>
internal static class HostDefaultFile
{
    /// <summary>The file. It says yes or no, and is missing where the host has no say.</summary>
    internal const string Path = $"{EventLock.DirectoryPath}/antispoof";

    private const int Longest = 16;

    /// <summary>What it says.</summary>
    /// <exception cref="HotplugException">It is there, and does not tell: then nobody may take that for a no.</exception>
    internal static HostDefault Read()
    {
        using var file = TrustedFile.TryOpen(Path, LibC.O_RDONLY | LibC.O_NOFOLLOW, out var error);
        if (error == Errno.ENOENT)
            return HostDefault.Unset;
        var content = file?.ReadAll(Longest, out error);
        if (content == null)
            throw new HotplugException(
                $"could not read whether this host guards its ports, in {Path}: {error.Describe()}; mend that, or run network-bridge-additional start antispoof=yes (or no) again"
            );
        return Encoding.UTF8.GetString(content) switch
        {
            "yes\n" => HostDefault.Yes,
            "no\n" => HostDefault.No,
            _ => throw new HotplugException(
                $"{Path} says neither yes nor no; run network-bridge-additional start antispoof=yes (or no) again"
            ),
        };
    }

    /// <summary>Plans to have it say something, also where it cannot be read.</summary>
    internal static void PlanChange(Plan plan, HostDefault value)
    {
        if (Says(value))
            return;
        // What cannot be read counts as a yes: a guard too many rather than one too few.
        var before =
            Says(HostDefault.Unset) ? HostDefault.Unset
            : Says(HostDefault.No) ? HostDefault.No
            : HostDefault.Yes;
        plan.Add(
            new Change(Command(value), () => Write(value))
            {
                Summary = "note the host's default for antispoofing",
                UndoCommand = Command(before),
                Undo = () => Write(before),
            }
        );
    }

    private static bool Says(HostDefault value)
    {
        try
        {
            return Read() == value;
        }
        catch (HotplugException)
        {
            return false;
        }
    }

    private static string Command(HostDefault value) =>
        value == HostDefault.Unset
            ? $"rm -f {Text.ShellWord(Path)}"
            : $"mkdir -p {EventLock.DirectoryPath} && echo {value.Word()} >{Text.ShellWord(Path)}";

    private static void Write(HostDefault value)
    {
        try
        {
            if (value == HostDefault.Unset)
                File.Delete(Path);
            else
                RegularFile.Replace(Path, $"{value.Word()}\n", RegularFile.Readable);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new HotplugException(
                $"could not note in {Path} whether this host guards its ports: {exception.Message}",
                exception
            );
        }
    }
}
