using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Xen.Hotplug.TestSupport.Faults;

/// <summary>
/// All that an event may change on a host, by what it is called: the properties of links and ports, nftables' rules, keys of
/// the store, files. What the kernel changes in its own time, as a carrier, is not in it.
/// </summary>
public sealed class State
{
    private const string Shown = """
        ip -json -details link show
        ip -json address show
        nft -s list ruleset | sed '/^$/d'
        echo ---
        for mask in /sys/class/net/*/brport/group_fwd_mask; do [ ! -e $mask ] || echo "$mask $(cat $mask)"; done
        bridge fdb show | sed -n 's/^\([^ ]*\) dev \([^ ]*\) .*sticky.*/pin-of-\2-to-\1/p'
        find /run -not -path '/run/etc-xen/*' -not -path '/run/dev/*' -not -path '/run/fault*' | sort
        """;

    // Of a rule set that is not as it was, the beginning tells enough.
    private const int Longest = 200;

    private const string Key = "key ";

    private readonly SortedDictionary<string, string> _parts = new(StringComparer.Ordinal);

    /// <summary>Looks at a host and at the keys of its store.</summary>
    public static async Task<State> Observe(Host host, IReadOnlyDictionary<string, string> keys)
    {
        var state = new State();
        foreach (var (key, value) in keys)
            state._parts[$"{Key}{key}"] = value;
        var text = await host.Shell(Shown);
        var lines = text.Split('\n', 3);
        foreach (var link in Link.Parse(lines[0], lines[1]))
            state.AddLink(link);
        state.AddOther(lines[0]);
        var rest = lines[2].Split("---\n", 2);
        // A table that guards nobody is as good as none, and nobody has asked for the one or the other.
        if (rest[0].Contains("elements", StringComparison.Ordinal))
            state._parts["rules"] = rest[0];
        foreach (var line in rest[1].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var words = line.Split(' ', 2);
            state._parts[words[0]] = words.Length > 1 ? words[1] : "is there";
        }
        return state;
    }

    /// <summary>Adds the properties of a link.</summary>
    public void AddLink(Link link, bool isIndexTold = true)
    {
        void Add(string name, object? value)
        {
            if (value is not (null or ""))
                _parts[$"link {link.Name} {name}"] = $"{value}";
        }
        if (isIndexTold)
            Add("index", link.Index);
        Add("kind", link.Kind);
        Add("MAC", link.Mac);
        Add("MTU", link.Mtu);
        Add("is up", link.IsUp);
        Add("bridge", link.Bridge);
        Add("alias", link.Alias);
        Add("address generation", link.AddressGeneration);
        Add("addresses", link.Addresses);
    }

    /// <summary>Adds a text, each line a part of its own, so that it is seen which one differs; and a sum over all in order.</summary>
    public void AddLines(string name, string text)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries).CountBy(line => line.Trim()))
            _parts[$"{name}: {line.Key}"] = line.Value == 1 ? "is there" : $"is there {line.Value} times";
        _parts[$"{name}, all in order"] = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..8];
    }

    /// <summary>How this differs from another, a line a part; empty where it does not.</summary>
    public string DifferencesFrom(State other) => DifferencesFrom([other]);

    /// <summary>The same, where each key of the store may be as in <paramref name="keys"/> instead.</summary>
    public string DifferencesOrKeysFrom(State other, State keys) => DifferencesFrom([other], [other, keys]);

    /// <summary>Which parts are as in none of the others.</summary>
    public string DifferencesFrom(params IReadOnlyCollection<State> others) => DifferencesFrom(others, others);

    private string DifferencesFrom(IReadOnlyCollection<State> others, IReadOnlyCollection<State> othersOfKeys)
    {
        var names = othersOfKeys.Append(this).SelectMany(state => state._parts.Keys).Distinct();
        var different = names.Where(name => Allowed(name).All(other => other.Part(name) != Part(name)));
        return string.Join(
            "\n",
            different.Select(name =>
                $"  {name}: {Short(Part(name))}; expected {string.Join(" or ", Allowed(name).Select(other => Short(other.Part(name))).Distinct())}"
            )
        );

        IReadOnlyCollection<State> Allowed(string name) =>
            name.StartsWith(Key, StringComparison.Ordinal) ? othersOfKeys : others;
    }

    private static string Short(string? text) =>
        text is null ? "(none)"
        : text.Length > Longest ? $"{text[..Longest]}..."
        : text;

    private string? Part(string name) => _parts.GetValueOrDefault(name);

    /// <summary>What <see cref="Link"/> does not have: alternative names, and the options of a bridge's port.</summary>
    private void AddOther(string links)
    {
        using var json = JsonDocument.Parse(links);
        foreach (var link in json.RootElement.EnumerateArray())
        {
            var name = link.GetProperty("ifname").GetString();
            if (link.TryGetProperty("altnames", out var names))
                _parts[$"link {name} alternative names"] = names.ToString();
            if (
                !link.TryGetProperty("linkinfo", out var kinds)
                || !kinds.TryGetProperty("info_slave_data", out var port)
            )
                continue;
            foreach (var option in (string[])["locked", "learning", "multicast_router"])
            {
                if (port.TryGetProperty(option, out var value))
                    _parts[$"link {name} {option}"] = value.ToString();
            }
        }
    }
}
