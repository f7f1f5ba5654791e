namespace Xen.Hotplug.Common.Netlink;

/// <summary>What is set on a bridge's port of what a guard needs (IFLA_BRPORT_* of linux/if_link.h).</summary>
/// <param name="GroupForwardMask">
/// IFLA_BRPORT_GROUP_FWD_MASK: which frames to 01:80:c2:00:00:0x the bridge treats like all others when they come in by this
/// port, a bit for each x.
/// </param>
/// <param name="IsLocked">
/// IFLA_BRPORT_LOCKED, since Linux 5.18: whether the bridge drops what comes from a MAC address that is not this port's in its
/// forwarding database.
/// </param>
/// <param name="IsLearning">IFLA_BRPORT_LEARNING: whether the bridge learns from what the port sends.</param>
/// <param name="MulticastRouter">
/// IFLA_BRPORT_MULTICAST_ROUTER: whether the port is a multicast router's: 0 never, 1 when it says so (MDB_RTR_TYPE_*).
/// </param>
public readonly record struct BridgePortOptions(
    int GroupForwardMask,
    bool IsLocked,
    bool IsLearning,
    byte MulticastRouter
)
{
    internal const ushort LearningAttribute = 8;
    internal const ushort MulticastRouterAttribute = 25;
    internal const ushort GroupForwardMaskAttribute = 31;
    internal const ushort LockedAttribute = 39;

    /// <summary>What each new port has.</summary>
    public static BridgePortOptions OfNewPort => new(0, IsLocked: false, IsLearning: true, 1);

    /// <summary>Reads them from what the kernel says of a port (IFLA_INFO_SLAVE_DATA).</summary>
    internal static BridgePortOptions Read(ReadOnlySpan<byte> data) =>
        new(
            AttributeReader.FindNumber<ushort>(data, GroupForwardMaskAttribute),
            AttributeReader.Find(data, LockedAttribute) is [not 0, ..],
            AttributeReader.Find(data, LearningAttribute) is [not 0, ..],
            AttributeReader.FindNumber<byte>(data, MulticastRouterAttribute)
        );

    /// <summary>Writes those that differ from what there is.</summary>
    internal void WriteDifferences(MessageWriter data, BridgePortOptions present)
    {
        if (GroupForwardMask != present.GroupForwardMask)
            data.Number(GroupForwardMaskAttribute, (ushort)GroupForwardMask);
        if (MulticastRouter != present.MulticastRouter)
            data.Number(MulticastRouterAttribute, MulticastRouter);
        if (IsLearning != present.IsLearning)
            data.Number(LearningAttribute, (byte)(IsLearning ? 1 : 0));
        if (IsLocked != present.IsLocked)
            data.Number(LockedAttribute, (byte)(IsLocked ? 1 : 0));
    }

    /// <summary>The same as words of ip-link(8).</summary>
    internal string DescribeDifferences(BridgePortOptions present)
    {
        var words = new List<string>();
        if (GroupForwardMask != present.GroupForwardMask)
            words.Add($"group_fwd_mask 0x{GroupForwardMask:x}");
        if (MulticastRouter != present.MulticastRouter)
            words.Add($"mcast_router {MulticastRouter}");
        if (IsLearning != present.IsLearning)
            words.Add($"learning {Switch(IsLearning)}");
        if (IsLocked != present.IsLocked)
            words.Add($"locked {Switch(IsLocked)}");
        return string.Join(' ', words);
    }

    private static string Switch(bool isOn) => isOn ? "on" : "off";
}
