using System.Text;

namespace Xen.Hotplug.Common.Managers.NetworkManager;

/// <summary>
/// A profile of NetworkManager as it is in a file: groups of KEY=VALUE lines (man 5 nm-settings-keyfile). What is not asked
/// for is kept as it is.
/// </summary>
internal sealed class ConnectionFile
{
    private readonly List<(string Name, List<string> Lines)> _groups = [];

    /// <summary>The groups of a card. Both names are read (nm-keyfile.c); the first is what NetworkManager writes.</summary>
    internal static string[] EthernetGroups => ["ethernet", "802-3-ethernet"];

    /// <summary>Whether it is a profile for Ethernet cards: types have the same two names.</summary>
    internal bool IsEthernet => EthernetGroups.Contains(Find("connection", "type"), StringComparer.Ordinal);

    /// <summary>Reads a file's text. Comments and empty lines are left out.</summary>
    internal static ConnectionFile Parse(string text)
    {
        var file = new ConnectionFile();
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries))
        {
            if (line is ['[', .., ']'])
                _ = file.LinesOf(line[1..^1]);
            else if (line.Length > 0 && line[0] is not ('#' or ';') && file._groups.Count > 0)
                file._groups[^1].Lines.Add(line);
        }
        return file;
    }

    /// <summary>The value of a key; null if it is not there.</summary>
    internal string? Find(string group, string key)
    {
        foreach (var (name, lines) in _groups)
        {
            if (name == group && lines.FindLast(line => IsOf(line, key)) is { } line)
                return line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim();
        }
        return null;
    }

    /// <summary>Whether a group is there, empty or not.</summary>
    internal bool Has(string group) => _groups.Exists(each => each.Name == group);

    /// <summary>Gives a key a value, in place of the one that it had.</summary>
    internal ConnectionFile Set(string group, string key, string value)
    {
        _ = Remove(group, key);
        LinesOf(group).Add($"{key}={value}");
        return this;
    }

    /// <summary>Gives a key a value if it has none.</summary>
    internal ConnectionFile SetDefault(string group, string key, string? value) =>
        value == null || Find(group, key) != null ? this : Set(group, key, value);

    /// <summary>Takes keys away.</summary>
    internal ConnectionFile Remove(string group, params string[] keys)
    {
        foreach (var (name, lines) in _groups)
        {
            if (name == group)
                _ = lines.RemoveAll(line => Array.Exists(keys, key => IsOf(line, key)));
        }
        return this;
    }

    /// <summary>Takes a group away.</summary>
    internal ConnectionFile RemoveGroup(string group)
    {
        _ = _groups.RemoveAll(each => each.Name == group);
        return this;
    }

    /// <summary>Adds a group of another file as it is there, if it is there.</summary>
    internal ConnectionFile Copy(ConnectionFile other, string group)
    {
        foreach (var (name, lines) in other._groups)
        {
            if (name == group)
                LinesOf(group).AddRange(lines);
        }
        return this;
    }

    /// <summary>The text of the file.</summary>
    internal string Format()
    {
        var text = new StringBuilder();
        foreach (var (name, lines) in _groups)
        {
            text.Append($"{(text.Length > 0 ? "\n" : "")}[{name}]\n");
            foreach (var line in lines)
                text.Append($"{line}\n");
        }
        return text.ToString();
    }

    private List<string> LinesOf(string group)
    {
        if (!Has(group))
            _groups.Add((group, []));
        return _groups.Find(each => each.Name == group).Lines;
    }

    private static bool IsOf(string line, string key) =>
        line.IndexOf('=', StringComparison.Ordinal) is > 0 and var end && line.AsSpan(0, end).Trim().SequenceEqual(key);
}
