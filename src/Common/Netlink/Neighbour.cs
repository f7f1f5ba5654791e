using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Xen.Hotplug.Common.Netlink;

/// <summary>A neighbour of a link, or an address that the host answers for there (struct ndmsg, NDA_* of linux/neighbour.h).</summary>
public sealed class Neighbour
{
    private const ushort UsableStates =
        NeighbourHeader.Reachable | NeighbourHeader.Stale | NeighbourHeader.Delay | NeighbourHeader.Probe | Lasting;

    // The kernel never ends these.
    private const ushort Lasting = NeighbourHeader.Permanent | NeighbourHeader.WithoutResolution;

    internal NeighbourHeader Header { get; init; }

    /// <summary>The whole message's attributes, to be sent again.</summary>
    internal byte[] Attributes { get; init; } = [];

    /// <summary>Its IPv4 or IPv6 address.</summary>
    public required IPAddress Destination { get; init; }

    /// <summary>Its MAC address; null if the host does not know it.</summary>
    public MacAddress? Address { get; init; }

    /// <summary>Whether the host answers for it.</summary>
    public bool IsProxy => (Header.Flags & NeighbourHeader.Proxy) != 0;

    /// <summary>Whether somebody set it, so that it stays.</summary>
    public bool IsPermanent => (Header.State & Lasting) != 0;

    /// <summary>Whether it was asked for its MAC address, and answered, a moment ago.</summary>
    internal bool HasAnswered => (Header.State & NeighbourHeader.Reachable) != 0;

    /// <summary>Whether another link can be told it.</summary>
    public bool IsUsable => IsProxy || (Header.State & UsableStates) != 0 && Address != null && !IsMadeByKernel;

    /// <summary>Whether it stands for a group or for all, as the kernel notes by itself.</summary>
    private bool IsMadeByKernel =>
        (Header.State & NeighbourHeader.WithoutResolution) != 0 && Address is { IsMulticast: true };

    /// <summary>One of which the kernel knows nothing yet.</summary>
    internal static Neighbour Unknown(IPAddress address) => new() { Destination = address };

    /// <summary>Reads an RTM_NEWNEIGH message; null if it names no address.</summary>
    internal static Neighbour? Read(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < Unsafe.SizeOf<NeighbourHeader>())
            return null;
        var attributes = payload[Unsafe.SizeOf<NeighbourHeader>()..];
        return AttributeReader.FindAddress(attributes, NeighbourAttribute.Destination) is { } destination
            ? new Neighbour
            {
                Header = MemoryMarshal.Read<NeighbourHeader>(payload),
                Attributes = attributes.ToArray(),
                Destination = destination,
                Address = MacAddress.FromBytes(AttributeReader.Find(attributes, NeighbourAttribute.LinkLayerAddress)),
            }
            : null;
    }

    /// <summary>The message that it was read from, without its header.</summary>
    internal byte[] ToPayload() => MessageWriter.Payload(Header, Attributes);
}

/// <summary>struct ndmsg of linux/neighbour.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NeighbourHeader
{
    /// <summary>NTF_PROXY: an entry that the host answers for.</summary>
    internal const byte Proxy = 8;

    /// <summary>NTF_USE: as if a packet had been sent to it.</summary>
    internal const byte Use = 1;

    internal const ushort Reachable = 2; // NUD_*
    internal const ushort Stale = 4;
    internal const ushort Delay = 8;
    internal const ushort Probe = 0x10;
    internal const ushort WithoutResolution = 0x40; // NUD_NOARP
    internal const ushort Permanent = 0x80;

    internal byte Family;
    internal byte Padding1;
    internal ushort Padding2;
    internal int LinkIndex;
    internal ushort State;
    internal byte Flags;
    internal byte Type;
}

/// <summary>NDA_* of linux/neighbour.h.</summary>
internal static class NeighbourAttribute
{
    internal const ushort Destination = 1;
    internal const ushort LinkLayerAddress = 2;
    internal const ushort CacheInformation = 3;
    internal const ushort Probes = 4;
    internal const ushort Vlan = 5;
    internal const ushort Interface = 8;
    internal const ushort Master = 9;
}
