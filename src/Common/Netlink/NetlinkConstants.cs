namespace Xen.Hotplug.Common.Netlink;

/// <summary>Message types of linux/netlink.h and linux/rtnetlink.h.</summary>
internal static class MessageType
{
    internal const ushort Error = 2;
    internal const ushort Done = 3;
    internal const ushort NewLink = 16;
    internal const ushort DeleteLink = 17;
    internal const ushort GetLink = 18;
    internal const ushort NewAddress = 20;
    internal const ushort DeleteAddress = 21;
    internal const ushort GetAddress = 22;
    internal const ushort NewRoute = 24;
    internal const ushort DeleteRoute = 25;
    internal const ushort GetRoute = 26;
    internal const ushort NewNeighbour = 28;
    internal const ushort DeleteNeighbour = 29;
    internal const ushort GetNeighbour = 30;
    internal const ushort NewQdisc = 36;
    internal const ushort GetQdisc = 38;
    internal const ushort NewNextHop = 104;
    internal const ushort GetNextHop = 106;
}

/// <summary>Message flags of linux/netlink.h.</summary>
[Flags]
internal enum MessageFlags : ushort
{
    Request = 1,
    Acknowledge = 4,

    /// <summary>In an answer: what was dumped changed meanwhile.</summary>
    DumpInterrupted = 0x10,
    Dump = 0x300,
    Replace = 0x100,
    Exclusive = 0x200,
    Create = 0x400,
    Append = 0x800,

    /// <summary>In an acknowledgement: the attributes of struct nlmsgerr follow.</summary>
    ExtendedAcknowledgement = 0x200,

    /// <summary>In an acknowledgement: the request is not repeated in it.</summary>
    Capped = 0x100,
}

/// <summary>Options and families of linux/netlink.h and linux/socket.h.</summary>
internal static class NetlinkOption
{
    internal const int SolNetlink = 270;
    internal const int CapAcknowledgement = 10;
    internal const int ExtendedAcknowledgement = 11;
    internal const int GetStrictCheck = 12;
    internal const int RouteProtocol = 0;
    internal const uint LinkGroup = 1;

    /// <summary>RTMGRP_IPV6_ROUTE.</summary>
    internal const uint Inet6RouteGroup = 0x400;
}

/// <summary>Address families of linux/socket.h.</summary>
internal static class AddressFamily
{
    internal const byte Inet = 2;
    internal const byte Bridge = 7;
    internal const byte Inet6 = 10;
}

/// <summary>IFLA_* of linux/if_link.h.</summary>
internal static class LinkAttribute
{
    internal const ushort Address = 1;
    internal const ushort Name = 3;
    internal const ushort Mtu = 4;
    internal const ushort Link = 5;
    internal const ushort Master = 10;
    internal const ushort OperationalState = 16;
    internal const ushort Information = 18;
    internal const ushort Alias = 20;
    internal const ushort AddressFamilies = 26;
    internal const ushort ExtendedMask = 29;
    internal const ushort Promiscuity = 30;
    internal const ushort LinkNamespace = 37;
    internal const ushort Xdp = 43;

    internal const ushort InformationKind = 1;
    internal const ushort InformationData = 2;
    internal const ushort InformationSlaveKind = 4;
    internal const ushort InformationSlaveData = 5;

    internal const ushort BridgeForwardDelay = 1;
    internal const ushort BridgeStpState = 5;
    internal const ushort BridgePortState = 1;
    internal const ushort BridgePortGroupForwardMask = 31;

    internal const ushort Inet6AddressGenerationMode = 8;

    /// <summary>RTEXT_FILTER_SKIP_STATS: the kernel leaves out the counters, which nothing here reads.</summary>
    internal const uint SkipStatistics = 8;
}

/// <summary>IFA_* of linux/if_addr.h.</summary>
internal static class AddressAttribute
{
    internal const ushort Address = 1;
    internal const ushort Local = 2;
    internal const ushort Flags = 8;
}

/// <summary>RTA_* of linux/rtnetlink.h.</summary>
internal static class RouteAttribute
{
    internal const ushort Destination = 1;
    internal const ushort OutputInterface = 4;
    internal const ushort Gateway = 5;
    internal const ushort Priority = 6;
    internal const ushort PreferredSource = 7;
    internal const ushort Metrics = 8;
    internal const ushort MultiPath = 9;
    internal const ushort CacheInformation = 12;
    internal const ushort Table = 15;
    internal const ushort Expires = 23;
    internal const ushort NextHopId = 30;
}

/// <summary>NDA_* of linux/neighbour.h.</summary>
internal static class NeighbourAttribute
{
    internal const ushort Destination = 1;
    internal const ushort LinkLayerAddress = 2;
    internal const ushort CacheInformation = 3;
    internal const ushort Probes = 4;
    internal const ushort Interface = 8;
}

/// <summary>NHA_* of linux/nexthop.h.</summary>
internal static class NextHopAttribute
{
    internal const ushort Id = 1;
    internal const ushort OutputInterface = 5;
}
