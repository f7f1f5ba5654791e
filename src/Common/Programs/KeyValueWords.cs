namespace Xen.Hotplug.Common.Programs;

/// <summary>
/// The words of a hotplug program: KEY=VALUE words and one command, in any order, as findCommand and
/// evalVariables of Xen's xen-script-common take them, except that nothing is evaluated.
/// </summary>
public sealed record KeyValueWords
{
    private KeyValueWords(string? command, IReadOnlyList<string> operands, IReadOnlyDictionary<string, string> values)
    {
        Command = command;
        Operands = operands;
        Values = values;
    }

    /// <summary>The first word without an equals sign; null where there is none.</summary>
    public string? Command { get; }

    /// <summary>The words without an equals sign that follow the command.</summary>
    public IReadOnlyList<string> Operands { get; }

    /// <summary>The value of each key. Of a key that is given twice the later counts.</summary>
    public IReadOnlyDictionary<string, string> Values { get; }

    /// <summary>Splits the words. A value may hold anything, further equals signs included.</summary>
    public static KeyValueWords Parse(IEnumerable<string> words)
    {
        string? command = null;
        var operands = new List<string>();
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var word in words)
        {
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            if (equals >= 0)
                values[word[..equals]] = word[(equals + 1)..];
            else if (command == null)
                command = word;
            else
                operands.Add(word);
        }
        return new KeyValueWords(command, operands, values);
    }
}
