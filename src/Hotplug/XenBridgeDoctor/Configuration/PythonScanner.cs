using System.Text;

namespace Xen.Hotplug.XenBridgeDoctor.Configuration;

/// <summary>
/// Takes the assignments out of a text that xl does not read: Python, as xend did, or a file with a fault. What is no
/// assignment is passed over.
/// </summary>
internal sealed class PythonScanner(string text)
{
    private const char End = '\0';
    private int _position;
    private int _counted;
    private int _line = 1;

    private char Current => _position < text.Length ? text[_position] : End;
    private bool AtEnd => _position >= text.Length;
    private bool AtEndOfStatement => AtEnd || Current is '\n' or ';' or '#';

    internal List<XlSetting> ReadAll()
    {
        var settings = new List<XlSetting>();
        while (!AtEnd)
        {
            SkipWhere(static character => char.IsWhiteSpace(character) || character == ';');
            if (ReadSetting(settings) is { } setting)
                settings.Add(setting);
            SkipStatement();
        }
        return settings;
    }

    private XlSetting? ReadSetting(List<XlSetting> settings)
    {
        var start = _position;
        SkipWhere(static character => char.IsAsciiLetterOrDigit(character) || character is '_' or '.');
        var key = text[start.._position];
        SkipBlanks();
        var isAddition = Current == '+';
        if (isAddition)
            _position++;
        if (key.Length == 0 || Current != '=')
            return null;
        _position++;
        // Python compares.
        if (Current == '=')
            return null;
        SkipBlanks();
        var line = LineOf(start);
        if (Current is '[' or '(')
        {
            var values = ReadList();
            if (isAddition && XlSetting.Last(settings, key) is { IsList: true } before)
                values.InsertRange(0, before.Values);
            return new XlSetting(key, values, IsList: true, line);
        }
        return new XlSetting(key, [Current is '\'' or '"' ? ReadQuoted() : ReadBare()], IsList: false, line);
    }

    /// <summary>The line of a place. It is asked for in the order of the text.</summary>
    private int LineOf(int position)
    {
        _line += text.AsSpan(_counted, position - _counted).Count('\n');
        _counted = position;
        return _line;
    }

    /// <summary>The quoted texts up to the list's end, of lists within it too.</summary>
    private List<string?> ReadList()
    {
        var values = new List<string?>();
        var depth = 0;
        while (!AtEnd)
        {
            switch (Current)
            {
                case '[' or '(':
                    depth++;
                    break;
                case ']' or ')':
                    if (--depth == 0)
                    {
                        _position++;
                        return values;
                    }
                    break;
                case '#':
                    SkipComment();
                    continue;
                case '\'' or '"':
                    values.Add(ReadQuoted());
                    continue;
            }
            _position++;
        }
        return values;
    }

    /// <summary>A text that is not closed ends with its line.</summary>
    private string ReadQuoted()
    {
        var quote = Current;
        var value = new StringBuilder();
        for (_position++; !AtEnd && Current != '\n'; _position++)
        {
            if (Current == quote)
            {
                _position++;
                break;
            }
            if (Current == '\\' && _position + 1 < text.Length && text[_position + 1] != '\n')
                _position++;
            value.Append(Current);
        }
        return value.ToString();
    }

    private string ReadBare()
    {
        var start = _position;
        while (!AtEndOfStatement)
            _position++;
        return text[start.._position].Trim();
    }

    private void SkipStatement()
    {
        while (!AtEndOfStatement)
        {
            if (Current is '\'' or '"')
                ReadQuoted();
            else
                _position++;
        }
        SkipComment();
    }

    private void SkipComment()
    {
        if (Current == '#')
            SkipWhere(static character => character != '\n');
    }

    private void SkipBlanks() => SkipWhere(static character => character is ' ' or '\t');

    private void SkipWhere(Func<char, bool> isSkipped)
    {
        while (!AtEnd && isSkipped(Current))
            _position++;
    }
}
