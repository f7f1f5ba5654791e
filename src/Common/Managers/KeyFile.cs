namespace Xen.Hotplug.Common.Managers;

/// <summary>KEY=VALUE lines, as the run files of NetworkManager, systemd-networkd and ifupdown have them, without their groups.</summary>
public static class KeyFile
{
    /// <summary>The value of each key, the last where it is there several times.</summary>
    public static IReadOnlyDictionary<string, string> Parse(string text)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries))
        {
            if (
                line.Length > 0
                && line[0] is not ('#' or '[')
                && line.Split('=', 2) is [{ Length: > 0 } key, var value]
            )
                values[key] = value;
        }
        return values;
    }
}
