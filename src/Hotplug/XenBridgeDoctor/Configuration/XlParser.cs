namespace Xen.Hotplug.XenBridgeDoctor.Configuration;

/// <summary>
/// Reads a file as xl does (tools/libs/util/libxlu_cfg_y.y of Xen): KEY = VALUE or KEY += VALUE up to the end of a line or a
/// semicolon, where a value is a quoted text, a number or a list of such in brackets. It ends at the first fault, for xl
/// takes nothing of a file that has one.
/// </summary>
internal sealed class XlParser
{
    private readonly XlLexer _lexer;
    private readonly List<XlSetting> _settings = [];
    private XlToken _token;

    private XlParser(string text)
    {
        _lexer = new XlLexer(text);
        Advance();
    }

    /// <summary>The settings, or why xl refuses the text.</summary>
    internal static (IReadOnlyList<XlSetting> Settings, XlFault? Fault) Parse(string text)
    {
        var parser = new XlParser(text);
        XlFault? fault = null;
        while (fault == null && parser._token.Kind != XlTokenKind.End)
            fault = parser.ReadStatement();
        return (parser._settings, fault);
    }

    private bool IsEndOfStatement => _token.Kind is XlTokenKind.NewLine or XlTokenKind.End || _token.Is(";");

    private void Advance() => _token = _lexer.Read();

    private XlFault? ReadStatement()
    {
        if (IsEndOfStatement)
        {
            Advance();
            return null;
        }
        var (key, line) = (_token.Text, _token.Line);
        if (_token.Kind != XlTokenKind.Name)
            return Unexpected("a key was to begin here");
        Advance();
        var isAddition = _token.Is("+=");
        if (!isAddition && !_token.Is("="))
            return Unexpected($"there is no = behind {key}");
        Advance();
        var isList = _token.Is("[");
        if (!isList && _token.Kind is not (XlTokenKind.Quoted or XlTokenKind.Number))
            return Unexpected($"{key} = is followed by neither a quoted text, a number nor a list");
        var values = new List<string?>();
        if (isList)
        {
            if (ReadList(values) is { } fault)
                return fault;
        }
        else
            values.Add(_token.Text);
        // The last word of the value: what is wrong with a sum counts to its line.
        if (isAddition && XlSetting.Last(_settings, key) is { } before)
        {
            if (before.IsList != isList)
                return new XlFault(_token.Line, $"{key} += adds a list to what is none, or the other way round");
            values = isList ? [.. before.Values, .. values] : [before.Values[0] + values[0]];
        }
        _settings.Add(new XlSetting(key, values, isList, line));
        Advance();
        if (IsEndOfStatement)
            return null;
        return Unexpected($"there is more behind the value of {key}");
    }

    /// <summary>Reads up to the bracket that closes the list. A list within it is a value without a text.</summary>
    private XlFault? ReadList(List<string?> values)
    {
        var depth = 1;
        var mayBeValue = true;
        while (true)
        {
            do Advance();
            while (_token.Kind == XlTokenKind.NewLine);
            if (_token.Is("]"))
            {
                if (--depth == 0)
                    return null;
                mayBeValue = false;
            }
            else if (_token.Is(",") && !mayBeValue)
                mayBeValue = true;
            else if (_token.Is("[") && mayBeValue)
            {
                if (depth++ == 1)
                    values.Add(null);
            }
            else if (_token.Kind is XlTokenKind.Quoted or XlTokenKind.Number && mayBeValue)
            {
                if (depth == 1)
                    values.Add(_token.Text);
                mayBeValue = false;
            }
            else
                return Unexpected(
                    _token.Kind == XlTokenKind.End ? "the list is not closed"
                    : _token.Is(",") ? "a value is missing before a comma"
                    : !mayBeValue && _token.Kind is XlTokenKind.Quoted or XlTokenKind.Number
                        ? $"a comma is missing before {Text.Printable(_token.Text)}"
                    : "a list has quoted texts, numbers and commas alone"
                );
        }
    }

    /// <summary>The fault, unless the word itself is one.</summary>
    private XlFault Unexpected(string reason) =>
        new(_token.Line, _token.Kind == XlTokenKind.Bad ? _token.Text : reason, _token.Fault);
}
