using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Xen.Hotplug.Common.Netlink;

/// <summary>What is set on a link itself, beside its name, MAC address and MTU. Nobody but a change of places needs it.</summary>
/// <param name="Flags">IFF_* of linux/if.h; promiscuous and allmulti only as far as somebody set them.</param>
/// <param name="Attributes">The whole message's attributes.</param>
/// <param name="AlternativeNames">IFLA_ALT_IFNAME: names by which the kernel finds the link too.</param>
public sealed record LinkProperties(uint Flags, byte[] Attributes, IReadOnlyList<string> AlternativeNames)
{
    private const int TokenLength = 16;

    /// <summary>A bridge that was just made: what the kernel gives every new Ethernet link.</summary>
    public static LinkProperties OfNewBridge =>
        new(
            LinkFlag.Multicast,
            new MessageWriter(0, 0)
                .Bytes(LinkAttribute.Broadcast, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff])
                .Number(LinkAttribute.Group, 0)
                .Number(LinkAttribute.TransmitQueueLength, 1000) // DEFAULT_TX_QUEUE_LEN of net/core/dev.c
                .Number(LinkAttribute.GsoMaximumSize, 65536) // GSO_LEGACY_MAX_SIZE and the others of linux/netdevice.h
                .Number(LinkAttribute.GsoMaximumSegments, 65535)
                .Number(LinkAttribute.GroMaximumSize, 65536)
                .Number(LinkAttribute.GsoInetMaximumSize, 65536)
                .Number(LinkAttribute.GroInetMaximumSize, 65536)
                .Finish(0)[MessageWriter.HeaderLength..]
                .ToArray(),
            []
        );

    /// <summary>IFLA_INET6_TOKEN: the host's part of addresses that routers advertise; all zero if none was set.</summary>
    internal ReadOnlySpan<byte> Token =>
        AttributeReader.Find(FamilyAttributes(AddressFamily.Inet6), LinkAttribute.Inet6Token)
            is { Length: TokenLength } token
            ? token
            : new byte[TokenLength];

    /// <summary>The value of an attribute; empty if the kernel did not tell it.</summary>
    internal ReadOnlySpan<byte> Find(ushort attribute) => AttributeReader.Find(Attributes, attribute);

    /// <summary>What the kernel tells of an address family on the link, in IFLA_AF_SPEC.</summary>
    internal ReadOnlySpan<byte> FamilyAttributes(byte family) =>
        AttributeReader.Find(Find(LinkAttribute.AddressFamilies), family);

    /// <summary>Reads an RTM_NEWLINK message; null if it is too short to be one.</summary>
    internal static LinkProperties? Read(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < Unsafe.SizeOf<LinkHeader>())
            return null;
        var attributes = payload[Unsafe.SizeOf<LinkHeader>()..];
        var names = new List<string>();
        var properties = new AttributeReader(AttributeReader.Find(attributes, LinkAttribute.PropertyList));
        while (properties.Next())
        {
            if (properties.Type == LinkAttribute.AlternativeName)
                names.Add(properties.Text());
        }
        return new LinkProperties(MemoryMarshal.Read<LinkHeader>(payload).Flags, attributes.ToArray(), names);
    }
}

/// <summary>The flags that somebody can set on a link, and what <c>ip link set</c> calls them (IFF_* of linux/if.h).</summary>
internal static class LinkFlag
{
    internal const uint NoTrailers = 0x20;
    internal const uint NoArp = 0x80;
    internal const uint Promiscuous = 0x100;
    internal const uint AllMulticast = 0x200;
    internal const uint Multicast = 0x1000;
    internal const uint Dynamic = 0x8000;

    /// <summary>All of them.</summary>
    internal static ReadOnlySpan<uint> All => [NoTrailers, NoArp, Promiscuous, AllMulticast, Multicast, Dynamic];

    /// <summary>What sets the flag, or takes it away.</summary>
    internal static string Describe(uint flag, uint flags) =>
        (flag, (flags & flag) != 0) switch
        {
            (NoTrailers, var isSet) => $"trailers {OnOff(!isSet)}",
            (NoArp, var isSet) => $"arp {OnOff(!isSet)}",
            (Promiscuous, var isSet) => $"promisc {OnOff(isSet)}",
            (AllMulticast, var isSet) => $"allmulticast {OnOff(isSet)}",
            (Multicast, var isSet) => $"multicast {OnOff(isSet)}",
            (_, var isSet) => $"dynamic {OnOff(isSet)}",
        };

    private static string OnOff(bool isOn) => isOn ? "on" : "off";
}
