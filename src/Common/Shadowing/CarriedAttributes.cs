using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>The attributes of a link (IFLA_* of linux/if_link.h) that a change of places gives the other link too.</summary>
internal static class CarriedAttributes
{
    /// <summary>The host's: they belong to the name, and go there and back.</summary>
    internal static ReadOnlySpan<ushort> OfHost => [LinkAttribute.Group, LinkAttribute.Alias, LinkAttribute.Broadcast];

    /// <summary>
    /// The hardware's, which the bridge has to keep to as well: it gets them once the NIC is its port, for it may have no
    /// higher ones than its ports. The NIC has its own all along. A size is set before that for IPv4 alone, which follows it.
    /// </summary>
    internal static ReadOnlySpan<ushort> Limits =>
        [
            LinkAttribute.TransmitQueueLength,
            LinkAttribute.GsoMaximumSize,
            LinkAttribute.GsoMaximumSegments,
            LinkAttribute.GroMaximumSize,
            LinkAttribute.GsoInetMaximumSize,
            LinkAttribute.GroInetMaximumSize,
        ];

    /// <summary>Whether a link has another value than the one to have; not if the kernel tells no such value.</summary>
    internal static bool IsOther(ushort attribute, LinkProperties wanted, LinkProperties present) =>
        (attribute == LinkAttribute.Alias || wanted.Find(attribute).Length > 0)
        && !Value(attribute, wanted).SequenceEqual(Value(attribute, present));

    /// <summary>The value as a request has it: a text without the NUL byte that the kernel tells it with.</summary>
    internal static ReadOnlySpan<byte> Value(ushort attribute, LinkProperties properties) =>
        attribute == LinkAttribute.Alias ? properties.Find(attribute).TrimEnd((byte)0) : properties.Find(attribute);
}
