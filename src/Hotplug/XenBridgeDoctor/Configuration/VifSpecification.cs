namespace Xen.Hotplug.XenBridgeDoctor.Configuration;

/// <summary>One NIC of a guest's file, such as "mac=00:16:3e:12:34:56, bridge=eth0" (xl-network-configuration(5) of Xen).</summary>
internal sealed class VifSpecification
{
    private const int AddressLength = 6;
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly List<string> _ignored = [];

    private VifSpecification() { }

    /// <summary>What xl passes over, with a line on its standard error.</summary>
    internal IReadOnlyList<string> Ignored => _ignored;

    /// <summary>
    /// Reads it as xl does (parse_nic_config of tools/xl/xl_parse.c): blanks before a key do not count, all others do, and
    /// what is no KEY=VALUE, or a mac= that is no MAC address, is passed over.
    /// </summary>
    internal static VifSpecification OfXl(string text)
    {
        var nic = new VifSpecification();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var word = part.TrimStart(' ');
            var length = 0;
            while (length < word.Length && (char.IsAsciiLetterOrDigit(word[length]) || word[length] == '_'))
                length++;
            if (length == 0 || length == word.Length || word[length] != '=')
            {
                if (word.Length > 0)
                    nic._ignored.Add(word);
                continue;
            }
            var (key, value) = (word[..length], word[(length + 1)..]);
            if (key == "mac" && !IsMacAddress(value))
                nic._ignored.Add(word);
            nic._values[key] = value;
        }
        return nic;
    }

    /// <summary>Reads it as xend did, where Python may fill in what stands after a %.</summary>
    internal static VifSpecification OfXend(string text)
    {
        var nic = new VifSpecification();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (
                part.Split('=', 2, StringSplitOptions.TrimEntries) is [var key, var value]
                && !value.Contains('%', StringComparison.Ordinal)
            )
                nic._values[key] = value;
        }
        return nic;
    }

    /// <summary>Whether another domain serves the NIC, whose bridges cannot be seen from here.</summary>
    internal bool IsServedElsewhere => Find("backend") is not (null or "0" or "Domain-0");

    internal string? Bridge => Find("bridge");

    internal string? Script => Find("script");

    internal string? Vifname => Find("vifname");

    private string? Find(string key) => _values.GetValueOrDefault(key) is { Length: > 0 } value ? value : null;

    /// <summary>Six numbers of at most two hexadecimal digits, with any character between them.</summary>
    private static bool IsMacAddress(string text)
    {
        var position = 0;
        for (var count = 0; count < AddressLength; count++)
        {
            var start = position;
            while (position < text.Length && char.IsAsciiHexDigit(text[position]))
                position++;
            if (position - start is not (1 or 2))
                return false;
            position++;
        }
        return true;
    }
}
