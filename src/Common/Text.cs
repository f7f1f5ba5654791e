using System.Globalization;
using System.Text;

namespace Xen.Hotplug.Common;

/// <summary>How data that came from elsewhere is put into a sentence or a command for a person to read.</summary>
public static class Text
{
    private const int LongestShown = 200;

    /// <summary>The text on one line, without control characters, and cut where it is very long.</summary>
    public static string Printable(string text) =>
        text.Length > LongestShown ? $"{OneLine(Cut(text, LongestShown))}..." : OneLine(text);

    /// <summary>The beginning of the text, no longer than that, and not in the middle of a character.</summary>
    public static string Cut(string text, int length) =>
        text.Length <= length ? text
        : char.IsHighSurrogate(text[length - 1]) ? text[..(length - 1)]
        : text[..length];

    /// <summary>The text with a question mark for each control character, line breaks included.</summary>
    public static string OneLine(string text)
    {
        if (!text.Any(char.IsControl))
            return text;
        var line = new StringBuilder(text.Length);
        foreach (var character in text)
            line.Append(char.IsControl(character) ? '?' : character);
        return line.ToString();
    }

    /// <summary>The text as one word of a shell command, quoted only where it must be.</summary>
    public static string ShellWord(string text)
    {
        foreach (var character in text)
        {
            if (!char.IsAsciiLetterOrDigit(character) && !"_-+=.,:/@%".Contains(character, StringComparison.Ordinal))
                return $"'{Printable(text).Replace("'", "'\\''", StringComparison.Ordinal)}'";
        }
        return text.Length == 0 ? "''" : text;
    }

    /// <summary>Reads a number that is written in digits alone: no sign, no blank, and no NUL, which .NET passes over at the end.</summary>
    public static bool TryReadNumber(ReadOnlySpan<char> text, out int number)
    {
        number = 0;
        return !text.ContainsAnyExceptInRange('0', '9')
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>"a", "a and b", "a, b and c".</summary>
    public static string List(IReadOnlyList<string> items) =>
        items.Count switch
        {
            0 => "none",
            1 => items[0],
            _ => $"{string.Join(", ", items.Take(items.Count - 1))} and {items[^1]}",
        };
}
