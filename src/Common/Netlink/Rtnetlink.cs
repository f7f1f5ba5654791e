using System.Text;
using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Netlink;

/// <summary>
/// The kernel's links, addresses and routes, by rtnetlink (man 7 rtnetlink). The socket is opened when it is
/// first used, so that what only describes changes never opens one. Not for several threads at once.
/// </summary>
public sealed partial class Rtnetlink : INetwork, IDisposable
{
    private NetlinkSocket? _socket;

    private delegate T? RecordReader<T>(ReadOnlySpan<byte> payload)
        where T : class;

    private NetlinkSocket Socket => _socket ??= NetlinkSocket.Open(NetlinkOption.RouteProtocol);

    /// <inheritdoc/>
    public Link? FindLink(string name) =>
        NetlinkException.Attempt(
            $"read link {name}",
            () => QueryLink(GetLinkMessage(0).Text(NameAttribute(name), name))
        );

    /// <inheritdoc/>
    public Link? FindLink(int index) =>
        NetlinkException.Attempt($"read link number {index}", () => QueryLink(GetLinkMessage(index)));

    /// <inheritdoc/>
    public IReadOnlyList<Link> ListLinks() => DumpLinks("list links", GetLinkMessage(0, MessageFlags.Dump));

    /// <inheritdoc/>
    public IReadOnlyList<Link> ListBridges() =>
        DumpLinks(
                "list bridges",
                GetLinkMessage(0, MessageFlags.Dump)
                    .Nest(
                        LinkAttribute.Information,
                        static nest => nest.Bytes(LinkAttribute.InformationKind, "bridge"u8)
                    )
            )
            .FindAll(link => link.IsBridge);

    /// <inheritdoc/>
    public IReadOnlyList<Link> ListPorts(int masterIndex) =>
        DumpLinks("list ports", GetLinkMessage(0, MessageFlags.Dump).Number(LinkAttribute.Master, masterIndex))
            .FindAll(link => link.MasterIndex == masterIndex);

    /// <inheritdoc/>
    public IReadOnlyList<LinkAddress> ListAddresses(int linkIndex) =>
        List(
                $"list the addresses of link number {linkIndex}",
                new MessageWriter(MessageType.GetAddress, MessageFlags.Dump).Fixed(
                    new AddressHeader { LinkIndex = linkIndex }
                ),
                LinkAddress.Read
            )
            .FindAll(address => address.LinkIndex == linkIndex);

    /// <inheritdoc/>
    public LinkProperties ReadProperties(int linkIndex) =>
        NetlinkException.Attempt(
            $"read the properties of link number {linkIndex}",
            () => QueryLink(GetLinkMessage(linkIndex), LinkProperties.Read) ?? LinkProperties.OfNewBridge
        );

    /// <inheritdoc/>
    public IReadOnlyList<MacAddress> ListMulticast(int linkIndex) => MulticastAddresses.List(linkIndex);

    /// <inheritdoc/>
    public IReadOnlyList<MptcpEndpoint> ListMptcpEndpoints(int linkIndex) => MptcpEndpoints.List(linkIndex);

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

    /// <summary>What of tc's, on any link, sends packets to a link.</summary>
    public IReadOnlyList<Redirection> ListRedirectionsTo(int linkIndex)
    {
        var found = new List<Redirection>();
        return NetlinkException.Attempt(
            "list tc's actions",
            () =>
            {
                try
                {
                    Socket.Dump(
                        Redirection.Request(),
                        found.Clear,
                        (_, payload) =>
                            found.AddRange(
                                Redirection.Read(payload).FindAll(redirection => redirection.LinkIndex == linkIndex)
                            )
                    );
                }
                catch (NetlinkException exception) when (exception.Error.IsOneOf(Unknown))
                {
                    found.Clear();
                }
                return found;
            }
        );
    }

    /// <inheritdoc/>
    public void Execute(RequestBatch batch) => batch.Send(Socket);

    /// <inheritdoc/>
    public void AddAdvertisedRoute(Route route, int linkIndex) => AdvertisedRoutes.Add(route, linkIndex);

    /// <inheritdoc/>
    public void AddMulticast(LinkReference link, MacAddress address) =>
        MulticastAddresses.Add(Socket, link.Index, address);

    /// <inheritdoc/>
    public void DeleteMulticast(LinkReference link, MacAddress address) =>
        MulticastAddresses.Delete(Socket, link.Index, address);

    /// <inheritdoc/>
    public void BindMptcpEndpoints(IReadOnlyList<MptcpEndpoint> endpoints, LinkReference link) =>
        MptcpEndpoints.Bind(endpoints, link.Index);

    /// <inheritdoc/>
    public void Dispose() => _socket?.Dispose();

    private static MessageWriter GetLinkMessage(int index, MessageFlags flags = 0) =>
        new MessageWriter(MessageType.GetLink, flags)
            .Fixed(new LinkHeader { Index = index })
            .Number(LinkAttribute.ExtendedMask, LinkAttribute.SkipStatistics);

    // Only an alternative name may be longer than a link's own.
    private static ushort NameAttribute(string name) =>
        Encoding.UTF8.GetByteCount(name) <= InterfaceName.MaximumLength
            ? LinkAttribute.Name
            : LinkAttribute.AlternativeName;

    private Link? QueryLink(MessageWriter request) => QueryLink(request, LinkReader.Read);

    private T? QueryLink<T>(MessageWriter request, RecordReader<T> read)
        where T : class
    {
        T? link = null;
        try
        {
            Socket.Query(request, (type, payload) => link = type == MessageType.NewLink ? read(payload) : link);
        }
        catch (NetlinkException exception) when (exception.Error == Errno.ENODEV)
        {
            return null;
        }
        return link;
    }

    /// <summary>
    /// Asks for links. Other links may come and go all the while, so that no dump is consistent; what that may leave out of one,
    /// and what one told that another did not, is asked for by itself then.
    /// </summary>
    private List<Link> DumpLinks(string attempt, MessageWriter request) =>
        NetlinkException.Attempt(attempt, () => LinkDump.Read(Socket, request, FindLink));

    // A kernel that does not know the question has none of them.
    private static Errno[] Unknown => [Errno.EOPNOTSUPP, Errno.EINVAL, Errno.ENOENT];

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

    /// <summary>Asks for all records of a kind; some errors mean that there are none. Kernels before 4.20 send more than was asked for.</summary>
    private List<T> List<T>(string attempt, MessageWriter request, RecordReader<T> read, params Errno[] none)
        where T : class =>
        NetlinkException.Attempt(
            attempt,
            () =>
            {
                // RTM_NEW* is RTM_GET* less two, for all kinds (linux/rtnetlink.h).
                var answerType = request.Type - (MessageType.GetLink - MessageType.NewLink);
                var records = new List<T>();
                try
                {
                    Socket.Dump(
                        request,
                        records.Clear,
                        (type, payload) =>
                        {
                            if (type == answerType && read(payload) is { } record)
                                records.Add(record);
                        }
                    );
                }
                catch (NetlinkException exception) when (exception.Error.IsOneOf(none))
                {
                    records.Clear();
                }
                return records;
            }
        );
}
