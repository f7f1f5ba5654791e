using System.Text;
using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Netlink;

/// <content>Links: finding, listing and changing them.</content>
public sealed partial class Rtnetlink : ILinkTable
{
    /// <inheritdoc/>
    public Link? FindLink(string name) =>
        Attempt(
            $"read link {name}",
            () => QueryLink(LinkMessage(MessageType.GetLink, 0).Text(LinkAttribute.Name, name))
        );

    /// <inheritdoc/>
    public Link? FindLink(int index) =>
        Attempt($"read link number {index}", () => QueryLink(LinkMessage(MessageType.GetLink, index)));

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
    public void SetUp(int index, bool up)
    {
        var header = new LinkHeader
        {
            Index = index,
            Flags = up ? (uint)LinkFlags.Up : 0,
            Change = (uint)LinkFlags.Up,
        };
        Socket.Execute(new MessageWriter(MessageType.NewLink, MessageFlags.Acknowledge).Fixed(header));
    }

    /// <summary>Renames a link; before kernel 6.2 it must be down.</summary>
    public void SetName(int index, string name) => Change(index, request => request.Text(LinkAttribute.Name, name));

    /// <summary>Gives a link a MAC address.</summary>
    public void SetAddress(int index, MacAddress address) =>
        Change(index, request => request.Bytes(LinkAttribute.Address, address.ToBytes()));

    /// <summary>Sets a link's MTU, in bytes.</summary>
    public void SetMtu(int index, int mtu) => Change(index, request => request.Number(LinkAttribute.Mtu, mtu));

    /// <summary>Makes a link a port of another, of whichever it was before; 0 takes it off.</summary>
    public void SetMaster(int index, int masterIndex) =>
        Change(index, request => request.Number(LinkAttribute.Master, masterIndex));

    /// <summary>Gives a link a text for people to read; null takes it away.</summary>
    public void SetAlias(int index, string? alias) =>
        Change(index, request => request.Bytes(LinkAttribute.Alias, Encoding.UTF8.GetBytes(alias ?? "")));

    /// <summary>Sets how a link makes IPv6 addresses (IN6_ADDR_GEN_MODE_* of linux/if_link.h; 1 is not at all).</summary>
    public void SetInet6AddressGenerationMode(int index, byte mode) =>
        Change(
            index,
            request =>
                request.Nest(
                    LinkAttribute.AddressFamilies,
                    families =>
                        families.Nest(
                            AddressFamily.Inet6,
                            inet6 => inet6.Number(LinkAttribute.Inet6AddressGenerationMode, mode)
                        )
                )
        );

    /// <summary>Deletes a link.</summary>
    public void DeleteLink(int index) =>
        Socket.Execute(LinkMessage(MessageType.DeleteLink, index, MessageFlags.Acknowledge));

    private static MessageWriter LinkMessage(ushort type, int index, MessageFlags flags = 0)
    {
        var message = new MessageWriter(type, flags).Fixed(new LinkHeader { Index = index });
        return type == MessageType.GetLink
            ? message.Number(LinkAttribute.ExtendedMask, LinkAttribute.SkipStatistics)
            : message;
    }

    // One attribute a request: a request that sets several may stop half-way.
    private void Change(int index, Action<MessageWriter> write)
    {
        var request = LinkMessage(MessageType.NewLink, index, MessageFlags.Acknowledge);
        write(request);
        Socket.Execute(request);
    }

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
        Attempt(
            attempt,
            () =>
            {
                var links = new List<Link>();
                var request = LinkMessage(MessageType.GetLink, 0, MessageFlags.Dump);
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
