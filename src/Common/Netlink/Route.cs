using System.Net;
using System.Runtime.InteropServices;
using System.Text;

namespace Xen.Hotplug.Common.Netlink;

/// <summary>A route, as the kernel reported it (struct rtmsg and RTA_* of linux/rtnetlink.h).</summary>
public sealed record Route
{
    /// <summary>RT_TABLE_MAIN.</summary>
    public const uint MainTable = 254;

    /// <summary>RTN_UNICAST: to somewhere, over a link.</summary>
    public const byte Unicast = 1;

    private const byte BootProtocol = 3; // RTPROT_BOOT, which ip takes unless it is told
    private const uint OnLink = 4; // RTNH_F_ONLINK

    internal RouteHeader Header { get; init; }

    /// <summary>The whole message's attributes, to be sent again.</summary>
    internal byte[] Attributes { get; init; } = [];

    /// <summary>Its table's number.</summary>
    public uint Table { get; init; }

    /// <summary>Where it leads; null for everywhere.</summary>
    public IPAddress? Destination { get; init; }

    /// <summary>In bits; 0 for a default route.</summary>
    public byte DestinationLength => Header.DestinationLength;

    /// <summary>The next router; null for a neighbour on the link.</summary>
    public IPAddress? Gateway { get; init; }

    /// <summary>The link that it leads over; 0 where it has several, or none.</summary>
    public int OutputInterface { get; init; }

    /// <summary>The smaller, the rather it is used.</summary>
    public uint Priority { get; init; }

    /// <summary>The source address for what the host sends over it.</summary>
    public IPAddress? PreferredSource { get; init; }

    /// <summary>The next hop object that it uses; 0 for none.</summary>
    public uint NextHopId { get; init; }

    /// <summary>Its next hops, where it has several.</summary>
    public IReadOnlyList<RouteHop> Hops { get; init; } = [];

    /// <summary>Whether another link's route to the same network comes before it, as far as that is known.</summary>
    public bool IsSecond { get; init; }

    /// <summary>Whether it leads to everywhere, over a link.</summary>
    public bool IsDefault => DestinationLength == 0 && Header.Type == Unicast;

    /// <summary>The message that it was read from.</summary>
    internal RawRecord ToRecord()
    {
        var payload = new byte[Marshal.SizeOf<RouteHeader>() + Attributes.Length];
        MemoryMarshal.Write(payload, Header);
        Attributes.CopyTo(payload, Marshal.SizeOf<RouteHeader>());
        return new RawRecord(MessageType.NewRoute, payload);
    }

