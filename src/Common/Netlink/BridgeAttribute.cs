namespace Xen.Hotplug.Common.Netlink;

/// <summary>IFLA_BR_* of linux/if_link.h: what a bridge is set to, and what it tells of itself.</summary>
internal static class BridgeAttribute
{
    internal const ushort VlanFiltering = 7;

    /// <summary>IFLA_BR_MULTI_BOOLOPT: switches, some of which need the filtering of VLANs.</summary>
    internal const ushort Switches = 46;

    /// <summary>IFLA_BR_FDB_MAX_LEARNED: the last one that is known here.</summary>
    internal const ushort LastKnown = 49;

    /// <summary>
    /// What cannot be set, or is no setting: ids, the root's port and cost, topology changes, timers, flushing, padding, the
    /// state of the querier, the count of learned addresses.
    /// </summary>
    internal static ReadOnlySpan<ushort> ReadOnly => [10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 21, 40, 47, 48];
}

/// <summary>IFLA_BRPORT_* of linux/if_link.h: the same of a port.</summary>
internal static class BridgePortAttribute
{
    internal const ushort Cost = 3;

    /// <summary>IFLA_BRPORT_BACKUP_PORT: the index of another port, which must be there first.</summary>
    internal const ushort BackupPort = 34;

    /// <summary>IFLA_BRPORT_BACKUP_NHID: goes with the other port.</summary>
    internal const ushort BackupNextHop = 44;

    /// <summary>The last one that is known here.</summary>
    internal const ushort LastKnown = BackupNextHop;

    /// <summary>
    /// What cannot be set, or is no setting: state, ids, the designated port and cost, timers, flushing, padding, what MRP
    /// says, counts of groups and hosts.
    /// </summary>
    internal static ReadOnlySpan<ushort> ReadOnly =>
        [1, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 26, 35, 36, 38, 41];

    /// <summary>
    /// What is set only once all ports are up: the kernel finds the cost by the speed, which it knows then, and a port has
    /// to be there to be another's backup.
    /// </summary>
    internal static ReadOnlySpan<ushort> Late => [Cost, BackupPort, BackupNextHop];
}

/// <summary>IFLA_BRIDGE_* of linux/if_bridge.h: what IFLA_AF_SPEC has in messages of the family of bridges.</summary>
internal static class BridgeSpecification
{
    internal const ushort Flags = 0;
    internal const ushort Vlan = 2;
    internal const ushort VlanTunnel = 3;

    /// <summary>BRIDGE_FLAGS_SELF: the bridge itself is meant.</summary>
    internal const ushort Self = 2;

    /// <summary>RTEXT_FILTER_BRVLAN of linux/rtnetlink.h.</summary>
    internal const uint WithVlans = 2;
}
