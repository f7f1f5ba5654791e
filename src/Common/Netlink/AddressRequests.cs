namespace Xen.Hotplug.Common.Netlink;

/// <summary>Requests that give a link an address, change it or take it off.</summary>
internal static class AddressRequests
{
    /// <summary>Adds an address that the link does not have yet.</summary>
    internal static MessageWriter Add(LinkAddress address, int linkIndex) =>
        Write(address, linkIndex, MessageFlags.Create | MessageFlags.Exclusive);

    /// <summary>Changes what goes with an address that the link has.</summary>
    internal static MessageWriter Change(LinkAddress address, int linkIndex) =>
        Write(address, linkIndex, MessageFlags.Replace);

    /// <summary>Adds an address back to its link, just as it was read.</summary>
    internal static MessageWriter AddBack(LinkAddress address) =>
        Begin(MessageType.NewAddress, address, address.LinkIndex, MessageFlags.Create | MessageFlags.Replace)
            .Raw(address.Attributes);

    internal static MessageWriter Delete(LinkAddress address, int linkIndex) =>
        Begin(MessageType.DeleteAddress, address, linkIndex, 0)
            .Bytes(AddressAttribute.Local, address.Local.GetAddressBytes())
            .Bytes(AddressAttribute.Address, (address.Peer ?? address.Local).GetAddressBytes());

    internal static AddressHeader Header(LinkAddress address, int linkIndex) =>
        new()
        {
            Family = address.Family,
            PrefixLength = address.PrefixLength,
            Flags = (byte)address.Flags,
            Scope = address.Scope,
            LinkIndex = linkIndex,
        };

    private static MessageWriter Write(LinkAddress address, int linkIndex, MessageFlags flags)
    {
        var settable = address with { Flags = address.Flags & AddressFlag.Settable };
        var request = Begin(MessageType.NewAddress, settable, linkIndex, flags)
            .Raw(AttributeReader.Without(address.Attributes, AddressAttribute.Flags, AddressAttribute.Label))
            .Number(AddressAttribute.Flags, settable.Flags);
        return address.Label.Length == 0 ? request : request.Text(AddressAttribute.Label, address.Label);
    }

    private static MessageWriter Begin(ushort type, LinkAddress address, int linkIndex, MessageFlags flags) =>
        new MessageWriter(type, flags | MessageFlags.Acknowledge).Fixed(Header(address, linkIndex));
}
