namespace Xen.Hotplug.Common.Netlink;

/// <summary>Message types of linux/netlink.h and linux/rtnetlink.h.</summary>
internal static class MessageType
{
    internal const ushort Error = 2;
    internal const ushort Done = 3;
    internal const ushort NewLink = 16;
    internal const ushort DeleteLink = 17;
    internal const ushort GetLink = 18;
    internal const ushort SetLink = 19;
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
    internal const ushort GetAction = 50;
    internal const ushort NewNextHop = 104;
    internal const ushort GetNextHop = 106;
    internal const ushort NewLinkProperty = 108;
    internal const ushort DeleteLinkProperty = 109;
    internal const ushort NewVlan = 112;
    internal const ushort GetVlan = 114;
}
