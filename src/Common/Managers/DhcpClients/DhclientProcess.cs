using Xen.Hotplug.Common.Netlink;
using Xen.Hotplug.Common.Processes;

namespace Xen.Hotplug.Common.Managers.DhcpClients;

/// <summary>A dhclient that works in the background.</summary>
/// <param name="Id">The process.</param>
/// <param name="Words">Its command line.</param>
/// <param name="LinkIndices">The links that it listens on; <see cref="PacketSocket.NoLink"/> for one that is gone.</param>
public sealed record DhclientProcess(int Id, IReadOnlyList<string> Words, IReadOnlySet<int> LinkIndices)
{
    internal const string ProgramName = "dhclient";

    private const string InBackgroundAtOnce = "-nw";

    // With these another program has begun it and waits for it.
    private static readonly string[] s_inForeground = ["-d", "--no-daemon"];

    /// <summary>The command that begins another, for a shell, which does not wait for the lease.</summary>
    public string Command
    {
        get
        {
            var words = Words.ToList();
            if (!words.Contains(InBackgroundAtOnce))
                words.Insert(1, InBackgroundAtOnce);
            return string.Join(' ', words.Select(Quote));
        }
    }

    /// <summary>Whether all links that it listened on are gone.</summary>
    public bool IsDeaf => LinkIndices.All(static index => index == PacketSocket.NoLink);

    /// <summary>Whether it is for a link, and not one that it only had before.</summary>
    internal bool IsFor(Link link) => LinkIndices.Contains(link.Index) || Words.Contains(link.Name);

    /// <summary>All that run; where nobody has a packet socket, no process is looked at.</summary>
    public static List<DhclientProcess> List()
    {
        var found = new List<DhclientProcess>();
        var sockets = PacketSockets.List();
        if (sockets.Count == 0)
            return found;
        foreach (var id in ProcessTable.List())
        {
            if (ProcessTable.NameOf(id) != ProgramName || ProcessTable.WordsOf(id) is not { Count: > 0 } words)
                continue;
            // Name and words are whatever the process says, and its command will be run again.
            if (!ProcessTable.IsRoots(id))
                continue;
            var inodes = ProcessTable.SocketsOf(id);
            var indices = sockets.Where(socket => inodes.Contains(socket.Inode)).Select(socket => socket.LinkIndex);
            if (!words.Any(s_inForeground.Contains) && !words.Any(word => word.Any(char.IsControl)))
                found.Add(new DhclientProcess(id, words, indices.ToHashSet()));
        }
        return found.FindAll(process => process.LinkIndices.Count > 0);
    }

    /// <summary>A word for a shell, whole.</summary>
    private static string Quote(string word) =>
        word.Length > 0 && word.All(DhcpClient.IsPlain) && !word.Contains(' ', StringComparison.Ordinal)
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
