using System.Runtime.InteropServices;

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

    /// <summary>The entries of a bridge that somebody set.</summary>
    internal List<ForwardingEntry> ListLastingForwarding(int bridgeIndex) =>
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
                        if (type != MessageType.NewLink || payload.Length < Marshal.SizeOf<LinkHeader>())
                            return;
                        var information = AttributeReader.Find(
                            payload[Marshal.SizeOf<LinkHeader>()..],
                            LinkAttribute.Information
                        );
                        settings = RawSettings.Read(AttributeReader.Find(information, part));
                    }
                );
                return settings;
            }
        );
}

/// <summary>The VLANs of a bridge or of a port, as a message of the family of bridges has them.</summary>
internal sealed record BridgeVlans(int Index, RawSettings Vlans)
{
    internal static BridgeVlans? Read(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < Marshal.SizeOf<LinkHeader>())
            return null;
        var header = MemoryMarshal.Read<LinkHeader>(payload);
        var specification = AttributeReader.Find(
            payload[Marshal.SizeOf<LinkHeader>()..],
            LinkAttribute.AddressFamilies
        );
        return header.Family != AddressFamily.Bridge
            ? null
            : new BridgeVlans(
                header.Index,
                RawSettings.Read(specification).Only(BridgeSpecification.Vlan, BridgeSpecification.VlanTunnel)
            );
    }
}
