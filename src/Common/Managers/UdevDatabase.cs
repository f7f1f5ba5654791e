using System.Globalization;
using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Managers;

/// <summary>What udev knows of network links: a file below /run for each (src/libsystemd/sd-device/device-private.c of systemd).</summary>
public static class UdevDatabase
{
    private const string Control = "/run/udev/control";

    /// <summary>
    /// Whether udev has finished with a link, so that it has its final name; so has any link where udev does not run. A rename
    /// is noted while it lasts.
    /// </summary>
    /// <param name="index">The link's number.</param>
    public static bool IsFinished(int index) =>
        FileStatus.Of(Control).Type == FileType.Missing
        || RegularFile.TryRead(PathOf(index), out _) is { } text && !IsBeingRenamed(text);

    /// <summary>What udev knows of a link; nothing until it has seen the link.</summary>
    internal static IReadOnlyDictionary<string, string> ReadProperties(int index) => Parse(Read(index));

    /// <summary>What the file of a link says; empty if there is none.</summary>
    internal static string Read(int index) => RegularFile.TryRead(PathOf(index), out _) ?? "";

    /// <summary>The properties in such a file, which has a line E:KEY=VALUE for each.</summary>
    /// <param name="text">The file's text.</param>
    public static IReadOnlyDictionary<string, string> Parse(string text)
    {
        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in KeyFile.Parse(text))
        {
            if (key.StartsWith("E:", StringComparison.Ordinal))
                properties[key[2..]] = value;
        }
        return properties;
    }

    private static bool IsBeingRenamed(string text) => Parse(text).GetValueOrDefault("ID_RENAMING") == "1";

    private static string PathOf(int index) => string.Create(CultureInfo.InvariantCulture, $"/run/udev/data/n{index}");
}
