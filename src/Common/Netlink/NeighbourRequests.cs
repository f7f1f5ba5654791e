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

    internal static MessageWriter Delete(Neighbour neighbour, int linkIndex) =>
        new MessageWriter(MessageType.DeleteNeighbour, MessageFlags.Acknowledge)
            .Fixed(neighbour.Header with { LinkIndex = linkIndex })
            .Bytes(NeighbourAttribute.Destination, neighbour.Destination.GetAddressBytes());
}
