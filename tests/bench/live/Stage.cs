using Xen.Hotplug.TestSupport.Benchmarks;

namespace Xen.Hotplug.LiveBenchmark;

/// <summary>The host and its peer, as ./host makes them.</summary>
internal static class Stage
{
    /// <summary>Makes both again.</summary>
    internal static void Build(int reversePathFilter) => Tool.Run("tests/bench/live/host", $"{reversePathFilter}");

    /// <summary>
    /// The host's addresses and routes, but for the indexes of links. The uplink, once it has another name, may have
    /// nothing but the route for multicast that the kernel gives every link.
    /// </summary>
    internal static string Describe()
    {
        var addresses = Lines("address", "show", "dev", "eth0")
            .Select(line => line.Trim())
            .Where(line =>
                line.StartsWith("inet", StringComparison.Ordinal) || line.StartsWith("valid", StringComparison.Ordinal)
            );
        var routes = Lines("-4", "route", "show", "table", "all")
            .Concat(Lines("-6", "route", "show", "table", "all"))
            .Select(line => line.Trim())
            .Order(StringComparer.Ordinal);
        var left = File.Exists("/sys/class/net/seth0/ifindex") ? Lines("-o", "address", "show", "dev", "seth0") : [];
        return string.Join('\n', addresses.Concat(routes).Concat(left).Where(line => !IsMulticastOfUplink(line)));
    }

    /// <summary>What the second has that the first lacks, and the other way around; empty if they are equal.</summary>
    internal static string Compare(string before, string after)
    {
        var (first, second) = (before.Split('\n'), after.Split('\n'));
        var lines = first
            .Except(second)
            .Select(line => $"- {line}")
            .Concat(second.Except(first).Select(line => $"+ {line}"));
        var text = string.Join('\n', lines);
        return text.Length == 0 && before != after ? "the order of the addresses" : text;
    }

    private static bool IsMulticastOfUplink(string line) =>
        line.StartsWith("multicast ff00::/8 dev seth0 ", StringComparison.Ordinal);

    private static string[] Lines(params string[] arguments) =>
        Tool.Run("ip", arguments).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
