using System.Globalization;

namespace Xen.Hotplug.XenBridgeDoctor;

/// <summary>A program that runs on this host's network.</summary>
/// <param name="Id">The process's number.</param>
/// <param name="Words">Its command line.</param>
internal sealed record HostProcess(int Id, IReadOnlyList<string> Words)
{
    /// <summary>Looks through /proc. Processes of another network namespace, a container's say, are left out.</summary>
    internal static IReadOnlyList<HostProcess> List()
    {
        var own = NamespaceOf("self");
        var processes = new List<HostProcess>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            var name = Path.GetFileName(folder);
            if (!int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                continue;
            // Another user's namespace cannot be told, and is taken for this one.
            if (NamespaceOf(name) is { } other && other != own)
                continue;
            try
            {
                var words = File.ReadAllText($"{folder}/cmdline").Split('\0', StringSplitOptions.RemoveEmptyEntries);
                if (words.Length > 0)
                    processes.Add(new HostProcess(id, words));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // It has ended.
            }
        }
        return processes;
    }

    private static string? NamespaceOf(string process)
    {
        try
        {
            return new FileInfo($"/proc/{process}/ns/net").LinkTarget;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
