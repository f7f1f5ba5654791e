using System.Runtime.InteropServices;
using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Netlink;

/// <content>Neighbours and next hop objects.</content>
public sealed partial class Rtnetlink
{
    /// <inheritdoc/>
    public IReadOnlyList<RawRecord> ListNeighbours(int linkIndex) =>
        [.. ListNeighbours(linkIndex, 0), .. ListNeighbours(linkIndex, NeighbourHeader.Proxy)];

    /// <inheritdoc/>
    public IReadOnlyList<RawRecord> ListNextHops() =>
        ListRaw(
            "list next hops",
            MessageType.NewNextHop,
            new MessageWriter(MessageType.GetNextHop, MessageFlags.Dump).Fixed(new NextHopHeader())
        );

    /// <summary>The queueing disciplines of a link.</summary>
    public IReadOnlyList<RawRecord> ListQueueingDisciplines(int linkIndex) =>
        ListRaw(
            "list queueing disciplines",
            MessageType.NewQdisc,
            new MessageWriter(MessageType.GetQdisc, MessageFlags.Dump).Fixed(
                new TrafficControlHeader { LinkIndex = linkIndex }
            )
        );

    private List<RawRecord> ListNeighbours(int linkIndex, byte flags) =>
        [
            .. ListRaw(
                    "list neighbours",
                    MessageType.NewNeighbour,
                    new MessageWriter(MessageType.GetNeighbour, MessageFlags.Dump)
                        .Fixed(new NeighbourHeader { Flags = flags })
                        .Number(NeighbourAttribute.Interface, linkIndex)
                )
                .Where(record =>
                    record.Payload.Length >= Marshal.SizeOf<NeighbourHeader>()
                    && MemoryMarshal.Read<NeighbourHeader>(record.Payload) is var header
                    && header.LinkIndex == linkIndex
                    && (header.Flags & NeighbourHeader.Proxy) == flags
                ),
        ];

    private List<RawRecord> ListRaw(string attempt, ushort answerType, MessageWriter request) =>
        NetlinkException.Attempt(
            attempt,
            () =>
            {
                var records = new List<RawRecord>();
                try
                {
                    Socket.Dump(
                        request,
                        records.Clear,
                        (type, payload) =>
                        {
                            if (type == answerType && payload.Length >= NeighbourHeader.SmallestOfAll)
                                records.Add(new RawRecord(type, payload.ToArray()));
                        }
                    );
                }
                catch (NetlinkException exception)
                    when (exception.Error is Errno.EOPNOTSUPP or Errno.EINVAL or Errno.ENOENT)
                {
                    // A kernel that does not know the question has none of them.
                    records.Clear();
                }
                return records;
            }
        );
}

/// <summary>struct ndmsg of linux/neighbour.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NeighbourHeader
{
    /// <summary>NTF_PROXY: an entry that the host answers for.</summary>
    internal const byte Proxy = 8;

    internal const ushort Reachable = 2;
    internal const ushort Stale = 4;
    internal const ushort Delay = 8;
    internal const ushort Probe = 0x10;
    internal const ushort Permanent = 0x80;

    /// <summary>The shortest fixed part of the records that are kept raw.</summary>
    internal const int SmallestOfAll = 8;

    internal byte Family;
    internal byte Padding1;
    internal ushort Padding2;
    internal int LinkIndex;
    internal ushort State;
    internal byte Flags;
    internal byte Type;
}

/// <summary>struct nhmsg of linux/nexthop.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NextHopHeader
{
    internal byte Family;
    internal byte Scope;
    internal byte Protocol;
    internal byte Reserved;
    internal uint Flags;
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
