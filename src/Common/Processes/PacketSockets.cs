using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Processes;

/// <summary>A socket that sees the frames of one link.</summary>
/// <param name="LinkIndex">The link; <see cref="NoLink"/> once that is gone.</param>
/// <param name="Protocol">The EtherType in four digits of base 16.</param>
/// <param name="Inode">The number by which a process' descriptors tell it.</param>
public sealed record PacketSocket(int LinkIndex, string Protocol, string Inode)
{
    /// <summary>ETH_P_ALL: it sees frames before a bridge takes them.</summary>
    public const string AllProtocols = "0003";

    /// <summary>What the kernel shows in place of the index of a link that is gone.</summary>
    public const int NoLink = -1;
}

/// <summary>The packet sockets of this network, by /proc/net/packet.</summary>
public static class PacketSockets
{
    /// <summary>All of them; none where they cannot be read.</summary>
    public static List<PacketSocket> List() => Parse(RegularFile.TryRead("/proc/self/net/packet", out _) ?? "");

    /// <summary>A line has sk, references, type, protocol, interface, running, memory, user, inode.</summary>
    internal static List<PacketSocket> Parse(string table)
    {
        var sockets = new List<PacketSocket>();
        foreach (var line in table.Split('\n').Skip(1))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length >= 9 && TryReadIndex(words[4], out var index))
                sockets.Add(new PacketSocket(index, words[3], words[8]));
        }
        return sockets;
    }

    private static bool TryReadIndex(string word, out int index)
    {
        index = PacketSocket.NoLink;
        return word == $"{PacketSocket.NoLink}" || Text.TryReadNumber(word, out index);
    }
}
