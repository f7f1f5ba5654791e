using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Xen.Hotplug.Common.Netlink;

/// <summary>A queueing discipline of a link (struct tcmsg, TCA_* of linux/rtnetlink.h).</summary>
/// <param name="LinkIndex">The link.</param>
/// <param name="Handle">Its number; 0 for one that the kernel chose itself.</param>
/// <param name="Kind">"fq_codel", "ingress" and so on.</param>
public sealed record QueueingDiscipline(int LinkIndex, uint Handle, string Kind)
{
    /// <summary>Reads an RTM_NEWQDISC message; null if it is too short to be one.</summary>
    internal static QueueingDiscipline? Read(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < Unsafe.SizeOf<TrafficControlHeader>())
            return null;
        var header = MemoryMarshal.Read<TrafficControlHeader>(payload);
        var attributes = payload[Unsafe.SizeOf<TrafficControlHeader>()..];
        return new QueueingDiscipline(
            header.LinkIndex,
            header.Handle,
            AttributeReader.ReadText(
                AttributeReader.Find(
                    attributes,
                    1 /* TCA_KIND */
                )
            )
        );
    }
}

/// <summary>struct tcmsg of linux/rtnetlink.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TrafficControlHeader
{
    internal byte Family;
    internal byte Padding1;
    internal ushort Padding2;
    internal int LinkIndex;
    internal uint Handle;
    internal uint Parent;
    internal uint Information;
}
