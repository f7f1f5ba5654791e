using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Xen.Hotplug.Common.Netlink;

/// <summary>A next hop object (struct nhmsg, NHA_* of linux/nexthop.h), which routes name by its number.</summary>
public sealed class NextHop
{
    internal NextHopHeader Header { get; init; }

    /// <summary>The whole message's attributes, to be sent again.</summary>
    internal byte[] Attributes { get; init; } = [];

    /// <summary>Its number.</summary>
    public uint Id { get; init; }

    /// <summary>The next router; null for a neighbour on the link.</summary>
    public IPAddress? Gateway { get; init; }

    /// <summary>The link that it leads over; 0 for a group, or one that leads nowhere.</summary>
    public int OutputInterface { get; init; }

    /// <summary>The numbers of a group's members; none of one that is no group.</summary>
    public IReadOnlyList<uint> Members { get; init; } = [];

    /// <summary>Whether it drops what is sent to it.</summary>
    public bool IsBlackhole { get; init; }

    /// <summary>Whether its router counts as a neighbour, without a route to it.</summary>
    internal bool IsOnLink => (Header.Flags & HopFlag.OnLink) != 0;

    /// <summary>The object over a link, as <c>ip nexthop</c> takes it.</summary>
    internal string Describe(LinkReference link) =>
        Members.Count > 0
            ? $"id {Id} group {string.Join('/', Members)}"
            : $"id {Id}{(Gateway == null ? "" : $" via {Gateway}")} dev {link.Word}{(IsOnLink ? " onlink" : "")}";

    /// <summary>Reads an RTM_NEWNEXTHOP message; null if it has no number.</summary>
    internal static NextHop? Read(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < Unsafe.SizeOf<NextHopHeader>())
            return null;
        var attributes = payload[Unsafe.SizeOf<NextHopHeader>()..];
        return AttributeReader.FindNumber<uint>(attributes, NextHopAttribute.Id) is not 0 and var id
            ? new NextHop
            {
                Header = MemoryMarshal.Read<NextHopHeader>(payload),
                Attributes = attributes.ToArray(),
                Id = id,
                Gateway = AttributeReader.FindAddress(attributes, NextHopAttribute.Gateway),
                OutputInterface = AttributeReader.FindNumber<int>(attributes, NextHopAttribute.OutputInterface),
                IsBlackhole = AttributeReader.Has(attributes, NextHopAttribute.Blackhole),
                Members = ReadMembers(AttributeReader.Find(attributes, NextHopAttribute.Group)),
            }
            : null;
    }

    /// <summary>struct nexthop_grp: a number, and four bytes for its weight.</summary>
    private static List<uint> ReadMembers(ReadOnlySpan<byte> group)
    {
        const int size = 8;
        var members = new List<uint>();
        for (; group.Length >= size; group = group[size..])
            members.Add(MemoryMarshal.Read<uint>(group));
        return members;
    }

    /// <summary>The message that it was read from, without its header.</summary>
    internal byte[] ToPayload() => MessageWriter.Payload(Header, Attributes);
}

/// <summary>struct nhmsg of linux/nexthop.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NextHopHeader
{
    internal byte Family;
    internal byte Scope;
    internal byte Protocol;
    internal byte Reserved;
    internal uint Flags;
}

/// <summary>NHA_* of linux/nexthop.h.</summary>
internal static class NextHopAttribute
{
    internal const ushort Id = 1;
    internal const ushort Group = 2;
    internal const ushort GroupType = 3;
    internal const ushort Blackhole = 4;
    internal const ushort OutputInterface = 5;
    internal const ushort Gateway = 6;
    internal const ushort ResilientGroup = 12;
    internal const ushort UnbalancedTime = 4; // NHA_RES_GROUP_UNBALANCED_TIME, within a resilient group
    internal const ushort Nested = 0x8000; // NLA_F_NESTED
}
