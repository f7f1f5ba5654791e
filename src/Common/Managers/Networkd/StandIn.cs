using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Managers.Networkd;

/// <summary>
/// A .network file of ours that applies the administrator's to another link: a symbolic link to his, so that his edits count,
/// with links to his drop-ins, and one of ours that replaces its [Match].
/// </summary>
/// <param name="name">What the links and files are called; networkd takes the first in this order that fits a link.</param>
/// <param name="match">The lines of [Match].</param>
internal sealed class StandIn(string name, string match)
{
    /// <summary>Where networkd looks for files that a reboot forgets.</summary>
    internal const string Folder = "/run/systemd/network";

    // An empty value forgets those that the administrator's file has.
    private const string NoMatch =
        "MACAddress=\nPermanentMACAddress=\nPath=\nDriver=\nType=\nKind=\nProperty=\nWLANInterfaceType=\nSSID=\nBSSID=\nName=\n";

    private string Path => $"{Folder}/{name}.network";

    private string DropIns => $"{Path}.d";

    /// <summary>Our drop-in, behind his: the last of several has the last word.</summary>
    internal string Own => $"{DropIns}/zz-bridge-shadow.conf";

    /// <summary>What goes with it.</summary>
    /// <param name="settings">Sections that are added to the administrator's; empty for none.</param>
    internal string Format(string settings) => $"[Match]\n{NoMatch}{match}\n{settings}";

    /// <summary>Plans to write it.</summary>
    /// <param name="plan">What it is appended to.</param>
    /// <param name="file">The administrator's file.</param>
    /// <param name="settings">Sections that are added.</param>
    internal void PlanWriting(Plan plan, NetworkFile file, string settings)
    {
        plan.Add(Linking(file.Path, Path));
        foreach (var dropIn in file.DropIns)
            plan.Add(Linking(dropIn, $"{DropIns}/{System.IO.Path.GetFileName(dropIn)}"));
        plan.Add(RuntimeFile.Writing(Own, Format(settings), RegularFile.Readable));
    }

    /// <summary>Writes what we add to the administrator's file.</summary>
    /// <exception cref="HotplugException">It could not be written.</exception>
    internal void Write(string settings) => RuntimeFile.Write(Own, Format(settings), RegularFile.Readable);

    /// <summary>The command that does that.</summary>
    internal string DescribeWriting(string settings) =>
        RuntimeFile.Writing(Own, Format(settings), RegularFile.Readable).Command;

    /// <summary>The command that deletes it.</summary>
    internal string DescribeDeleting() => $"rm -rf {Text.ShellWord(Path)} {Text.ShellWord(DropIns)}";

    /// <summary>Deletes it, if it is there.</summary>
    /// <exception cref="HotplugException">It could not be deleted.</exception>
    internal void Delete()
    {
        RuntimeFile.Delete(Path);
        try
        {
            if (Directory.Exists(DropIns))
                Directory.Delete(DropIns, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new HotplugException($"could not delete {DropIns}: {exception.Message}", exception);
        }
    }

    private Change Linking(string target, string path) =>
        new(
            $"mkdir -p {Text.ShellWord(System.IO.Path.GetDirectoryName(path)!)}; ln -sfn {Text.ShellWord(target)} {Text.ShellWord(path)}",
            () => Link(target, path)
        )
        {
            UndoCommand = DescribeDeleting(),
            Undo = Delete,
        };

    private static void Link(string target, string path)
    {
        try
        {
            RegularFile.MakeFolder(System.IO.Path.GetDirectoryName(path)!);
            File.Delete(path);
            File.CreateSymbolicLink(path, target);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new HotplugException($"could not make the symbolic link {path}: {exception.Message}", exception);
        }
    }
}
