namespace Xen.Hotplug.Common.Netlink;

/// <summary>Requests that tell a link a neighbour, or let it forget one.</summary>
internal static class NeighbourRequests
{
    /// <summary>Tells the link a neighbour, so that the first packet does not wait for its MAC address.</summary>
    internal static MessageWriter Replace(Neighbour neighbour, int linkIndex)
    {
        var header = neighbour.Header with { LinkIndex = linkIndex };
        if (!neighbour.IsProxy && !neighbour.IsPermanent)
            header.State =
                (header.State & NeighbourHeader.Reachable) != 0 ? NeighbourHeader.Reachable : NeighbourHeader.Stale;
        return new MessageWriter(
            MessageType.NewNeighbour,
            MessageFlags.Acknowledge | MessageFlags.Create | MessageFlags.Replace
        )
            .Fixed(header)
            .Raw(
                AttributeReader.Without(
                    neighbour.Attributes,
                    NeighbourAttribute.CacheInformation,
                    NeighbourAttribute.Probes,
                    NeighbourAttribute.Interface
                )
            );
    }

    /// <summary>Has the kernel ask a neighbour for its MAC address at once.</summary>
    internal static MessageWriter Ask(Neighbour neighbour, int linkIndex)
    {
        var header = new NeighbourHeader { Family = AddressFamily.Of(neighbour.Destination), LinkIndex = linkIndex };
        // One whose MAC address is known would be used unasked, and asked after five seconds.
        if (neighbour.IsUsable)
            header.State = NeighbourHeader.Probe;
        else
            header.Flags = NeighbourHeader.Use;
        return new MessageWriter(
            MessageType.NewNeighbour,
            MessageFlags.Acknowledge | MessageFlags.Create | MessageFlags.Replace
        )
            .Fixed(header)
            .Bytes(NeighbourAttribute.Destination, neighbour.Destination.GetAddressBytes());
    }

    internal static MessageWriter Delete(Neighbour neighbour, int linkIndex) =>
        new MessageWriter(MessageType.DeleteNeighbour, MessageFlags.Acknowledge)
            .Fixed(neighbour.Header with { LinkIndex = linkIndex })
            .Bytes(NeighbourAttribute.Destination, neighbour.Destination.GetAddressBytes());
}
