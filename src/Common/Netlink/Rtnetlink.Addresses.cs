namespace Xen.Hotplug.Common.Netlink;

/// <content>The addresses of one link.</content>
public sealed partial class Rtnetlink
{
    /// <inheritdoc/>
    public IReadOnlyList<LinkAddress> ListAddresses(int linkIndex) =>
        NetlinkException.Attempt(
            $"list the addresses of link number {linkIndex}",
            () =>
            {
                var addresses = new List<LinkAddress>();
                var request = new MessageWriter(MessageType.GetAddress, MessageFlags.Dump).Fixed(
                    new AddressHeader { LinkIndex = linkIndex }
                );
                Socket.Dump(
                    request,
                    addresses.Clear,
                    (type, payload) =>
                    {
                        // Kernels before 4.20 send every link's.
                        if (
                            type == MessageType.NewAddress
                            && LinkAddress.Read(payload) is { } address
                            && address.LinkIndex == linkIndex
                        )
                            addresses.Add(address);
                    }
                );
                return addresses;
            }
        );

    /// <inheritdoc/>
    public void AddAddress(LinkAddress address) =>
        Socket.Execute(
            AddressMessage(MessageType.NewAddress, address, MessageFlags.Create | MessageFlags.Replace)
                .Raw(address.Attributes)
        );

    /// <inheritdoc/>
    public void DeleteAddress(LinkAddress address) => Socket.Execute(DeleteAddressRequest(address));

    internal static MessageWriter DeleteAddressRequest(LinkAddress address) =>
        AddressMessage(MessageType.DeleteAddress, address, 0)
            .Bytes(AddressAttribute.Local, address.Local.GetAddressBytes())
            .Bytes(AddressAttribute.Address, (address.Peer ?? address.Local).GetAddressBytes());

    private static MessageWriter AddressMessage(ushort type, LinkAddress address, MessageFlags flags) =>
        new MessageWriter(type, flags | MessageFlags.Acknowledge).Fixed(
            new AddressHeader
            {
                Family = address.Family,
                PrefixLength = address.PrefixLength,
                Flags = (byte)address.Flags,
                Scope = address.Scope,
                LinkIndex = address.LinkIndex,
            }
        );
}
