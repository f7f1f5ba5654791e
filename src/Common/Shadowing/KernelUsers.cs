using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>What the kernel does itself for programs, on a link that they named by its index: tables in /proc/net.</summary>
internal static class KernelUsers
{
    /// <summary>A sentence for each of them.</summary>
    internal static List<string> Find(Succession succession)
    {
        var name = succession.Leaver.Name;
        var sentences = new List<string>();
        foreach (var (table, family) in new[] { ("ip_mr_vif", "IPv4"), ("ip6_mr_vif", "IPv6") })
        {
            if (FindRows(ReadTable(table), column: 1, name) is [var number, ..])
                sentences.Add(
                    $"the multicast routing of {family} has {name} as its interface {number}, by its index, {succession.Fate}; restart its daemon afterwards"
                );
        }
        if (FindRows(ReadTable("pppoe"), column: 2, name) is { Count: > 0 } sessions)
            sentences.Add(
                $"the PPPoE session {Text.List(sessions)} is bound to {name} by its index, {succession.Fate}; dial in again afterwards"
            );
        return sentences;
    }

    /// <summary>The first word of each line that has the name in that column.</summary>
    internal static List<string> FindRows(string table, int column, string name)
    {
        var rows = new List<string>();
        foreach (var line in table.Split('\n'))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > column && words[column] == name)
                rows.Add(words[0]);
        }
        return rows;
    }

    private static string ReadTable(string name) => RegularFile.TryRead($"/proc/self/net/{name}", out _) ?? "";
}
