using System.Net;
using System.Runtime.InteropServices;
using System.Text;

namespace Xen.Hotplug.Common.Netlink;

/// <summary>A route, as the kernel reported it (struct rtmsg and RTA_* of linux/rtnetlink.h).</summary>
public sealed record Route
{
    /// <summary>RT_TABLE_MAIN.</summary>
    public const uint MainTable = 254;

    /// <summary>RT_TABLE_LOCAL: the host's own addresses, and what the kernel adds beside them.</summary>
    public const uint LocalTable = 255;

    /// <summary>RTN_UNICAST: to somewhere, over a link.</summary>
    public const byte Unicast = 1;

    /// <summary>RTPROT_KERNEL.</summary>
    internal const byte KernelProtocol = 2;

    private const byte BootProtocol = 3; // RTPROT_BOOT, which ip takes unless it is told

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

    /// <summary>The metric: the lower one is preferred.</summary>
    public uint Priority { get; init; }

    /// <summary>The source address for what the host sends over it.</summary>
    public IPAddress? PreferredSource { get; init; }

    /// <summary>The next hop object that it uses; 0 for none.</summary>
    public uint NextHopId { get; init; }

    /// <summary>Its next hops, where it has several.</summary>
    public IReadOnlyList<RouteHop> Hops { get; init; } = [];

    /// <summary>Whether another link's route to the same network comes before it, as far as that is known.</summary>
    public bool IsSecond { get; init; }

    /// <summary>When it ends, in seconds; 0 for never.</summary>
    internal uint SecondsLeft
    {
        get
        {
            // struct rta_cacheinfo: the third number is the time left, in hundredths of a second; 0 for ever.
            var cache = AttributeReader.Find(Attributes, RouteAttribute.CacheInformation);
            var left = cache.Length >= 12 ? MemoryMarshal.Read<int>(cache[8..]) : 0;
            return left > 0 ? (uint)Math.Max(1, left / 100) : 0;
        }
    }

    /// <summary>Whether it is of IPv6, not IPv4.</summary>
    internal bool IsInet6 => Header.Family == AddressFamily.Inet6;

    /// <summary>Whether the kernel added it, for an address.</summary>
    internal bool IsMadeByKernel => Header.Protocol == KernelProtocol;

    /// <summary>Whether it leads over a link, alone or among others.</summary>
    public bool LeadsOver(int link) => OutputInterface == link || Hops.Any(hop => hop.LinkIndex == link);

    /// <summary>Whether it leads to everywhere, over a link.</summary>
    public bool IsDefault => DestinationLength == 0 && Header.Type == Unicast;

    /// <summary>The message that it was read from, without its header.</summary>
    internal byte[] ToPayload() => MessageWriter.Payload(Header, Attributes);

    /// <summary>
    /// The part of it that leads over a link. IPv6 keeps each next hop as a route of its own: those over other links are
    /// routes that stay where they are.
    /// </summary>
    internal Route Over(int linkIndex) =>
        IsInet6 && Hops.Count > 0 ? this with { Hops = [.. Hops.Where(hop => hop.LinkIndex == linkIndex)] } : this;

    /// <summary>The route as it leads over another link in place of one.</summary>
    internal Route Moved(int from, int to) =>
        this with
        {
            OutputInterface = OutputInterface == from ? to : OutputInterface,
            Hops = [.. Hops.Select(hop => hop.LinkIndex == from ? hop with { LinkIndex = to } : hop)],
        };

    /// <summary>Reads an RTM_NEWROUTE message; null if it is too short to be one.</summary>
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
            Destination = AttributeReader.FindAddress(attributes, RouteAttribute.Destination),
            Gateway = AttributeReader.FindAddress(attributes, RouteAttribute.Gateway),
            OutputInterface = AttributeReader.FindNumber<int>(attributes, RouteAttribute.OutputInterface),
            Priority = AttributeReader.FindNumber<uint>(attributes, RouteAttribute.Priority),
            PreferredSource = AttributeReader.FindAddress(attributes, RouteAttribute.PreferredSource),
            NextHopId = AttributeReader.FindNumber<uint>(attributes, RouteAttribute.NextHopId),
            Hops = RouteHop.ReadAll(AttributeReader.Find(attributes, RouteAttribute.MultiPath)),
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
        if ((Header.Flags & HopFlag.OnLink) != 0)
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
}
