using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Netlink;

/// <content>Links: finding, listing and changing them.</content>
public sealed partial class Rtnetlink
{
    /// <inheritdoc/>
    public Link? FindLink(string name) =>
        NetlinkException.Attempt(
            $"read link {name}",
            () => QueryLink(GetLinkMessage(0).Text(LinkAttribute.Name, name))
        );

    /// <inheritdoc/>
    public Link? FindLink(int index) =>
        NetlinkException.Attempt($"read link number {index}", () => QueryLink(GetLinkMessage(index)));

    /// <inheritdoc/>
    public IReadOnlyList<Link> ListLinks() => List("list links", GetLinkMessage(0, MessageFlags.Dump), LinkReader.Read);

    /// <inheritdoc/>
    public IReadOnlyList<Link> ListBridges() =>
        List(
                "list bridges",
                GetLinkMessage(0, MessageFlags.Dump)
                    .Nest(
                        LinkAttribute.Information,
                        static nest => nest.Bytes(LinkAttribute.InformationKind, "bridge"u8)
                    ),
                LinkReader.Read
            )
            .FindAll(link => link.IsBridge);

    /// <inheritdoc/>
    public IReadOnlyList<Link> ListPorts(int masterIndex) =>
        List(
                "list ports",
                GetLinkMessage(0, MessageFlags.Dump).Number(LinkAttribute.Master, masterIndex),
                LinkReader.Read
            )
            .FindAll(link => link.MasterIndex == masterIndex);

    private static MessageWriter GetLinkMessage(int index, MessageFlags flags = 0) =>
        new MessageWriter(MessageType.GetLink, flags)
            .Fixed(new LinkHeader { Index = index })
            .Number(LinkAttribute.ExtendedMask, LinkAttribute.SkipStatistics);

    private Link? QueryLink(MessageWriter request)
    {
        Link? link = null;
        try
        {
            Socket.Query(
                request,
                (type, payload) => link = type == MessageType.NewLink ? LinkReader.Read(payload) : link
            );
        }
        catch (NetlinkException exception) when (exception.Error == Errno.ENODEV)
        {
            return null;
        }
        return link;
    }
}
