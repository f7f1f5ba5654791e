namespace Xen.Hotplug.Common.Nftables;

/// <summary>
/// What nft's language has a word for. The kernel takes any name for a table or a link, and nft reads its arguments as one text:
/// a name that is no word of it would be another command.
/// </summary>
public static class NftWord
{
    /// <summary>Whether it is a name of a table, chain or set (string of src/scanner.l of nftables).</summary>
    public static bool IsName(string text)
    {
        if (text.Length == 0 || !char.IsAsciiLetter(text[0]))
            return false;
        foreach (var character in text)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('/' or '\\' or '_' or '.' or '-'))
                return false;
        }
        return true;
    }

    /// <summary>Whether a link's name can be quoted: nft has no way to write a quote in a quoted text.</summary>
    public static bool CanQuote(string link) => !link.Contains('"', StringComparison.Ordinal);

    /// <summary>A link's name where a rule matches one. A * at the end of it would stand for all names that begin so.</summary>
    public static string Quoted(string link) => link.EndsWith('*') ? $"\"{link[..^1]}\\*\"" : $"\"{link}\"";
}
