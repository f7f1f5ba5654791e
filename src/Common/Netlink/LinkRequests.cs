using System.Text;

namespace Xen.Hotplug.Common.Netlink;

/// <summary>Requests that change a link. One attribute a request: a request that sets several may stop half-way.</summary>
internal static class LinkRequests
{
    internal static MessageWriter SetUp(int index) => SetState(index, LinkFlags.Up);

    internal static MessageWriter SetDown(int index) => SetState(index, LinkFlags.None);

    private static MessageWriter SetState(int index, LinkFlags flags) =>
        new MessageWriter(MessageType.NewLink, MessageFlags.Acknowledge).Fixed(
            new LinkHeader
            {
                Index = index,
                Flags = (uint)flags,
                Change = (uint)LinkFlags.Up,
            }
        );

    internal static MessageWriter SetName(int index, string name) => Change(index).Text(LinkAttribute.Name, name);

    internal static MessageWriter SetAddress(int index, MacAddress address) =>
        Change(index).Bytes(LinkAttribute.Address, address.ToBytes());

    internal static MessageWriter SetMtu(int index, int mtu) => Change(index).Number(LinkAttribute.Mtu, mtu);

    internal static MessageWriter SetMaster(int index, int masterIndex) =>
        Change(index).Number(LinkAttribute.Master, masterIndex);

    internal static MessageWriter SetAlias(int index, string alias) =>
        Change(index).Bytes(LinkAttribute.Alias, Encoding.UTF8.GetBytes(alias));

    internal static MessageWriter SetInet6AddressGenerationMode(int index, byte mode) =>
        Change(index)
            .Nest(
                LinkAttribute.AddressFamilies,
                families =>
                    families.Nest(
                        AddressFamily.Inet6,
                        inet6 => inet6.Number(LinkAttribute.Inet6AddressGenerationMode, mode)
                    )
            );

    internal static MessageWriter SetAttribute(int index, ushort attribute, byte[] value) =>
        Change(index).Bytes(attribute, value);

    internal static MessageWriter SetFlag(int index, uint flag, uint flags) =>
        new MessageWriter(MessageType.NewLink, MessageFlags.Acknowledge).Fixed(
            new LinkHeader
            {
                Index = index,
                Flags = flags & flag,
                Change = flag,
            }
        );

    internal static MessageWriter SetToken(int index, byte[] token) =>
        Change(index)
            .Nest(
                LinkAttribute.AddressFamilies,
                families => families.Nest(AddressFamily.Inet6, inet6 => inet6.Bytes(LinkAttribute.Inet6Token, token))
            );

    internal static MessageWriter AddAlternativeName(int index, string name) =>
        Property(MessageType.NewLinkProperty, MessageFlags.Create | MessageFlags.Exclusive, index, name);

    internal static MessageWriter DeleteAlternativeName(int index, string name) =>
        Property(MessageType.DeleteLinkProperty, 0, index, name);

    internal static MessageWriter CreateBridge(string name, MacAddress address, int mtu) =>
        new MessageWriter(MessageType.NewLink, MessageFlags.Acknowledge | MessageFlags.Create | MessageFlags.Exclusive)
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
                                data.Number(LinkAttribute.BridgeForwardDelay, 0).Number(LinkAttribute.BridgeStpState, 0)
                        )
            );

    internal static MessageWriter Delete(int index) =>
        new MessageWriter(MessageType.DeleteLink, MessageFlags.Acknowledge).Fixed(new LinkHeader { Index = index });

    private static MessageWriter Property(ushort type, MessageFlags flags, int index, string name) =>
        new MessageWriter(type, MessageFlags.Acknowledge | flags)
            .Fixed(new LinkHeader { Index = index })
            .Nest(LinkAttribute.PropertyList, list => list.Text(LinkAttribute.AlternativeName, name));

    private static MessageWriter Change(int index) =>
        new MessageWriter(MessageType.NewLink, MessageFlags.Acknowledge).Fixed(new LinkHeader { Index = index });
}
