namespace Xen.Hotplug.Common.Netlink;

/// <summary>Requests about next hop objects.</summary>
internal static class NextHopRequests
{
    /// <summary>Makes a next hop object lead over a link, or makes it; all routes that use it follow at once.</summary>
    internal static MessageWriter Replace(NextHop nextHop, int linkIndex)
    {
        var header = nextHop.Header;
        header.Flags &= HopFlag.OnLink;
        // The kernel works the scope out by itself, and refuses to be told.
        header.Scope = 0;
        var request = new MessageWriter(
            MessageType.NewNextHop,
            MessageFlags.Acknowledge | MessageFlags.Create | MessageFlags.Replace
        )
            .Fixed(header)
            .Raw(AttributeReader.Without(nextHop.Attributes, NextHopAttribute.OutputInterface));
        return nextHop.Members.Count > 0 ? request : request.Number(NextHopAttribute.OutputInterface, linkIndex);
    }
}
