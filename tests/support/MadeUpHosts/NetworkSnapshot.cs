using System.Net;
using System.Text.Json;

namespace Xen.Hotplug.TestSupport.MadeUpHosts;

/// <summary>What a host's network is, by `ip -details -json`: things of each kind in their order.</summary>
public sealed class NetworkSnapshot
{
    /// <summary>Prints it, a line a kind. (Three times `ip`, not ten times: this is where the time goes.)</summary>
    internal const string Script = """
        ip -details -json -batch - <<'IP'
        link show
        address show
        nexthop show
        neigh show nud permanent
        neigh show nud noarp
        neigh show proxy
        IP
        ip -4 -details -json -batch - <<'IP'
        route show table all
        rule show
        IP
        ip -6 -details -json -batch - <<'IP'
        route show table all
        rule show
        IP
        echo ---
        ls -A /run/bridge-shadow 2>/dev/null
        echo ---
        grep --no-messages . /proc/sys/net/ipv[46]/*/eth0/*
        """;

    private static readonly string[] s_linkProperties =
    [
        "ifname",
        "mtu",
        "group",
        "ifalias",
        "altnames",
        "txqlen",
        "address",
        "inet6_addr_gen_mode",
        "gso_max_size",
        "gso_max_segs",
        "gro_max_size",
    ];

    // Of a link's flags, those that somebody has set.
    private static readonly string[] s_linkFlags = ["UP", "NOARP", "ALLMULTI", "PROMISC", "MULTICAST", "DYNAMIC"];

    private readonly Dictionary<string, IReadOnlyList<Entry>> _sections = [];

    /// <summary>Reads what <see cref="Script"/> printed.</summary>
    public static NetworkSnapshot Parse(string text)
    {
        var parts = text.Split("---");
        var lines = parts[0].Split('\n');
        var snapshot = new NetworkSnapshot();
        snapshot._sections["link"] = [.. Objects(lines[0]).Select(ReadLink)];
        snapshot._sections["address"] = [.. Objects(lines[1]).SelectMany(ReadAddresses)];
        snapshot._sections["IPv4 route"] = [.. ReadRoutes(lines[6])];
        snapshot._sections["IPv6 route"] = [.. ReadRoutes(lines[8])];
        snapshot._sections["IPv4 rule"] = [.. Objects(lines[7]).Select(rule => Entry.Read(rule, "priority", "src"))];
        snapshot._sections["IPv6 rule"] = [.. Objects(lines[9]).Select(rule => Entry.Read(rule, "priority", "src"))];
        snapshot._sections["next hop"] = [.. Objects(lines[2]).Select(hop => Entry.Read(hop, "id"))];
        // The kernel has these in no order that means anything.
        snapshot._sections["neighbour"] =
        [
            .. Objects(lines[3])
                .Concat(Objects(lines[4]))
                .Concat(Objects(lines[5]))
                .Select(neighbour => Entry.Read(neighbour, "dst", "dev"))
                .Where(neighbour => !IsMulticast(neighbour.Value("dst")))
                .OrderBy(neighbour => neighbour.Text, StringComparer.Ordinal),
        ];
        snapshot._sections["journal"] = [.. Lines(parts[1]).Select(line => new Entry(line, []))];
        snapshot._sections["setting"] = [.. Lines(parts[2]).Select(ReadSetting)];
        return snapshot;
    }

    /// <summary>The kinds of things.</summary>
    public IEnumerable<string> Sections => _sections.Keys;

    /// <summary>Those of a kind.</summary>
    public IReadOnlyList<Entry> this[string section] => _sections[section];

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<JsonElement> Objects(string line)
    {
        if (line.Trim() == "")
            return [];
        using var json = JsonDocument.Parse(line);
        // Where it filters, `ip` leaves empty ones.
        return [.. json.RootElement.Clone().EnumerateArray().Where(one => one.EnumerateObject().Any())];
    }

    private static Entry ReadLink(JsonElement link)
    {
        var all = Entry.Read(link, "ifname");
        var flags = link.GetProperty("flags").EnumerateArray().Select(flag => flag.GetString()).Intersect(s_linkFlags);
        return all with
        {
            Values =
            [
                .. all.Values.Where(value => s_linkProperties.Contains(value.Key)),
                KeyValuePair.Create("flags", string.Join(',', flags.Order(StringComparer.Ordinal))),
            ],
        };
    }

    private static IEnumerable<Entry> ReadAddresses(JsonElement link)
    {
        var name = link.GetProperty("ifname").GetString();
        return link.GetProperty("addr_info")
            .EnumerateArray()
            .Where(address => address.EnumerateObject().Any())
            .Select(address => Entry.Read(address, "local"))
            .Select(address => address with { Identity = $"{address.Identity} of {name}" });
    }

    // Tables are in the order in which they were first used.
    private static IEnumerable<Entry> ReadRoutes(string line) =>
        Objects(line)
            .Select(route => Entry.Read(route, "type", "dst", "from", "tos", "table", "metric"))
            .OrderBy(route => route.Value("table"), StringComparer.Ordinal);

    // Those the kernel makes as it needs them.
    private static bool IsMulticast(string address) =>
        IPAddress.Parse(address).GetAddressBytes() is var bytes
        && (bytes.Length == 4 ? bytes[0] >= 224 : bytes[0] == 0xff);

    private static Entry ReadSetting(string line)
    {
        var place = line.IndexOf(':', StringComparison.Ordinal);
        var path = line[..place];
        return new Entry(path, [KeyValuePair.Create(path.Split('/')[^1], line[(place + 1)..])]);
    }
}
