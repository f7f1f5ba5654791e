using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Managers.Networkd;

/// <summary>A .network file with its drop-ins, as far as a bridge in a link's place has to know it (man systemd.network).</summary>
/// <param name="Path">The file.</param>
/// <param name="DropIns">The files that go with it, in the order in which they count.</param>
public sealed record NetworkFile(string Path, IReadOnlyList<string> DropIns)
{
    // The first has the last word of files of the same name.
    private static readonly string[] s_folders =
    [
        "/etc/systemd/network",
        "/run/systemd/network",
        "/usr/local/lib/systemd/network",
        "/usr/lib/systemd/network",
    ];

    /// <summary>A file and its drop-ins of now.</summary>
    internal static NetworkFile Find(string path)
    {
        var dropIns = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var folder in s_folders)
        {
            foreach (var file in List($"{folder}/{System.IO.Path.GetFileName(path)}.d", "*.conf"))
                dropIns.TryAdd(System.IO.Path.GetFileName(file), file);
        }
        return new NetworkFile(path, [.. dropIns.Values]);
    }

    /// <summary>Whether a setting has a value in one of the sections.</summary>
    /// <param name="text">The text of a file.</param>
    /// <param name="key">The setting.</param>
    /// <param name="sections">The names of the sections.</param>
    public static bool Sets(string text, string key, params ReadOnlySpan<string> sections)
    {
        foreach (var (section, setting, value) in Read(text))
        {
            if (setting == key && value.Length > 0 && sections.Contains(section))
                return true;
        }
        return false;
    }

    /// <summary>Whether a file's [Match] fits links of any name, and so the ports of guests.</summary>
    /// <param name="text">Its text.</param>
    internal static bool FitsAnyName(string text)
    {
        foreach (var (section, setting, value) in Read(text))
        {
            if (section != "Match" || value.Length == 0)
                continue;
            if (setting is "MACAddress" or "PermanentMACAddress" or "Path")
                return false;
            // Of a pattern such as * or !lo nobody knows what it fits.
            if (setting == "Name" && !value.Split(' ').Any(word => word.StartsWith('*') || word.StartsWith('!')))
                return false;
        }
        return true;
    }

    /// <summary>
    /// The file that networkd will take for a card once it is started: the first by name that fits. Null if none does, or that
    /// keeps networkd away.
    /// </summary>
    /// <param name="link">The card.</param>
    internal static NetworkFile? FindFor(LinkDescription link)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var folder in s_folders)
        {
            foreach (var file in List(folder, "*.network"))
                files.TryAdd(System.IO.Path.GetFileName(file), file);
        }
        foreach (var path in files.Values)
        {
            var file = Find(path);
            var texts = file.ReadTexts();
            var match = new NetworkMatch(texts);
            // An empty file, or a link to /dev/null, hides those of the same name.
            if (match.Fits(link) && match.Conditions.All(IsMet))
                return texts.Exists(IsUnmanaged) ? null : file;
        }
        return null;
    }

    /// <summary>What it says, then what its drop-ins say.</summary>
    internal List<string> ReadTexts() =>
        [.. DropIns.Prepend(Path).Select(each => RegularFile.TryRead(each, out _) ?? "")];

    /// <summary>The MTU that it gives a link, in bytes; null if it gives none, or one with a unit.</summary>
    internal int? FindMtu()
    {
        int? mtu = null;
        foreach (var (section, key, value) in ReadTexts().SelectMany(Read))
        {
            if (section == "Link" && key == "MTUBytes")
                mtu = Text.TryReadNumber(value, out var number) ? number : null;
        }
        return mtu;
    }

    private static bool IsMet(string condition) =>
        HostCommand.Ask("systemd-analyze", "condition", condition).ExitStatus == 0;

    private static bool IsUnmanaged(string text) =>
        Read(text).Any(each => each is { Section: "Link", Key: "Unmanaged", Value: "yes" or "true" or "1" or "on" });

    /// <summary>The settings of a file, with the sections that they stand in.</summary>
    internal static IEnumerable<(string Section, string Key, string Value)> Read(string text)
    {
        var section = "";
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries))
        {
            if (line.StartsWith('[') && line.EndsWith(']'))
                section = line[1..^1];
            else if (line.Length > 0 && line[0] is not ('#' or ';') && line.Split('=', 2) is [var key, var value])
                yield return (section, key.TrimEnd(), value.TrimStart());
        }
    }

    private static string[] List(string folder, string pattern)
    {
        try
        {
            return Directory.Exists(folder) ? Directory.GetFiles(folder, pattern) : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
