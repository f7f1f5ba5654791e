using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.XenBridgeDoctor.Configuration;

/// <summary>
/// Commands that change files of ifupdown. They leave every line where it is, so that one may be run after the other, and
/// take out words, not whole lines.
/// </summary>
/// <param name="name">The interface.</param>
/// <param name="host">Its host.</param>
internal sealed class InterfacesMends(string name, Host host)
{
    private const string Before = $"\\({Mends.Blank}\\|^\\)";
    private const string Behind = $"\\({Mends.Blank}\\|\\\\\\|$\\)";

    /// <summary>Turns the stanzas of the interface in a file into comments; null if the file has none.</summary>
    internal string? TurnStanzasOff(InterfacesFile file)
    {
        var stanzas = file.StanzasOf(name);
        return stanzas.Count == 0
            ? null
            : Mends.Sed(file.Path, stanzas.ConvertAll(lines => $"{lines.First},{lines.Last}s/^/#/"));
    }

    /// <summary>Has the interface brought up at boot in place of by udev; null if the file does not leave that to udev.</summary>
    internal string? TurnHotplugOff(InterfacesFile file)
    {
        var scripts = new List<string>();
        var added = new List<string>();
        foreach (var words in file.HotplugStatements)
        {
            var own = new List<InterfacesWord>();
            foreach (var word in words.Skip(1))
            {
                if (InterfacesPattern.Parse(word.Text).Matches(name, host.Files))
                    own.Add(word);
            }
            if (own.Count == 0)
                continue;
            // Where nothing else stands there, auto in place of allow-hotplug is all.
            if (own.Count == words.Count - 1 && own.TrueForAll(word => InterfacesPattern.Parse(word.Text).IsName))
            {
                scripts.Add($"{words[0].Line}s/allow-hotplug/auto/");
                continue;
            }
            var left = words.Count - 1 - own.Count;
            foreach (var (text, line) in own)
            {
                var pattern = InterfacesPattern.Parse(text);
                var others = OthersOf(pattern);
                left += others.Count;
                scripts.Add(
                    $"{line}s/{Before}{Text.SedLiteral(text)}{Behind}/\\1{Text.SedLiteral(string.Join(' ', others))}\\2/"
                );
                foreach (var shadowed in ShadowedBy(pattern))
                    added.Add(
                        $"$aauto {$"{shadowed}{pattern.Logical}".Replace("\\", "\\\\", StringComparison.Ordinal)}"
                    );
            }
            if (left == 0)
                scripts.Add($"{words[0].Line}s/allow-hotplug/#&/");
        }
        scripts.AddRange(added.Distinct());
        return scripts.Count == 0 ? null : Mends.Sed(file.Path, scripts);
    }

    /// <summary>The shadowed interfaces that a word stands for.</summary>
    private List<string> ShadowedBy(InterfacesPattern pattern)
    {
        var names = new List<string>();
        if (pattern.Matches(name, host.Files))
            names.Add(name);
        foreach (var shadow in host.Shadows)
        {
            var other = shadow.InterfaceName.Value;
            if (other != name && pattern.Matches(other, host.Files))
                names.Add(other);
        }
        return names;
    }

    /// <summary>The links that a pattern stands for beside those, by name.</summary>
    private List<string> OthersOf(InterfacesPattern pattern)
    {
        var names = new List<string>();
        if (pattern.IsName)
            return names;
        var ours = host.LinksOfOurs.Select(link => link.Index).ToHashSet();
        var shadowed = ShadowedBy(pattern);
        foreach (var link in host.Links)
        {
            if (
                !link.Flags.HasFlag(LinkFlags.Loopback)
                && !ours.Contains(link.Index)
                && !shadowed.Contains(link.Name)
                && pattern.Matches(link.Name, host.Files)
            )
                names.Add($"{link.Name}{pattern.Logical}");
        }
        return names;
    }
}
