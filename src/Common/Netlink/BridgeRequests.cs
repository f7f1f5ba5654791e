namespace Xen.Hotplug.Common.Netlink;

/// <summary>Requests that set what a bridge or its port is set to.</summary>
internal static class BridgeRequests
{
    internal static MessageWriter Set(int index, RawSettings settings) =>
        Change(index, LinkAttribute.InformationKind, LinkAttribute.InformationData, data => data.Raw(settings.Bytes));

    internal static MessageWriter SetPort(int index, RawSettings settings) =>
        Change(
            index,
            LinkAttribute.InformationSlaveKind,
            LinkAttribute.InformationSlaveData,
            data => data.Raw(settings.Bytes)
        );

    internal static MessageWriter SetPort(int index, BridgePortOptions wanted, BridgePortOptions present) =>
        Change(
            index,
            LinkAttribute.InformationSlaveKind,
            LinkAttribute.InformationSlaveData,
            data => wanted.WriteDifferences(data, present)
        );

    internal static MessageWriter AddVlans(int index, RawSettings vlans, ushort flags) =>
        Specify(MessageType.SetLink, index, vlans, flags);

    internal static MessageWriter DeleteVlans(int index, RawSettings vlans, ushort flags) =>
        Specify(MessageType.DeleteLink, index, vlans, flags);

    internal static MessageWriter AddVlans(int index, PortVlans vlans) =>
        Specify(MessageType.SetLink, index, vlans.WriteTo);

    internal static MessageWriter DeleteVlans(int index, PortVlans vlans) =>
        Specify(MessageType.DeleteLink, index, vlans.WriteTo);

    internal static MessageWriter SetVlanFiltering(int index, byte filtering) =>
        Change(
            index,
            LinkAttribute.InformationKind,
            LinkAttribute.InformationData,
            data => data.Number(BridgeAttribute.VlanFiltering, filtering)
        );

    internal static MessageWriter SetDefaultPvid(int index, int id) =>
        Change(
            index,
            LinkAttribute.InformationKind,
            LinkAttribute.InformationData,
            data => data.Number(LinkAttribute.BridgeVlanDefaultPvid, (ushort)id)
        );

    private static MessageWriter Change(int index, ushort kind, ushort data, Action<MessageWriter> settings) =>
        new MessageWriter(MessageType.NewLink, MessageFlags.Acknowledge)
            .Fixed(new LinkHeader { Index = index })
            .Nest(LinkAttribute.Information, information => information.Bytes(kind, "bridge"u8).Nest(data, settings));

    private static MessageWriter Specify(ushort type, int index, RawSettings vlans, ushort flags) =>
        Specify(
            type,
            index,
            nest =>
            {
                if (flags != 0)
                    nest.Number(BridgeSpecification.Flags, flags);
                nest.Raw(vlans.Bytes);
            }
        );

    private static MessageWriter Specify(ushort type, int index, Action<MessageWriter> specification) =>
        new MessageWriter(type, MessageFlags.Acknowledge)
            .Fixed(new LinkHeader { Family = AddressFamily.Bridge, Index = index })
            .Nest(LinkAttribute.AddressFamilies, specification);
}
