using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.UnitTests.Netlink;

/// <summary>Messages as the kernel would send them, made here.</summary>
internal static class Wire
{
    /// <summary>What follows the header of a message.</summary>
    internal static byte[] Payload(this MessageWriter message) =>
        message.Finish(0)[MessageWriter.HeaderLength..].ToArray();

    /// <summary>The attributes alone.</summary>
    internal static byte[] Attributes(Action<MessageWriter> write)
    {
        var message = new MessageWriter(0, 0);
        write(message);
        return message.Payload();
    }

    /// <summary>The payload of an RTM_NEWLINK message.</summary>
    internal static byte[] Link(LinkHeader header, Action<MessageWriter> write)
    {
        var message = new MessageWriter(MessageType.NewLink, 0).Fixed(header);
        write(message);
        return message.Payload();
    }

    /// <summary>The payload of an RTM_NEWADDR message.</summary>
    internal static byte[] Address(AddressHeader header, Action<MessageWriter> write)
    {
        var message = new MessageWriter(MessageType.NewAddress, 0).Fixed(header);
        write(message);
        return message.Payload();
    }

    /// <summary>The payload of an RTM_NEWROUTE message.</summary>
    internal static byte[] Route(RouteHeader header, Action<MessageWriter> write)
    {
        var message = new MessageWriter(MessageType.NewRoute, 0).Fixed(header);
        write(message);
        return message.Payload();
    }

    /// <summary>What a bridge with an index says of a MAC address.</summary>
    internal static ForwardingEntry Forwarding(NeighbourHeader header, MacAddress address, int bridgeIndex)
    {
        header.Family = AddressFamily.Bridge;
        return ForwardingEntry.Read(
            new MessageWriter(MessageType.NewNeighbour, 0)
                .Fixed(header)
                .Bytes(NeighbourAttribute.LinkLayerAddress, address.ToBytes())
                .Number(NeighbourAttribute.Master, bridgeIndex)
                .Bytes(NeighbourAttribute.CacheInformation, new byte[16])
                .Payload()
        )!;
    }

    /// <summary>Each length at which a message may have been cut off, from none of it to all but its last byte.</summary>
    internal static IEnumerable<byte[]> CutOff(byte[] message)
    {
        for (var length = 0; length < message.Length; length++)
            yield return message[..length];
    }
}
