using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Netlink;

/// <content>Neighbours, next hop objects and queueing disciplines.</content>
public sealed partial class Rtnetlink
{
    // A kernel that does not know the question has none of them.
    private static Errno[] Unknown => [Errno.EOPNOTSUPP, Errno.EINVAL, Errno.ENOENT];

    /// <inheritdoc/>
    public IReadOnlyList<Neighbour> ListNeighbours(int linkIndex) =>
        [.. ListNeighbours(linkIndex, 0), .. ListNeighbours(linkIndex, NeighbourHeader.Proxy)];

    /// <inheritdoc/>
    public IReadOnlyList<NextHop> ListNextHops() =>
        List(
            "list next hops",
            new MessageWriter(MessageType.GetNextHop, MessageFlags.Dump).Fixed(new NextHopHeader()),
            NextHop.Read,
            Unknown
        );

    /// <summary>The queueing disciplines of a link.</summary>
    public IReadOnlyList<QueueingDiscipline> ListQueueingDisciplines(int linkIndex) =>
        List(
                "list queueing disciplines",
                new MessageWriter(MessageType.GetQdisc, MessageFlags.Dump).Fixed(
                    new TrafficControlHeader { LinkIndex = linkIndex }
                ),
                QueueingDiscipline.Read,
                Unknown
            )
            .FindAll(discipline => discipline.LinkIndex == linkIndex);

    private List<Neighbour> ListNeighbours(int linkIndex, byte flags) =>
        List(
                "list neighbours",
                new MessageWriter(MessageType.GetNeighbour, MessageFlags.Dump)
                    .Fixed(new NeighbourHeader { Flags = flags })
                    .Number(NeighbourAttribute.Interface, linkIndex),
                Neighbour.Read,
                Unknown
            )
            .FindAll(neighbour =>
                neighbour.Header.LinkIndex == linkIndex && neighbour.IsProxy == (flags == NeighbourHeader.Proxy)
            );
}
