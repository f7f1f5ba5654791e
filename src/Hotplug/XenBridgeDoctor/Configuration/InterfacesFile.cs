namespace Xen.Hotplug.XenBridgeDoctor.Configuration;

/// <summary>What /etc/network/interfaces and the files beside it say of which interface (interfaces(5) of ifupdown).</summary>
internal sealed class InterfacesFile
{
    private readonly List<string[]> _lines = [];

    private InterfacesFile(string text)
    {
        // A backslash at its end continues a line.
        foreach (var line in text.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n'))
        {
            var words = line.Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 1 && words[0][0] != '#')
                _lines.Add(words);
        }
    }

    internal static InterfacesFile Parse(string text) => new(text);

    /// <summary>Whether the file configures an interface.</summary>
    internal bool Configures(string name) => _lines.Exists(words => words[0] == "iface" && words[1] == name);

    /// <summary>Whether udev is to bring an interface up, and take it down.</summary>
    internal bool AllowsHotplug(string name) =>
        _lines.Exists(words => words[0] == "allow-hotplug" && words.Skip(1).Contains(name));
}
