using System.Text.Json;

namespace Xen.Hotplug.Hosts;

/// <summary>What has to stay as it is on a host, each as lines for a reader.</summary>
/// <param name="Addresses">All but those of lo, with their links and with whether they end.</param>
/// <param name="DefaultRoutes">In the order in which the kernel takes them.</param>
/// <param name="Dns">Servers and domains.</param>
internal sealed record HostState(
    IReadOnlyList<string> Addresses,
    IReadOnlyList<string> DefaultRoutes,
    IReadOnlyList<string> Dns
)
{
    private const long Forever = uint.MaxValue;

    // Each answer is a line, so that they can be told apart.
    private const string Look = """
        ip -json address show | tr -d '\n'; echo
        ip -json -4 route show default | tr -d '\n'; echo
        ip -json -6 route show default | tr -d '\n'; echo
        if systemctl --quiet is-active systemd-resolved; then
            { resolvectl dns; resolvectl domain; } | sed -n 's/^Link [0-9]* (\(.*\)): \(..*\)/\1 \2/p; s/^Global: \(..*\)/\1/p'
        else
            sed -n '/^[a-z]/p' /etc/resolv.conf
        fi
        """;

    /// <summary>Whether all of it is the same.</summary>
    internal bool IsAs(HostState other) =>
        Addresses.SequenceEqual(other.Addresses)
        && DefaultRoutes.SequenceEqual(other.DefaultRoutes)
        && Dns.SequenceEqual(other.Dns);

    internal static async Task<HostState> Read(Machine machine)
    {
        var answer = await machine.Run(Look);
        var lines = answer.Output.Split('\n');
        if (lines.Length < 4)
            throw new InvalidDataException($"The host's state could not be read: {answer}");
        return new HostState(
            [.. ReadAddresses(lines[0]).Order(StringComparer.Ordinal)],
            [.. ReadRoutes(lines[1]), .. ReadRoutes(lines[2])],
            [.. lines[3..].Where(line => line != "")]
        );
    }

    private static IEnumerable<string> ReadAddresses(string json) =>
        from link in Parse(json)
        let name = Text(link, "ifname")
        where name != "lo" && link.TryGetProperty("addr_info", out _)
        from address in link.GetProperty("addr_info").EnumerateArray()
        where address.TryGetProperty("local", out _) && !address.TryGetProperty("temporary", out _)
        let lifetime = address.GetProperty("valid_life_time").GetInt64() == Forever ? "" : " for a time"
        let fault = address.TryGetProperty("tentative", out _) || address.TryGetProperty("dadfailed", out _)
            ? " unused"
            : ""
        select $"{name} {Text(address, "local")}/{address.GetProperty("prefixlen")}{lifetime}{fault}";

    private static IEnumerable<string> ReadRoutes(string json) =>
        from route in Parse(json)
        orderby route.TryGetProperty("metric", out var metric) ? metric.GetInt64() : 0
        from hop in route.TryGetProperty("nexthops", out var hops) ? hops.EnumerateArray().ToArray() : [route]
        select $"default via {Text(hop, "gateway")} dev {Text(hop, "dev")}";

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.ToString() : "nothing";

    private static JsonElement[] Parse(string json) =>
        json == "" ? [] : [.. JsonDocument.Parse(json).RootElement.EnumerateArray()];
}
