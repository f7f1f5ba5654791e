using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Processes;

namespace Xen.Hotplug.Common.Managers.DhcpClients;

/// <summary>A main process of dhcpcd; it has helpers in the same group.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Family">Its option for one address family alone, or nothing.</param>
internal sealed record DhcpcdProcess(int Id, string Family)
{
    /// <summary>A command that begins another for an interface.</summary>
    internal string CommandFor(string name) => $"dhcpcd -b{Family} {Text.ShellWord(name)}";
}

/// <summary>The running dhcpcd, by the pid files that it writes: with -4 or -6 alone they have names of their own (dhcpcd(8)).</summary>
internal static class DhcpcdProcesses
{
    internal const string ProgramName = "dhcpcd";

    private const string Folder = "/run/dhcpcd";

    // For one family alone. The order is that of the pid files' names.
    private static readonly string[] s_families = ["", "-4", "-6"];

    /// <summary>Those for one interface alone.</summary>
    internal static List<DhcpcdProcess> Find(string name) => FindBy(family => $"{Folder}/{name}{family}.pid");

    /// <summary>The one for all interfaces, if it runs.</summary>
    internal static DhcpcdProcess? FindManager() => FindBy(static _ => $"{Folder}/pid").FirstOrDefault();

    /// <summary>The numbers of main processes, each with those of its helpers.</summary>
    internal static List<int> WithHelpers(List<DhcpcdProcess> leaders)
    {
        var groups = leaders.ConvertAll(leader => ProcessTable.GroupOf(leader.Id)).OfType<int>().ToHashSet();
        return groups.Count == 0
            ? []
            :
            [
                .. ProcessTable
                    .List()
                    .Where(id => ProcessTable.GroupOf(id) is { } group && groups.Contains(group) && IsDhcpcd(id)),
            ];
    }

    private static List<DhcpcdProcess> FindBy(Func<string, string> pathFor)
    {
        var found = new List<DhcpcdProcess>();
        if (!Directory.Exists(Folder))
            return found;
        foreach (var family in s_families)
        {
            if (
                RegularFile.TryRead(pathFor(family), out _) is { } text
                && Text.TryReadNumber(text.Trim(), out var id)
                && IsDhcpcd(id)
            )
                found.Add(new DhcpcdProcess(id, family.Length > 0 ? $" {family}" : ""));
        }
        return found;
    }

    private static bool IsDhcpcd(int id) => ProcessTable.NameOf(id) == ProgramName;
}
