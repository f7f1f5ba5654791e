namespace Xen.Hotplug.Common.Netlink;

/// <summary>Requests about next hop objects.</summary>
internal static class NextHopRequests
{
    /// <summary>Makes a next hop object lead over a link, or makes it; all routes that use it follow at once.</summary>
    internal static MessageWriter Replace(NextHop nextHop, int linkIndex)
    {
        return Write(nextHop)
            .Raw(AttributeReader.Without(nextHop.Attributes, NextHopAttribute.OutputInterface))
            .Number(NextHopAttribute.OutputInterface, linkIndex);
    }

    /// <summary>Makes a group of next hop objects, or gives it its members again.</summary>
    internal static MessageWriter ReplaceGroup(NextHop group)
    {
        var request = Write(group);
        var attributes = new AttributeReader(group.Attributes);
        while (attributes.Next())
        {
            // The kernel tells more of a group than it takes.
            if (attributes.Type is NextHopAttribute.Id or NextHopAttribute.Group or NextHopAttribute.GroupType)
                request.Raw(attributes.Whole);
            else if (attributes.Type == NextHopAttribute.ResilientGroup)
                request.Bytes(
                    NextHopAttribute.ResilientGroup | NextHopAttribute.Nested,
                    AttributeReader.Without(attributes.Value, 0, NextHopAttribute.UnbalancedTime)
                );
        }
        return request;
    }

    private static MessageWriter Write(NextHop nextHop)
    {
        var header = nextHop.Header;
        header.Flags &= HopFlag.OnLink;
        // The kernel works the scope out by itself, and refuses to be told.
        header.Scope = 0;
        return new MessageWriter(
            MessageType.NewNextHop,
            MessageFlags.Acknowledge | MessageFlags.Create | MessageFlags.Replace
        ).Fixed(header);
    }
}
