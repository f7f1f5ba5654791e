namespace Xen.Hotplug.XenBridgeDoctor;

/// <summary>Commands that change files. Whatever a file is like, nothing else of it changes.</summary>
internal static class Mends
{
    /// <summary>What a sed script calls blanks.</summary>
    internal const string Blank = "[[:space:]]";

    /// <summary>Opens a file at a line.</summary>
    internal static string Edit(string path, int line) => $"${{EDITOR:-vi}} +{line} {Text.ShellWord(path)}";

    /// <summary>Opens a file.</summary>
    internal static string Edit(string path) => $"${{EDITOR:-vi}} {Text.ShellWord(path)}";

    /// <summary>The text between quotes, as xl's and xend's files take it, which it cannot close.</summary>
    internal static string InQuotes(string text, char quote) =>
        $"{quote}{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace($"{quote}", $"\\{quote}", StringComparison.Ordinal)}{quote}";

    /// <summary>The text as the value of an assignment in a file that is read as a shell would read it, but never run.</summary>
    internal static string InAssignment(string text) =>
        text.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_')
            ? text
            : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>Writes a key of the store. xenstore-write takes a backslash for the beginning of another character.</summary>
    internal static string StoreWrite(string path, string value) =>
        $"xenstore-write {Text.ShellWord(path)} {Text.ShellWord(value.Replace("\\", "\\\\", StringComparison.Ordinal))}";

    /// <summary>Adds a line, also to a file whose last line has no end.</summary>
    internal static string Append(string path, string line) =>
        $"printf '\\n%s\\n' {Text.ShellWord(line)} >>{Text.ShellWord(path)}";

    /// <summary>Changes a file by scripts of sed, one after the other on each line.</summary>
    internal static string Sed(string path, params IReadOnlyList<string> scripts)
    {
        var words = new List<string>();
        foreach (var script in scripts)
            words.Add($"{(scripts.Count > 1 ? "-e " : "")}{Text.ShellWord(script)}");
        return $"sed -i {string.Join(' ', words)} {Text.ShellWord(path)}";
    }
}
