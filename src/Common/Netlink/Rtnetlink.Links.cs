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

    /// <inheritdoc/>
    public void SetUp(int index) => Socket.Execute(LinkRequests.SetUp(index));

    /// <inheritdoc/>
    public void SetDown(int index) => Socket.Execute(LinkRequests.SetDown(index));

    /// <inheritdoc/>
    public void SetName(int index, string name) => Socket.Execute(LinkRequests.SetName(index, name));

    /// <inheritdoc/>
    public void SetAddress(int index, MacAddress address) => Socket.Execute(LinkRequests.SetAddress(index, address));

    /// <inheritdoc/>
    public void SetMtu(int index, int mtu) => Socket.Execute(LinkRequests.SetMtu(index, mtu));

    /// <inheritdoc/>
    public void SetMaster(int index, int masterIndex) => Socket.Execute(LinkRequests.SetMaster(index, masterIndex));

    /// <inheritdoc/>
    public void SetGroupForwardMask(int index, int mask) =>
        Socket.Execute(LinkRequests.SetGroupForwardMask(index, mask));

    /// <inheritdoc/>
    public void SetAlias(int index, string text) => Socket.Execute(LinkRequests.SetAlias(index, text));

    /// <inheritdoc/>
    public void SetInet6AddressGenerationMode(int index, byte mode) =>
        Socket.Execute(LinkRequests.SetInet6AddressGenerationMode(index, mode));

    /// <inheritdoc/>
    public void CreateBridge(string name, MacAddress address, int mtu) =>
        Socket.Execute(
            new MessageWriter(
                MessageType.NewLink,
                MessageFlags.Acknowledge | MessageFlags.Create | MessageFlags.Exclusive
            )
                .Fixed(new LinkHeader())
                .Text(LinkAttribute.Name, name)
                .Bytes(LinkAttribute.Address, address.ToBytes())
                .Number(LinkAttribute.Mtu, mtu)
                .Nest(
                    LinkAttribute.Information,
                    static information =>
                        information
                            .Bytes(LinkAttribute.InformationKind, "bridge"u8)
                            .Nest(
                                LinkAttribute.InformationData,
                                static data =>
                                    data.Number(LinkAttribute.BridgeForwardDelay, 0)
                                        .Number(LinkAttribute.BridgeStpState, 0)
                            )
                )
        );

    /// <inheritdoc/>
    public void DeleteLink(int index) => Socket.Execute(LinkRequests.Delete(index));

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
