using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Xen.Hotplug.Common.Native;

namespace Xen.Hotplug.Common.Netlink;

/// <content>What bridges and their ports are set to.</content>
public sealed partial class Rtnetlink
{
    /// <summary>What a bridge is set to; none if there is no such link.</summary>
    internal RawSettings ReadBridge(int index) =>
        ReadInformation(index, LinkAttribute.InformationData).Without(BridgeAttribute.ReadOnly);

    /// <summary>What a port of a bridge is set to; none if there is no such link.</summary>
    internal RawSettings ReadBridgePort(int index) =>
        ReadInformation(index, LinkAttribute.InformationSlaveData).Without(BridgePortAttribute.ReadOnly);

    /// <inheritdoc/>
    public PortVlans ReadVlans(int portIndex)
    {
        var vlans = new PortVlans();
        var isAnswered = false;
        // One port's alone: its bridge may have a thousand others.
        var entries = List(
            $"list the VLANs of link number {portIndex}",
            new MessageWriter(MessageType.GetVlan, MessageFlags.Dump).Fixed(
                new BridgeVlanHeader { Family = AddressFamily.Bridge, LinkIndex = portIndex }
            ),
            BridgeVlanEntries.Read,
            Unknown
        );
        foreach (var entry in entries)
        {
            if (entry.LinkIndex != portIndex)
                continue;
            isAnswered = true;
            vlans.Read(entry.Attributes);
        }
        // Before Linux 5.6 there is no such question.
        return isAnswered || !ListBridgeVlans().TryGetValue(portIndex, out var settings)
            ? vlans
            : PortVlans.Read(settings);
    }

    /// <summary>The VLANs of all bridges and their ports, by the link's index.</summary>
    internal Dictionary<int, RawSettings> ListBridgeVlans()
    {
        var vlans = new Dictionary<int, RawSettings>();
        var request = new MessageWriter(MessageType.GetLink, MessageFlags.Dump)
            .Fixed(new LinkHeader { Family = AddressFamily.Bridge })
            .Number(LinkAttribute.ExtendedMask, BridgeSpecification.WithVlans);
        foreach (var link in List("list the VLANs of bridges", request, BridgeVlans.Read, Unknown))
            vlans[link.Index] = link.Vlans;
        return vlans;
    }

    /// <inheritdoc/>
    public ForwardingEntry? FindForwarding(int bridgeIndex, MacAddress address, int vlan = 0) =>
        NetlinkException.Attempt(
            $"look for {address} in the bridge with number {bridgeIndex}",
            () =>
            {
                ForwardingEntry? entry = null;
                try
                {
                    Socket.Query(
                        ForwardingEntry.Find(bridgeIndex, address, vlan),
                        (type, payload) =>
                            entry = type == MessageType.NewNeighbour ? ForwardingEntry.Read(payload) : entry
                    );
                }
                catch (NetlinkException exception) when (exception.Error.IsOneOf(Unknown))
                {
                    return null;
                }
                return entry;
            }
        );

    /// <inheritdoc/>
    public IReadOnlyList<ForwardingEntry> ListLastingForwarding(int bridgeIndex) =>
        List(
                "list where a bridge forwards to",
                new MessageWriter(MessageType.GetNeighbour, MessageFlags.Dump)
                    .Fixed(new NeighbourHeader { Family = AddressFamily.Bridge })
                    .Number(NeighbourAttribute.Master, bridgeIndex),
                ForwardingEntry.Read,
                Unknown
            )
            .FindAll(entry => entry.BridgeIndex == bridgeIndex && entry.IsLasting);

    private RawSettings ReadInformation(int index, ushort part) =>
        NetlinkException.Attempt(
            $"read the settings of link number {index}",
            () =>
            {
                var settings = RawSettings.None;
                Socket.Query(
                    GetLinkMessage(index),
                    (type, payload) =>
                    {
                        if (type != MessageType.NewLink || payload.Length < Unsafe.SizeOf<LinkHeader>())
                            return;
                        var information = AttributeReader.Find(
                            payload[Unsafe.SizeOf<LinkHeader>()..],
                            LinkAttribute.Information
                        );
                        settings = RawSettings.Read(AttributeReader.Find(information, part));
                    }
                );
                return settings;
            }
        );
}

/// <summary>struct br_vlan_msg of linux/if_bridge.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BridgeVlanHeader
{
    internal byte Family;
    internal byte Reserved1;
    internal ushort Reserved2;
    internal int LinkIndex;
}

/// <summary>A message with VLANs of a link (RTM_NEWVLAN), its attributes still to be read.</summary>
internal sealed record BridgeVlanEntries(int LinkIndex, byte[] Attributes)
{
    internal static BridgeVlanEntries? Read(ReadOnlySpan<byte> payload) =>
        payload.Length < Unsafe.SizeOf<BridgeVlanHeader>()
            ? null
            : new BridgeVlanEntries(
                MemoryMarshal.Read<BridgeVlanHeader>(payload).LinkIndex,
                payload[Unsafe.SizeOf<BridgeVlanHeader>()..].ToArray()
            );
}

/// <summary>The VLANs of a bridge or of a port, as a message of the family of bridges has them.</summary>
internal sealed record BridgeVlans(int Index, RawSettings Vlans)
{
    internal static BridgeVlans? Read(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < Unsafe.SizeOf<LinkHeader>())
            return null;
        var header = MemoryMarshal.Read<LinkHeader>(payload);
        var specification = AttributeReader.Find(payload[Unsafe.SizeOf<LinkHeader>()..], LinkAttribute.AddressFamilies);
        return header.Family != AddressFamily.Bridge
            ? null
            : new BridgeVlans(
                header.Index,
                RawSettings.Read(specification).Only(BridgeSpecification.Vlan, BridgeSpecification.VlanTunnel)
            );
    }
}
