using System.Text;

namespace Xen.Hotplug.XenBridgeDoctor;

/// <summary>Commands that change files. Whatever a file is like, nothing else of it changes.</summary>
internal static class Mends
{
    /// <summary>What a sed script calls blanks.</summary>
    internal const string Blank = "[[:space:]]";

    /// <summary>Opens a file at a line.</summary>
    internal static string Edit(string path, int line) => $"${{EDITOR:-vi}} +{line} {Quote(path)}";

    /// <summary>Opens a file.</summary>
    internal static string Edit(string path) => $"${{EDITOR:-vi}} {Quote(path)}";

    /// <summary>
    /// The whole text as one word of a shell command on one line: <see cref="Text.ShellWord"/> is for reading, and cuts what
    /// is long.
    /// </summary>
    internal static string Quote(string text)
    {
        if (!text.Any(char.IsControl))
            return text.Any(static part =>
                !char.IsAsciiLetterOrDigit(part) && !"_-+=.,:/@%".Contains(part, StringComparison.Ordinal)
            )
                ? $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'"
                : text;
        var format = new StringBuilder();
        foreach (var character in text)
        {
            if (!char.IsControl(character) && character is not ('\'' or '\\' or '%'))
                format.Append(character);
            else
            {
                foreach (var part in Encoding.UTF8.GetBytes([character]))
                    format.Append($"\\{Convert.ToString(part, 8).PadLeft(3, '0')}");
            }
        }
        return $"\"$(printf '{format}')\"";
    }

    /// <summary>Adds a line, also to a file whose last line has no end.</summary>
    internal static string Append(string path, string line) => $"printf '\\n%s\\n' {Quote(line)} >>{Quote(path)}";

    /// <summary>Changes a file by scripts of sed, one after the other on each line.</summary>
    internal static string Sed(string path, params IReadOnlyList<string> scripts)
    {
        var words = new List<string>();
        foreach (var script in scripts)
            words.Add($"{(scripts.Count > 1 ? "-e " : "")}{Quote(script)}");
        return $"sed -i {string.Join(' ', words)} {Quote(path)}";
    }

    /// <summary>What stands for itself in a pattern of sed between slashes.</summary>
    internal static string Literal(string text)
    {
        var literal = new StringBuilder();
        foreach (var character in text)
        {
            if (character is '.' or '*' or '[' or ']' or '^' or '$' or '/' or '\\' or '&')
                literal.Append('\\');
            literal.Append(character);
        }
        return literal.ToString();
    }
}
