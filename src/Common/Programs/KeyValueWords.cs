namespace Xen.Hotplug.Common.Programs;

/// <summary>
/// The words of a hotplug program: KEY=VALUE words and one command, in any order, as findCommand and
/// evalVariables of Xen's xen-script-common take them, except that nothing is evaluated.
/// </summary>
/// <param name="Command">The first word without an equals sign, or null.</param>
/// <param name="Operands">The words without an equals sign that follow the command.</param>
/// <param name="Values">The value of each key. Of a key that is given twice the later counts.</param>
public sealed record KeyValueWords(
    string? Command,
    IReadOnlyList<string> Operands,
    IReadOnlyDictionary<string, string> Values
)
{
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
