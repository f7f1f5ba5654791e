using System.Text;

namespace Xen.Hotplug.Common.Configuration;

/// <summary>Takes one assignment after the other from the text of a file of shell assignments.</summary>
internal sealed class AssignmentScanner(string text, string path)
{
    private const char End = '\0';
    private readonly string _text = text.Replace("\r\n", "\n", StringComparison.Ordinal);
    private int _position;
    private int _line = 1;

    /// <summary>The line that the last assignment began on.</summary>
    internal int AssignmentLine { get; private set; }

    private char Current => _position < _text.Length ? _text[_position] : End;
    private bool AtEnd => _position >= _text.Length;

    /// <summary>The next assignment, or null at the end of the text.</summary>
    internal (string Key, string Value)? Next()
    {
        SkipBetweenAssignments();
        if (AtEnd)
            return null;
        AssignmentLine = _line;
        var key = ReadKey();
        var value = ReadValue();
        SkipBlanks();
        if (!AtEnd && Current is not ('\n' or '#' or ';'))
            throw Error($"something follows the value of {key}; quote a value that has white space in it");
        if (Current == ';')
            _position++;
        return (key, value);
    }

    private void SkipBetweenAssignments()
    {
        while (!AtEnd)
        {
            if (Current == '#')
                SkipComment();
            else if (Current is ' ' or '\t' or '\n')
                Step();
            else if (!SkipContinuation())
                return;
        }
    }

    private void SkipBlanks()
    {
        var start = _position;
        while (Current is ' ' or '\t' || SkipContinuation())
        {
            if (Current is ' ' or '\t')
                _position++;
        }
        // A # begins a comment only after white space; elsewhere it is part of a word, which is not handled here.
        if (Current == '#' && _position > start)
            SkipComment();
    }

    private void SkipComment()
    {
        while (!AtEnd && Current != '\n')
            _position++;
    }

    private string ReadKey()
    {
        int start;
        string key;
        while (true)
        {
            start = _position;
            while (char.IsAsciiLetterOrDigit(Current) || Current == '_')
                _position++;
            key = _text[start.._position];
            if (key != "export" || Current is not (' ' or '\t'))
                break;
            SkipBlanks();
        }
        if (key.Length == 0 || char.IsAsciiDigit(key[0]) || Current != '=')
            throw Error($"this is no KEY=VALUE line: {Text.Printable(LineFrom(start))}");
        _position++;
        return key;
    }

    private string ReadValue()
    {
        var value = new StringBuilder();
        // A shell fills a home directory in for a ~ that begins the value, or follows a colon.
        var isTildeSpecial = true;
        while (!AtEnd)
        {
            if (SkipContinuation())
                continue;
            switch (Current)
            {
                case ' ' or '\t' or '\n' or ';':
                    return value.ToString();
                case '$' or '`' or '(' or ')' or '<' or '>' or '&' or '|':
                case '~' when isTildeSpecial:
                    throw WouldBeCarriedOut();
                case '\'':
                    ReadSingleQuoted(value);
                    break;
                case '"':
                    ReadDoubleQuoted(value);
                    break;
                case '\\':
                    _position++;
                    // At the very end of the file there is nothing that it could quote.
                    if (AtEnd)
                        value.Append('\\');
                    TakeLiteral(value);
                    break;
                default:
                    isTildeSpecial = Current == ':';
                    TakeLiteral(value);
                    continue;
            }
            isTildeSpecial = false;
        }
        return value.ToString();
    }

    private void ReadSingleQuoted(StringBuilder value)
    {
        var opened = _line;
        _position++;
        while (Current != '\'')
        {
            if (AtEnd)
                throw Error("a ' is not closed", opened);
            TakeLiteral(value);
        }
        _position++;
    }

    private void ReadDoubleQuoted(StringBuilder value)
    {
        var opened = _line;
        _position++;
        while (Current != '"')
        {
            if (AtEnd)
                throw Error("a \" is not closed", opened);
            if (Current is '$' or '`')
                throw WouldBeCarriedOut();
            if (SkipContinuation())
                continue;
            // Within double quotes a backslash stays, unless it quotes one of these.
            if (Current == '\\' && _position + 1 < _text.Length && _text[_position + 1] is '"' or '\\' or '$' or '`')
                _position++;
            TakeLiteral(value);
        }
        _position++;
    }

    private void TakeLiteral(StringBuilder value)
    {
        if (AtEnd)
            return;
        if (Current == '\0')
            throw Error("there is a NUL byte");
        value.Append(Current);
        Step();
    }

    private void Step()
    {
        if (Current == '\n')
            _line++;
        _position++;
    }

    private bool SkipContinuation()
    {
        if (Current != '\\' || _position + 1 >= _text.Length || _text[_position + 1] != '\n')
            return false;
        _position += 2;
        _line++;
        return true;
    }

    private string LineFrom(int start)
    {
        var end = _text.IndexOf('\n', start);
        return end < 0 ? _text[start..] : _text[start..end];
    }

    private HotplugException WouldBeCarriedOut() =>
        Error($"'{Current}' would make a shell carry something out, and this file is never run; quote it with '");

    private HotplugException Error(string reason, int? line = null) => new($"{path}, line {line ?? _line}: {reason}");
}
