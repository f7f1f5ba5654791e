using System.Net;
using System.Runtime.CompilerServices;
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

    private const byte Local = 2; // RTN_LOCAL
    private const byte Blackhole = 6; // RTN_BLACKHOLE
    private const byte Throw = 9; // RTN_THROW

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

    /// <summary>The next router of the route's own family; null for a neighbour on the link.</summary>
    public IPAddress? Gateway { get; init; }

    /// <summary>The next router of the other family (RTA_VIA), as an IPv4 route may have it; null for none.</summary>
    public IPAddress? Via { get; init; }

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

    /// <summary>How many entries the kernel keeps of an IPv6 route: one for each hop, unless it uses a next hop object.</summary>
    internal int KeptEntries => NextHopId == 0 ? Math.Max(1, Hops.Count) : 1;

    /// <summary>
    /// Whether a route with the same <see cref="Place"/> that stays where it is comes before it, as far as that is known: one
    /// of another link, or by a next hop object. For one by a next hop object, whether any comes before it.
    /// </summary>
    public bool IsSecond { get; init; }

    /// <summary>
    /// Routes with the same <see cref="Place"/> that have to be put behind it again: those that stay and come right behind a
    /// second one, and all that come behind one by a next hop object. Where the kernel cannot tell two of them apart, the last
    /// one of the link has all of them, itself too, and the others have none.
    /// </summary>
    public IReadOnlyList<Route> Followers { get; init; } = [];

    /// <summary>RTF_* of an IPv6 route that ends; netlink does not tell them.</summary>
    internal uint KernelFlags { get; init; }

    /// <summary>Whether the kernel made it for a router's advertisement, and takes it away when the router says so.</summary>
    internal bool IsAdvertised => (KernelFlags & RouteFlag.Advertised) != 0;

    /// <summary>
    /// Whether it looks like one of table local that comes and goes with addresses. Only the kernel gives one of IPv6 the metric 0.
    /// That for multicast is a unicast route before Linux 5.7.
    /// </summary>
    internal bool ComesWithAddresses =>
        Table == LocalTable
        && IsMadeByKernel
        && NextHopId == 0
        && !HasGateway
        && (IsForAllMulticast || Header.Type != Unicast && IsToHost && (!IsInet6 || Priority == 0));

    private bool IsForAllMulticast =>
        Destination is { IsIPv6Multicast: true } && DestinationLength == 8 && Priority == KernelRoutes.Inet6Metric;

    /// <summary>What routes have in common of which the kernel uses the first.</summary>
    internal RoutePlace Place =>
        new(Header.Family, Table, Destination, DestinationLength, Header.TypeOfService, Priority);

    /// <summary>Whether a router comes next, on any of its ways.</summary>
    internal bool HasGateway => Gateway != null || Via != null || Hops.Any(hop => hop.Router != null);

    /// <summary>The routers that come next over a link.</summary>
    internal IEnumerable<IPAddress> FindRouters(int link) =>
        Hops.Where(hop => hop.LinkIndex == link)
            .Select(hop => hop.Router)
            .Append(OutputInterface == link ? Gateway ?? Via : null)
            .OfType<IPAddress>();

    /// <summary>Whether its router counts as a neighbour, without a route to it.</summary>
    internal bool IsOnLink => (Header.Flags & HopFlag.OnLink) != 0;

    /// <summary>Whether it has expired: the kernel uses it no longer, but may still list it.</summary>
    internal bool HasExpired => HundredthsLeft < 0;

    /// <summary>When it ends, in hundredths of a second; 0 for never, negative if that was.</summary>
    internal int HundredthsLeft
    {
        get
        {
            // struct rta_cacheinfo: the third number.
            var cache = AttributeReader.Find(Attributes, RouteAttribute.CacheInformation);
            return cache.Length >= 12 ? MemoryMarshal.Read<int>(cache[8..]) : 0;
        }
    }

    /// <summary>When it ends, in seconds; 0 for never.</summary>
    internal uint SecondsLeft => HundredthsLeft > 0 ? (uint)Math.Max(1, HundredthsLeft / 100) : 0;

    /// <summary>Whether it is of IPv6, not IPv4.</summary>
    internal bool IsInet6 => Header.Family == AddressFamily.Inet6;

    /// <summary>Whether it drops what is sent over it (RTN_BLACKHOLE).</summary>
    internal bool IsBlackhole => Header.Type == Blackhole;

    /// <summary>Whether it lets nothing through (RTN_BLACKHOLE, RTN_UNREACHABLE, RTN_PROHIBIT, RTN_THROW).</summary>
    internal bool IsRefusal => Header.Type is >= Blackhole and <= Throw;

    /// <summary>Whether what is sent there is for the host itself (RTN_LOCAL).</summary>
    internal bool IsLocal => Header.Type == Local;

    /// <summary>Whether it leads to a single address.</summary>
    private bool IsToHost => DestinationLength == (IsInet6 ? 128 : 32);

    /// <summary>Whether the kernel added it, for an address.</summary>
    internal bool IsMadeByKernel => Header.Protocol == KernelProtocol;

    /// <summary>Whether it is the very route of another message.</summary>
    internal bool IsSameAs(Route other) => ToPayload().AsSpan().SequenceEqual(other.ToPayload());

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
            Hops =
                Hops.Count == 0
                    ? Hops
                    : [.. Hops.Select(hop => hop.LinkIndex == from ? hop with { LinkIndex = to } : hop)],
        };

    /// <summary>The route as one that leads somewhere.</summary>
    internal Route AsUnicast()
    {
        var header = Header;
        header.Type = Unicast;
        return this with { Header = header };
    }

    /// <summary>The route with another scope (RT_SCOPE_*).</summary>
    internal Route WithScope(byte scope)
    {
        var header = Header;
        header.Scope = scope;
        return this with { Header = header };
    }

    /// <summary>The route with another metric.</summary>
    internal Route WithPriority(uint priority) =>
        this with
        {
            Priority = priority,
            Attributes =
            [
                .. AttributeReader.Without(Attributes, RouteAttribute.Priority),
                .. new MessageWriter(0, 0).Number(RouteAttribute.Priority, priority).ToAttributes(),
            ],
        };

    /// <summary>Reads an RTM_NEWROUTE message; null if it is too short to be one.</summary>
    internal static Route? Read(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < Unsafe.SizeOf<RouteHeader>())
            return null;
        var header = MemoryMarshal.Read<RouteHeader>(payload);
        var attributes = payload[Unsafe.SizeOf<RouteHeader>()..];
        var table = AttributeReader.Find(attributes, RouteAttribute.Table);
        return new Route
        {
            Header = header,
            Attributes = attributes.ToArray(),
            Table = table.Length >= sizeof(uint) ? MemoryMarshal.Read<uint>(table) : header.Table,
            Destination = AttributeReader.FindAddress(attributes, RouteAttribute.Destination),
            Gateway = AttributeReader.FindAddress(attributes, RouteAttribute.Gateway),
            Via = RouteHop.FindVia(attributes),
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
        if (Via != null)
            text.Append($" via inet6 {Via}");
        if (OutputInterface != 0)
            text.Append($" dev {Text.ShellWord(linkName(OutputInterface))}");
        if (IsOnLink)
            text.Append(" onlink");
        foreach (var hop in Hops)
        {
            text.Append(hop.Router == null ? " nexthop" : $" nexthop via {hop.Router}");
            text.Append($" dev {Text.ShellWord(linkName(hop.LinkIndex))} weight {hop.Weight}");
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
