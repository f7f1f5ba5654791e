namespace Xen.Hotplug.Common.Netlink;

/// <content>The addresses of one link.</content>
public sealed partial class Rtnetlink
{
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
}
