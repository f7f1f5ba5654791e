using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Xen.Hotplug.Common.Netlink;

/// <summary>Where a bridge sends frames for a MAC address (struct ndmsg, NDA_* of linux/neighbour.h).</summary>
public sealed class ForwardingEntry
{
    private const ushort NoArp = 0x40; // NUD_NOARP, which `bridge` calls static
    private const byte Itself = 2; // NTF_SELF
    private const byte ByItsBridge = 4; // NTF_MASTER
    private const byte ExternallyLearned = 0x10; // NTF_EXT_LEARNED
    private const byte Sticky = 0x40; // NTF_STICKY

    private NeighbourHeader _header;
    private byte[] _attributes = [];

    /// <summary>The MAC address; null if it is not six bytes long.</summary>
    public MacAddress? Address { get; private init; }

    /// <summary>The index of the port, or of the bridge itself.</summary>
    public int LinkIndex => _header.LinkIndex;

    /// <summary>The index of the bridge; 0 for what a link has without one.</summary>
    public int BridgeIndex { get; private init; }

    /// <summary>Whether the host itself takes the frames; the kernel makes such an entry for each port's own address.</summary>
    public bool IsLocal => (_header.State & NeighbourHeader.Permanent) != 0;

    /// <summary>Whether somebody set it, so that it stays; others a bridge learns again.</summary>
    public bool IsLasting =>
        (_header.Flags & Itself) == 0
        && (
            (_header.State & (NeighbourHeader.Permanent | NoArp)) != 0
            || (_header.Flags & (ExternallyLearned | Sticky)) != 0
        );

    /// <summary>Whether it stays where it is although its address sends from elsewhere, and the host is not behind it.</summary>
    internal bool IsPinned => !IsLocal && (_header.State & NoArp) != 0 && (_header.Flags & Sticky) != 0;

    /// <summary>The VLAN whose frames it is for; 0 for those of none.</summary>
    internal int Vlan => AttributeReader.FindNumber<ushort>(_attributes, NeighbourAttribute.Vlan);

    /// <summary>The request that finds the entry of an address, in a VLAN or (0) in none; `bridge fdb get`, since Linux 5.0.</summary>
    internal static MessageWriter Find(int bridgeIndex, MacAddress address, int vlan)
    {
        var request = new MessageWriter(MessageType.GetNeighbour, 0)
            .Fixed(new NeighbourHeader { Family = AddressFamily.Bridge })
            .Bytes(NeighbourAttribute.LinkLayerAddress, address.ToBytes())
            .Number(NeighbourAttribute.Master, bridgeIndex);
        return vlan == 0 ? request : request.Number(NeighbourAttribute.Vlan, (ushort)vlan);
    }

    /// <summary>
    /// The request that adds an entry which stays. Without a VLAN the kernel adds it for each of the port's
    /// (br_fdb_add of net/bridge/br_fdb.c).
    /// </summary>
    internal static MessageWriter Pin(int portIndex, MacAddress address) =>
        new MessageWriter(
            MessageType.NewNeighbour,
            MessageFlags.Acknowledge | MessageFlags.Create | MessageFlags.Replace
        )
            .Fixed(
                new NeighbourHeader
                {
                    Family = AddressFamily.Bridge,
                    LinkIndex = portIndex,
                    State = NoArp,
                    Flags = ByItsBridge | Sticky,
                }
            )
            .Bytes(NeighbourAttribute.LinkLayerAddress, address.ToBytes());

    /// <summary>The request that deletes it, for each of the port's VLANs too.</summary>
    internal static MessageWriter Unpin(int portIndex, MacAddress address) =>
        new MessageWriter(MessageType.DeleteNeighbour, MessageFlags.Acknowledge)
            .Fixed(
                new NeighbourHeader
                {
                    Family = AddressFamily.Bridge,
                    LinkIndex = portIndex,
                    Flags = ByItsBridge,
                }
            )
            .Bytes(NeighbourAttribute.LinkLayerAddress, address.ToBytes());

    /// <summary>Reads an RTM_NEWNEIGH message of the family of bridges; null if it is of another one.</summary>
    internal static ForwardingEntry? Read(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < Unsafe.SizeOf<NeighbourHeader>())
            return null;
        var header = MemoryMarshal.Read<NeighbourHeader>(payload);
        var attributes = payload[Unsafe.SizeOf<NeighbourHeader>()..];
        return header.Family != AddressFamily.Bridge
            ? null
            : new ForwardingEntry
            {
                _header = header,
                _attributes = attributes.ToArray(),
                Address = MacAddress.FromBytes(AttributeReader.Find(attributes, NeighbourAttribute.LinkLayerAddress)),
                BridgeIndex = AttributeReader.FindNumber<int>(attributes, NeighbourAttribute.Master),
            };
    }

    /// <summary>The message that it was read from, without its header.</summary>
    internal byte[] ToPayload() => MessageWriter.Payload(_header, _attributes);

    /// <summary>The request that adds it.</summary>
    /// <param name="linkIndex">The port, or the bridge as it is now.</param>
    internal MessageWriter Add(int linkIndex)
    {
        var owner = LinkIndex == BridgeIndex ? Itself : ByItsBridge;
        var header = _header with
        {
            LinkIndex = linkIndex,
            Flags = (byte)(_header.Flags & (ExternallyLearned | Sticky) | owner),
        };
        return new MessageWriter(
            MessageType.NewNeighbour,
            MessageFlags.Acknowledge | MessageFlags.Create | MessageFlags.Replace
        )
            .Fixed(header)
            .Raw(
                AttributeReader.Without(
                    _attributes,
                    NeighbourAttribute.CacheInformation,
                    NeighbourAttribute.Probes,
                    NeighbourAttribute.Interface,
                    NeighbourAttribute.Master
                )
            );
    }
}