    /// <summary>Reads an RTM_NEWROUTE message; null where it is too short to be one.</summary>
    internal static Route? Read(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < Marshal.SizeOf<RouteHeader>())
            return null;
        var header = MemoryMarshal.Read<RouteHeader>(payload);
        var attributes = payload[Marshal.SizeOf<RouteHeader>()..];
        var table = AttributeReader.Find(attributes, RouteAttribute.Table);
        return new Route
        {
            Header = header,
            Attributes = attributes.ToArray(),
            Table = table.Length >= sizeof(uint) ? MemoryMarshal.Read<uint>(table) : header.Table,
            Destination = ReadAddress(AttributeReader.Find(attributes, RouteAttribute.Destination)),
            Gateway = ReadAddress(AttributeReader.Find(attributes, RouteAttribute.Gateway)),
            OutputInterface = (int)ReadNumber(AttributeReader.Find(attributes, RouteAttribute.OutputInterface)),
            Priority = ReadNumber(AttributeReader.Find(attributes, RouteAttribute.Priority)),
            PreferredSource = ReadAddress(AttributeReader.Find(attributes, RouteAttribute.PreferredSource)),
            NextHopId = ReadNumber(AttributeReader.Find(attributes, RouteAttribute.NextHopId)),
            Hops = ReadHops(AttributeReader.Find(attributes, RouteAttribute.MultiPath)),
        };
    }

    /// <summary>The route as <c>ip route</c> takes it, but for metrics and encapsulation.</summary>
    /// <param name="linkName">Names a link by its index.</param>
    public string Describe(Func<int, string> linkName)
    {
        var text = new StringBuilder(TypeName);
        text.Append(Destination == null ? "default" : $"{Destination}/{DestinationLength}");
        if (NextHopId != 0)
            text.Append($" nhid {NextHopId}");
        else
            AppendNextHops(text, linkName);
        if (Table != MainTable)
            text.Append($" table {Table}");
        if (Header.Protocol is not (0 or BootProtocol))
            text.Append($" proto {ProtocolName}");
        if (PreferredSource != null)
            text.Append($" src {PreferredSource}");
        if (Priority != 0)
            text.Append($" metric {Priority}");
        return text.ToString();
    }

    private void AppendNextHops(StringBuilder text, Func<int, string> linkName)
    {
        if (Gateway != null)
            text.Append($" via {Gateway}");
        if (OutputInterface != 0)
            text.Append($" dev {linkName(OutputInterface)}");
        if ((Header.Flags & OnLink) != 0)
            text.Append(" onlink");
        foreach (var hop in Hops)
        {
            text.Append(hop.Gateway == null ? " nexthop" : $" nexthop via {hop.Gateway}");
            text.Append($" dev {linkName(hop.LinkIndex)} weight {hop.Weight}");
        }
    }

    // RTN_* and RTPROT_* of linux/rtnetlink.h, by the names of /etc/iproute2.
    private string TypeName =>
        Header.Type switch
        {
            0 or Unicast => "",
            2 => "local ",
            3 => "broadcast ",
            4 => "anycast ",
            5 => "multicast ",
            6 => "blackhole ",
            7 => "unreachable ",
            8 => "prohibit ",
            9 => "throw ",
            var type => $"type {type} ",
        };

    private string ProtocolName =>
        Header.Protocol switch
        {
            2 => "kernel",
            4 => "static",
            9 => "ra",
            16 => "dhcp",
            var protocol => $"{protocol}",
        };

    private static uint ReadNumber(ReadOnlySpan<byte> value) =>
        value.Length >= sizeof(uint) ? MemoryMarshal.Read<uint>(value) : 0;

    private static IPAddress? ReadAddress(ReadOnlySpan<byte> value) =>
        value.Length is 4 or 16 ? new IPAddress(value) : null;

    /// <summary>struct rtnexthop: length, flags, weight less one, and the link's index, then attributes.</summary>
    private static List<RouteHop> ReadHops(ReadOnlySpan<byte> hops)
    {
        const int headerLength = 8;
        var read = new List<RouteHop>();
        while (hops.Length >= headerLength)
        {
            var length = MemoryMarshal.Read<ushort>(hops);
            if (length < headerLength || length > hops.Length)
                break;
            var gateway = ReadAddress(AttributeReader.Find(hops[headerLength..length], RouteAttribute.Gateway));
            read.Add(new RouteHop(MemoryMarshal.Read<int>(hops[4..]), gateway, hops[3] + 1));
            hops = hops[Math.Min((length + 3) & ~3, hops.Length)..];
        }
        return read;
    }
}

/// <summary>One of several next hops of a route.</summary>
/// <param name="LinkIndex">The link that it is on.</param>
/// <param name="Gateway">The next router; null for none.</param>
/// <param name="Weight">Its share, 1 or more.</param>
public sealed record RouteHop(int LinkIndex, IPAddress? Gateway, int Weight);

/// <summary>struct rtmsg of linux/rtnetlink.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RouteHeader
{
    internal byte Family;
    internal byte DestinationLength;
    internal byte SourceLength;
    internal byte TypeOfService;
    internal byte Table;
    internal byte Protocol;
    internal byte Scope;
    internal byte Type;
    internal uint Flags;
}
