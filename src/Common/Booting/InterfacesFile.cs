using Xen.Hotplug.Common.Changes;
using Xen.Hotplug.Common.Managers;
using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Shadowing;

namespace Xen.Hotplug.Common.Booting;

/// <summary>
/// The file with INTERFACES, as enable and disable change it. It is kept as it was before the first change, and is put back byte
/// for byte once nothing of ours is in it, unless somebody else has edited it meanwhile.
/// </summary>
public sealed class InterfacesFile
{
    private const string Folder = ManagerNotes.BootFolder;
    private const string Before = $"{Folder}/file.before";
    private const string After = $"{Folder}/file.after";

    private readonly string _path;
    private readonly string? _text;

    private InterfacesFile(string path, string? text)
    {
        _path = path;
        _text = text;
    }

    /// <summary>The interfaces that it names.</summary>
    public IReadOnlyList<InterfaceName> Names => Parse(_text ?? "", _path);

    /// <summary>Where it is, or will be.</summary>
    public string Path => _path;

    /// <summary>Reads the file that counts, or says where it will be: where Red Hat's are, else where Debian's are.</summary>
    /// <exception cref="HotplugException">It cannot be read, or cannot be written again as it is.</exception>
    public static InterfacesFile Read()
    {
        var path =
            ShadowFile.Paths.FirstOrDefault(File.Exists)
            ?? ShadowFile.Paths.FirstOrDefault(path => Directory.Exists(System.IO.Path.GetDirectoryName(path)))
            ?? ShadowFile.Paths[^1];
        if (!RegularFile.Exists(path))
            return new InterfacesFile(path, null);
        path = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        var text =
            RegularFile.TryRead(path, out var error)
            ?? throw new HotplugException($"could not read {path}: {error.Describe()}");
        return text.Contains('\uFFFD', StringComparison.Ordinal)
            ? throw new HotplugException(
                $"{path} is not in UTF-8, so it is not changed; set {ShadowFile.Key} in it yourself"
            )
            : new InterfacesFile(path, text);
    }

    /// <summary>Plans that it names these interfaces.</summary>
    public void PlanNaming(Plan plan, IReadOnlyList<InterfaceName> names)
    {
        if (Names.SequenceEqual(names))
            return;
        var after = Edit(_text ?? "", names);
        if (!IsOurs)
            plan.Add(
                _text == null
                    ? RuntimeFile.Deleting(Before, RegularFile.Readable)
                    : RuntimeFile.Writing(Before, _text, RegularFile.Readable)
            );
        plan.Add(RuntimeFile.Writing(After, after, RegularFile.Readable));
        plan.Add(RuntimeFile.Writing(_path, after, Mode));
    }

    /// <summary>Plans that it names these interfaces and, if that is what it said before the first change, is as it was then.</summary>
    public void PlanRestoring(Plan plan, IReadOnlyList<InterfaceName> names)
    {
        var before = TrustedFile.TryRead(Before, out _);
        if (!IsOurs || !Parse(before ?? "", _path).SequenceEqual(names))
        {
            PlanNaming(plan, names);
            return;
        }
        plan.Add(
            before == null
                ? RuntimeFile.Deleting(_path, RegularFile.Readable)
                : RuntimeFile.Writing(_path, before, Mode)
        );
        plan.Add(RuntimeFile.Deleting(Before, RegularFile.Readable));
        plan.Add(RuntimeFile.Deleting(After, RegularFile.Readable));
        plan.Add(
            new Change($"rmdir --ignore-fail-on-non-empty {Folder}", () => RegularFile.TryDeleteEmptyFolder(Folder))
            {
                IsTidying = true,
            }
        );
    }

    /// <summary>Whether nobody has edited it since our last change.</summary>
    private bool IsOurs => _text != null && TrustedFile.TryRead(After, out _) == _text;

    private UnixFileMode Mode => _text == null ? RegularFile.Readable : File.GetUnixFileMode(_path);

    /// <summary>The text with other interfaces; every other line stays.</summary>
    /// <param name="text">The text of such a file, which may be empty.</param>
    /// <param name="names">The interfaces.</param>
    public static string Edit(string text, IReadOnlyList<InterfaceName> names)
    {
        var assignment = $"{ShadowFile.Key}=\"{string.Join(' ', names)}\"";
        var lines = text.Split('\n');
        var last = Array.FindLastIndex(
            lines,
            line => line.TrimStart().StartsWith($"{ShadowFile.Key}=", StringComparison.Ordinal)
        );
        if (last >= 0)
        {
            lines[last] = assignment;
            var edited = string.Join('\n', lines);
            if (Says(edited, names))
                return edited;
        }
        // It stands in several lines, say: the last assignment counts.
        return text.Length == 0 || text.EndsWith('\n') ? $"{text}{assignment}\n" : $"{text}\n{assignment}\n";
    }

    private static bool Says(string text, IReadOnlyList<InterfaceName> names)
    {
        try
        {
            return Parse(text, "").SequenceEqual(names);
        }
        catch (HotplugException)
        {
            return false;
        }
    }

    private static List<InterfaceName> Parse(string text, string path) =>
        ShadowFile.ParseNames(ShadowFile.Parse(text, path).GetValueOrDefault(ShadowFile.Key) ?? "", path);
}
