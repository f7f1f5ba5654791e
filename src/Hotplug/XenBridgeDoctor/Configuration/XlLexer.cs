using System.Text;

namespace Xen.Hotplug.XenBridgeDoctor.Configuration;

/// <summary>
/// Takes a file for xl apart as libxlutil does (tools/libs/util/libxlu_cfg_l.l of Xen; <c>XlFileLikeXenSpecs</c> holds it
/// against the library).
/// </summary>
internal sealed class XlLexer(string text)
{
    private const int LongestShown = 30;
    private int _position;
    private int _line = 1;
    private int _lastLine = 1;

    /// <summary>The next word. The end of the file counts to the line of the word before it.</summary>
    internal XlToken Read()
    {
        while (_position < text.Length && text[_position] is ' ' or '\t')
            _position++;
        // A last character that means nothing is not looked at: libxlutil wants at least one more to complain of.
        if (_position == text.Length || (_position == text.Length - 1 && IsBad(text[_position])))
            return new XlToken(XlTokenKind.End, "", _lastLine);
        _lastLine = _line;
        var character = text[_position];
        return character switch
        {
            '\n' => TakeNewLine(_position),
            '#' => TakeComment(),
            '\'' or '"' => TakeQuoted(character),
            '+' when _position + 1 < text.Length && text[_position + 1] == '=' => Take(XlTokenKind.Sign, 2),
            '=' or '[' or ']' or ',' or ';' => Take(XlTokenKind.Sign, 1),
            >= 'a' and <= 'z' => Take(
                XlTokenKind.Name,
                LengthWhere(static part =>
                    char.IsAsciiLetterLower(part) || char.IsAsciiDigit(part) || part is '.' or '_'
                )
            ),
            >= '0' and <= '9' => Take(
                XlTokenKind.Number,
                LengthWhere(static part => char.IsAsciiDigit(part) || part is (>= 'a' and <= 'f') or 'x')
            ),
            _ => TakeBad(),
        };
    }

    /// <summary>Whether a character that stands alone at the end of the file is no word. One beyond ASCII is several bytes.</summary>
    private static bool IsBad(char character) =>
        character < 0x80
        && !char.IsAsciiLetterLower(character)
        && !char.IsAsciiDigit(character)
        && character is not ('\n' or '=' or '[' or ']' or ',' or ';');

    private XlToken Take(XlTokenKind kind, int length)
    {
        var word = text.Substring(_position, length);
        _position += length;
        return new XlToken(kind, word, _line);
    }

    private XlToken TakeNewLine(int end)
    {
        _position = end + 1;
        return new XlToken(XlTokenKind.NewLine, "", _line++);
    }

    private XlToken TakeComment()
    {
        var end = text.IndexOf('\n', _position);
        return end >= 0
            ? TakeNewLine(end)
            : Bad("a comment in the last line needs the end of a line behind it", XlFaultKind.OpenComment);
    }

    private XlToken TakeBad()
    {
        if (text[_position] == '\r')
            return Bad("the line ends as on Windows (CR LF)", XlFaultKind.WindowsLines);
        var end = text.IndexOf('\n', _position);
        var rest = (end < 0 ? text[_position..] : text[_position..end]).TrimEnd();
        return Bad($"xl knows no {Text.Printable(Text.Cut(rest, LongestShown))}");
    }

    private XlToken TakeQuoted(char quote)
    {
        var value = new StringBuilder();
        string? unknown = null;
        for (var position = _position + 1; position < text.Length && text[position] != '\n'; position++)
        {
            if (text[position] == quote)
            {
                _position = position + 1;
                return unknown == null ? new XlToken(XlTokenKind.Quoted, value.ToString(), _line) : Bad(unknown);
            }
            if (text[position] != '\\')
            {
                value.Append(text[position]);
                continue;
            }
            if (++position == text.Length || text[position] == '\n')
                break;
            if (text[position] is >= '0' and <= '7')
            {
                var length = DigitsAfter(position);
                unknown ??= length == 0 ? UnknownEscape(position) : null;
                position += length;
            }
            else if (Unescape(text[position]) is { } meant)
                value.Append(meant);
            else
                unknown ??= UnknownEscape(position);
        }
        return Bad("a quote is not closed on its line");
    }

    private string UnknownEscape(int position) =>
        $"xl knows no \\{Text.Printable(text[position].ToString())} in quotes as it stands there";

    private static char? Unescape(char character) =>
        character switch
        {
            '\\' or '\'' or '"' => character,
            'a' => '\a',
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\v',
            _ => null,
        };

    /// <summary>
    /// How much of what follows an octal escape libxlutil passes over as its digits, by strtoul and up to three characters;
    /// 0 if it refuses them. It makes no character of them.
    /// </summary>
    private int DigitsAfter(int escape)
    {
        var (start, end) = (escape + 1, Math.Min(escape + 4, text.Length));
        var position = start;
        while (position < end && text[position] is ' ' or '\t' or '\v' or '\f' or '\r')
            position++;
        if (position < end && text[position] is '+' or '-')
            position++;
        var digits = position;
        while (position < end && char.IsAsciiDigit(text[position]))
            position++;
        return position > digits && position - start > 1 ? position - start : 0;
    }

    private int LengthWhere(Func<char, bool> belongs)
    {
        var end = _position;
        while (end < text.Length && belongs(text[end]))
            end++;
        return end - _position;
    }

    private XlToken Bad(string reason, XlFaultKind kind = XlFaultKind.Other) =>
        new(XlTokenKind.Bad, reason, _line, kind);
}
