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
    public IReadOnlyList<Link> ListBridges() =>
        ListLinks(
            "list bridges",
            link => link.IsBridge,
            request =>
                request.Nest(
                    LinkAttribute.Information,
                    static nest => nest.Bytes(LinkAttribute.InformationKind, "bridge"u8)
                )
        );

    /// <inheritdoc/>
    public IReadOnlyList<Link> ListPorts(int masterIndex) =>
        ListLinks(
            "list ports",
            link => link.MasterIndex == masterIndex,
            request => request.Number(LinkAttribute.Master, masterIndex)
        );

    /// <inheritdoc/>
    public IReadOnlyList<Link> ListLinks() => ListLinks("list links", static _ => true, static _ => { });

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

    private List<Link> ListLinks(string attempt, Func<Link, bool> belongs, Action<MessageWriter> filter) =>
        NetlinkException.Attempt(
            attempt,
            () =>
            {
                var links = new List<Link>();
                var request = GetLinkMessage(0, MessageFlags.Dump);
                filter(request);
                Socket.Dump(
                    request,
                    links.Clear,
                    (type, payload) =>
                    {
                        // Kernels before 4.20 send every link: what was not asked for is left out here.
                        if (type == MessageType.NewLink && LinkReader.Read(payload) is { } link && belongs(link))
                            links.Add(link);
                    }
                );
                return links;
            }
        );
}
