using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Netlink;

/// <content>Links: finding, listing and changing them.</content>
public sealed partial class Rtnetlink : ILinkTable
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

    /// <summary>Sets a link up or down.</summary>
    public void SetUp(int index, bool up) => Socket.Execute(LinkRequests.SetUp(index, up));

    /// <summary>Renames a link; before kernel 6.2 it must be down.</summary>
    public void SetName(int index, string name) => Socket.Execute(LinkRequests.SetName(index, name));

    /// <summary>Gives a link a MAC address.</summary>
    public void SetAddress(int index, MacAddress address) => Socket.Execute(LinkRequests.SetAddress(index, address));

    /// <summary>Sets a link's MTU, in bytes.</summary>
    public void SetMtu(int index, int mtu) => Socket.Execute(LinkRequests.SetMtu(index, mtu));

    /// <summary>Makes a link a port of another, of whichever it was before; 0 takes it off.</summary>
    public void SetMaster(int index, int masterIndex) => Socket.Execute(LinkRequests.SetMaster(index, masterIndex));

    /// <summary>Sets which frames to 01:80:c2:00:00:0x a bridge treats like all others, a bit each; for a port of one.</summary>
    public void SetGroupForwardMask(int index, int mask) =>
        Socket.Execute(LinkRequests.SetGroupForwardMask(index, mask));

    /// <summary>Gives a link a text for people to read; null takes it away.</summary>
    public void SetAlias(int index, string? alias) => Socket.Execute(LinkRequests.SetAlias(index, alias));

    /// <summary>Sets how a link makes IPv6 addresses (IN6_ADDR_GEN_MODE_* of linux/if_link.h; 1 is not at all).</summary>
    public void SetInet6AddressGenerationMode(int index, byte mode) =>
        Socket.Execute(LinkRequests.SetInet6AddressGenerationMode(index, mode));

    /// <summary>Deletes a link.</summary>
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
