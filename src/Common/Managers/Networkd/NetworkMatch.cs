using Xen.Hotplug.Common.Configuration;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Managers.Networkd;

/// <summary>
/// Whether networkd will take a .network file for a link, while it does not run and cannot be asked: [Match] as
/// net_match_config of src/shared/net-condition.c of systemd has it.
/// </summary>
public sealed class NetworkMatch
{
    // Those that ask for the host, and the conditions of units that ask for the same.
    private static readonly Dictionary<string, string> s_hostConditions = new(StringComparer.Ordinal)
    {
        ["Host"] = "ConditionHost",
        ["Virtualization"] = "ConditionVirtualization",
        ["KernelCommandLine"] = "ConditionKernelCommandLine",
        ["KernelVersion"] = "ConditionKernelVersion",
        ["Credential"] = "ConditionCredential",
        ["Architecture"] = "ConditionArchitecture",
        ["Firmware"] = "ConditionFirmware",
    };

    private readonly Dictionary<string, List<string>> _patterns = new(StringComparer.Ordinal);
    private readonly List<string> _conditions = [];

    /// <summary>Reads [Match].</summary>
    /// <param name="texts">The text of the file, then those of its drop-ins.</param>
    public NetworkMatch(IEnumerable<string> texts)
    {
        foreach (var (section, key, value) in texts.SelectMany(NetworkFile.Read))
        {
            if (section == "Match")
                Add(key, value);
        }
    }

    /// <summary>The conditions on the host, as systemd-analyze(1) takes them: all have to be so.</summary>
    public IReadOnlyList<string> Conditions => _conditions;

    /// <summary>Whether it fits a link, on a host that meets its conditions. A file that asks for nothing fits none.</summary>
    public bool Fits(LinkDescription link) =>
        (_patterns.Count > 0 || _conditions.Count > 0)
        && _patterns.All(pattern => Fits(link, pattern.Key, pattern.Value));

    private void Add(string key, string value)
    {
        if (value.Length == 0)
        {
            // An empty value takes back what the file said before.
            _ = _patterns.Remove(key);
            return;
        }
        if (s_hostConditions.TryGetValue(key, out var condition))
        {
            _conditions.Add($"{condition}={value}");
            return;
        }
        // A mark before the first word counts for all.
        var mark = value[0] == '!' ? "!" : "";
        var words = value[mark.Length..].Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (!_patterns.TryGetValue(key, out var patterns))
            _patterns[key] = patterns = [];
        patterns.AddRange(words.Select(word => mark + word.Trim('"', '\'')));
    }

    private static bool Fits(LinkDescription link, string key, List<string> patterns) =>
        key switch
        {
            "Name" => link.Names.Any(name => Fits(patterns, name)),
            "MACAddress" => Fits(patterns, link.Address),
            "PermanentMACAddress" => Fits(patterns, link.PermanentAddress),
            "Type" => Fits(patterns, link.Type),
            "Path" => Fits(patterns, link.Properties.GetValueOrDefault("ID_PATH")),
            "Driver" => Fits(patterns, link.Properties.GetValueOrDefault("ID_NET_DRIVER")),
            "Property" => patterns.TrueForAll(pattern => HasProperty(link, pattern)),
            // A card that we shadow has no such kind and no Wi-Fi.
            "Kind" or "WLANInterfaceType" or "SSID" or "BSSID" => Fits(patterns, (string?)null),
            // networkd ignores a key that it does not know.
            _ => true,
        };

    private static bool Fits(List<string> addresses, MacAddress? address) =>
        address is { } known && addresses.Contains($"{known}", StringComparer.OrdinalIgnoreCase);

    /// <summary>One of the patterns has to fit, unless all are marked, and none of the marked may.</summary>
    private static bool Fits(List<string> patterns, string? text)
    {
        var wanted = patterns.FindAll(pattern => pattern[0] != '!');
        return !patterns.Exists(pattern => pattern[0] == '!' && Is(pattern[1..], text))
            && (wanted.Count == 0 || wanted.Exists(pattern => Is(pattern, text)));
    }

    private static bool Is(string pattern, string? text) => text != null && Wildcards.Match(pattern, text);

    private static bool HasProperty(LinkDescription link, string pattern)
    {
        var mark = pattern[0] == '!';
        return pattern[(mark ? 1 : 0)..].Split('=', 2) is [var key, var value]
            && Is(value, link.Properties.GetValueOrDefault(key)) != mark;
    }
}
