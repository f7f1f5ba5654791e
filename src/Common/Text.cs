using System.Globalization;
using System.Text;

namespace Xen.Hotplug.Common;

/// <summary>How data that came from elsewhere is put into a sentence or a command for a person to read.</summary>
public static class Text
{
    private const int LongestShown = 200;

    /// <summary>The text on one line, with what could not be seen written out, and cut where it is very long.</summary>
    public static string Printable(string text) =>
        text.Length > LongestShown ? $"{OneLine(Cut(text, LongestShown))}..." : OneLine(text);

    /// <summary>The beginning of the text, no longer than that, and not in the middle of a character.</summary>
    public static string Cut(string text, int length) =>
        text.Length <= length ? text
        : char.IsHighSurrogate(text[length - 1]) ? text[..(length - 1)]
        : text[..length];

    /// <summary>
    /// The text on one line: what a reader could not see, or what would change how the rest is seen, is written out, as \n,
    /// \x1b or \u202e. That is everything but letters, marks, numbers, signs and the blank. All text that goes out, wherever to,
    /// comes through here.
    /// </summary>
    public static string OneLine(string text)
    {
        var place = text.AsSpan().IndexOfAnyExceptInRange(' ', '~');
        if (place < 0)
            return text;
        var line = new StringBuilder(text, 0, place, text.Length + 16);
        foreach (var rune in text.AsSpan(place).EnumerateRunes())
        {
            if (IsSeen(rune))
                line.Append(rune.ToString());
            else
                line.Append(Escape(rune.Value));
        }
        return line.ToString();
    }

    /// <summary>The lines of a text that has several, each as <see cref="OneLine"/> has it.</summary>
    public static string Lines(string text) =>
        text.AsSpan().ContainsAnyExceptInRange(' ', '~') ? string.Join('\n', text.Split('\n').Select(OneLine)) : text;

    /// <summary>The text between quotes, which it cannot close.</summary>
    public static string Quoted(string text) => $"'{Printable(text).Replace("'", "\\'", StringComparison.Ordinal)}'";

    /// <summary>A name in a sentence: as it is, or quoted where it could be taken for words of the sentence.</summary>
    public static string Name(string text)
    {
        foreach (var character in text)
        {
            if (!char.IsAsciiLetterOrDigit(character) && !"_-+.:@/".Contains(character, StringComparison.Ordinal))
                return Quoted(text);
        }
        return text.Length == 0 ? "''" : Printable(text);
    }

    /// <summary>The whole text as one word of a shell command on one line, quoted only where it must be.</summary>
    public static string ShellWord(string text)
    {
        if (OneLine(text) != text)
        {
            // A shell takes line breaks at the end of what printf prints away; it has one itself, behind a blank and a tab.
            var printed = text.TrimEnd('\n');
            var word = new StringBuilder($"\"$(printf '{PrintfFormat(printed)}')");
            for (var left = text.Length - printed.Length; left > 0; left--)
                word.Append("${IFS#??}");
            return word.Append('"').ToString();
        }
        foreach (var character in text)
        {
            if (!char.IsAsciiLetterOrDigit(character) && !"_-+=.,:/@%".Contains(character, StringComparison.Ordinal))
                return $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
        }
        return text.Length == 0 ? "''" : text;
    }

    /// <summary>What stands for itself in a pattern of sed or grep between slashes, and in what sed puts in its place.</summary>
    public static string SedLiteral(string text)
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

    /// <summary>A text as what a command of a shell reads, with an end that it has no line like.</summary>
    public static string HereDocument(string text)
    {
        // What is printed is written out where it could not be seen, and such a text is made by printf.
        if (Lines(text) != text)
            return $"<<END\n$(printf '{PrintfFormat(text.TrimEnd('\n'))}')\nEND";
        var end = "END";
        while (text.Split('\n').Contains(end))
            end += "_";
        return $"<<'{end}'\n{text.TrimEnd('\n')}\n{end}";
    }

    private static bool IsSeen(Rune rune) =>
        rune.Value == ' '
        || Rune.GetUnicodeCategory(rune)
            is not (
                UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.SpaceSeparator
                or UnicodeCategory.Surrogate
                or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned
            );

    private static string Escape(int value) =>
        value switch
        {
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            < 0x80 => $"\\x{value:x2}",
            < 0x10000 => $"\\u{value:x4}",
            _ => $"\\U{value:x8}",
        };

    /// <summary>What printf of any shell makes the text of. An exclamation mark is no letter for a shell that somebody types in.</summary>
    private static string PrintfFormat(string text)
    {
        var format = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            // It takes a format that begins with - for an option.
            var isPlain = rune.Value == '-' ? format.Length > 0 : IsSeen(rune);
            if (isPlain && rune.Value is not ('\'' or '"' or '\\' or '%' or '!' or '$' or '`'))
                format.Append(rune.ToString());
            else
            {
                foreach (var part in Encoding.UTF8.GetBytes(rune.ToString()))
                    format.Append('\\').Append(Convert.ToString(part, 8).PadLeft(3, '0'));
            }
        }
        return format.ToString();
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
