namespace Xen.Hotplug.XenBridgeDoctor.Configuration;

/// <summary>A word of such a file.</summary>
/// <param name="Text">The word.</param>
/// <param name="Line">The line that it stands in.</param>
internal readonly record struct InterfacesWord(string Text, int Line);

/// <summary>Lines of a file, from the first to the last.</summary>
internal readonly record struct InterfacesLines(int First, int Last);

/// <summary>
/// /etc/network/interfaces, or a file that it names (interfaces(5), and what ifquery of ifupdown 0.8.41 makes of it: a
/// comment is a line that begins with #, and no backslash continues it; a keyword counts wherever its line stands).
/// </summary>
internal sealed class InterfacesFile
{
    private const string HotplugKeyword = "allow-hotplug";

    // What ends the stanza of an interface, beside allow-*.
    private static readonly string[] Keywords =
    [
        "iface",
        "mapping",
        "auto",
        "rename",
        "template",
        "source",
        "source-dir",
        "source-directory",
        "no-auto-down",
        "no-scripts",
    ];

    private readonly List<IReadOnlyList<InterfacesWord>> _statements = [];

    private InterfacesFile(string path, string text)
    {
        Path = path;
        var lines = text.Split('\n');
        for (var line = 0; line < lines.Length; line++)
        {
            if (lines[line].TrimStart().StartsWith('#'))
                continue;
            var words = new List<InterfacesWord>();
            while (lines[line].EndsWith('\\') && line + 1 < lines.Length)
                Add(words, lines[line][..^1], ++line);
            Add(words, lines[line], line + 1);
            if (words.Count > 0)
                _statements.Add(words);
        }
    }

    /// <summary>Where the file is.</summary>
    internal string Path { get; }

    internal static InterfacesFile Parse(string path, string text) => new(path, text);

    /// <summary>What the words behind a keyword are, for each time that it stands there.</summary>
    internal IEnumerable<IReadOnlyList<InterfacesWord>> WordsOf(string keyword) =>
        _statements.FindAll(words => words[0].Text == keyword).ConvertAll(words => words.Skip(1).ToList());

    /// <summary>The lines of each stanza that configures an interface.</summary>
    internal List<InterfacesLines> StanzasOf(string name)
    {
        var found = new List<InterfacesLines>();
        for (var place = 0; place < _statements.Count; place++)
        {
            var words = _statements[place];
            if (words is not [{ Text: "iface" }, { Text: var subject }, ..] || subject != name)
                continue;
            var last = place;
            while (last + 1 < _statements.Count && !IsKeyword(_statements[last + 1][0].Text))
                last++;
            found.Add(new InterfacesLines(words[0].Line, _statements[last][^1].Line));
        }
        return found;
    }

    /// <summary>The statements that have udev bring interfaces up, and take them down.</summary>
    internal IEnumerable<IReadOnlyList<InterfacesWord>> HotplugStatements =>
        _statements.FindAll(static words => words[0].Text == HotplugKeyword && words.Count > 1);

    private static bool IsKeyword(string word) =>
        Array.IndexOf(Keywords, word) >= 0 || word.StartsWith("allow-", StringComparison.Ordinal);

    private static void Add(List<InterfacesWord> words, string text, int line)
    {
        foreach (var word in text.Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries))
            words.Add(new InterfacesWord(word, line));
    }
}
