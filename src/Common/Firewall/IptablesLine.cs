namespace Xen.Hotplug.Common.Firewall;

/// <summary>A line that iptables-save printed.</summary>
public static class IptablesLine
{
    /// <summary>Whether it is the rule in FORWARD that leads to the rules of ports.</summary>
    public static bool IsJump(string line) =>
        line.StartsWith("-A FORWARD ", StringComparison.Ordinal)
        && line.EndsWith($"-j {IptablesFirewall.Chain}", StringComparison.Ordinal);

    /// <summary>Its words.</summary>
    public static string[] Split(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The word behind an option, or null.</summary>
    public static string? FindOption(string[] words, string option)
    {
        for (var place = 0; place + 1 < words.Length; place++)
        {
            if (words[place] == option)
                return words[place + 1];
            // A port may be called as an option is.
            if (words[place] is "--physdev-in" or "--physdev-out")
                place++;
        }
        return null;
    }
}
