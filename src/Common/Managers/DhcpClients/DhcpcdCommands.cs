namespace Xen.Hotplug.Common.Managers.DhcpClients;

/// <summary>The commands by which ifup begins dhcpcd, out of what it prints with --no-act.</summary>
internal static class DhcpcdCommands
{
    private const string Program = "dhcpcd";

    /// <summary>The lines that are a command of dhcpcd, with the option that lets it go on in the background at once.</summary>
    internal static List<string> Parse(string output)
    {
        var commands = new List<string>();
        foreach (var line in output.Split('\n', StringSplitOptions.TrimEntries))
        {
            var end = line.IndexOf(' ', StringComparison.Ordinal);
            if (end > 0 && Path.GetFileName(line[..end]) == Program)
                commands.Add($"{line[..end]} -b {line[end..].TrimStart()}");
        }
        return commands;
    }
}
