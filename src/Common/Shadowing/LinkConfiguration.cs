using System.Runtime.InteropServices;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>What a link carries of the host's network.</summary>
/// <param name="Addresses">Its addresses.</param>
/// <param name="Neighbours">Its neighbours that are of use to another link: those with a MAC address.</param>
/// <param name="NextHops">The next hop objects that lead over it.</param>
/// <param name="Routes">The routes of all tables that lead over it, but those that the kernel makes for each address.</param>
public sealed record LinkConfiguration(
    IReadOnlyList<LinkAddress> Addresses,
    IReadOnlyList<RawRecord> Neighbours,
    IReadOnlyList<RawRecord> NextHops,
    IReadOnlyList<Route> Routes
)
{
    private const byte KernelProtocol = 2; // RTPROT_KERNEL
    private const uint LocalTable = 255; // RT_TABLE_LOCAL

    /// <summary>Whether there is nothing that another link would have to take over.</summary>
    public bool IsEmpty => Addresses.Count == 0 && NextHops.Count == 0 && Routes.Count == 0;

    /// <summary>Asks the kernel.</summary>
    public static LinkConfiguration Read(Rtnetlink kernel, int index) =>
        new(
            InOrderOfAdding(kernel.ListAddresses(index)),
            [.. kernel.ListNeighbours(index).Where(IsUseful)],
            [.. kernel.ListNextHops().Where(hop => LeadsOver(hop, index))],
            [
                .. kernel
                    .ListRoutesOver(index)
                    .Where(route => !IsMadeByTheKernel(route))
                    .Select(route => route with { IsSecond = IsBehindAnother(kernel, route) }),
            ]
        );

    // Two links on one network have routes that are alike, of which the first one is used.
    private static bool IsBehindAnother(Rtnetlink kernel, Route route) =>
        route.Header is { Family: AddressFamily.Inet, Protocol: KernelProtocol }
        && kernel.ListRoutes(route.Table).FirstOrDefault(other => IsSame(route, other)) is { } first
        && first.OutputInterface != route.OutputInterface;

    /// <summary>This, with the flags that the addresses had before they were marked for a change of places.</summary>
    public LinkConfiguration WithFlagsOf(LinkConfiguration original) =>
        this with
        {
            Addresses =
            [
                .. Addresses.Select(address =>
                    original.Addresses.FirstOrDefault(before => before.Local.Equals(address.Local)) is { } before
                        ? address with
                        {
                            Flags = before.Flags,
                        }
                        : address
                ),
            ],
        };

    /// <summary>This in two parts: what another link lacks, and the addresses that it has already.</summary>
    public (LinkConfiguration Lacking, LinkConfiguration Present) Without(IReadOnlyList<LinkAddress> present)
    {
        bool IsPresent(LinkAddress address) => present.Any(other => other.Local.Equals(address.Local));
        return (
            this with
            {
                Addresses = [.. Addresses.Where(address => !IsPresent(address))],
            },
            new LinkConfiguration([.. Addresses.Where(IsPresent)], [], [], [])
        );
    }

    /// <summary>
    /// This and those next hops of the other, with the routes that use them, that are not there at all: whoever is killed
    /// while a link has no carrier leaves them to the next.
    /// </summary>
    internal LinkConfiguration WithMissingNextHops(LinkConfiguration other, Rtnetlink kernel)
    {
        if (other.NextHops.Count == 0)
            return this;
        var present = kernel.ListNextHops().Select(NextHopId).ToHashSet();
        var missing = other.NextHops.Where(hop => !present.Contains(NextHopId(hop))).ToList();
        var ids = missing.Select(NextHopId).ToHashSet();
        return this with
        {
            NextHops = [.. NextHops, .. missing],
            Routes = [.. Routes, .. other.Routes.Where(route => ids.Contains(route.NextHopId))],
        };
    }

    /// <summary>This and what the other has beyond it.</summary>
    public LinkConfiguration Union(LinkConfiguration other) =>
        new(
            [
                .. Addresses,
                .. other.Addresses.Where(more => !Addresses.Any(address => address.Local.Equals(more.Local))),
            ],
            [.. Neighbours, .. other.Neighbours],
            [.. NextHops, .. other.NextHops],
            [.. Routes, .. other.Routes.Where(more => !Routes.Any(route => IsSame(route, more)))]
        );

    private static bool IsSame(Route one, Route other) =>
        (one.Table, one.DestinationLength, one.Priority) == (other.Table, other.DestinationLength, other.Priority)
        && Equals(one.Destination, other.Destination)
        && Equals(one.Gateway, other.Gateway);

    // IPv6 lists the youngest address first, which is the one that the host sends from.
    private static List<LinkAddress> InOrderOfAdding(IReadOnlyList<LinkAddress> addresses) =>
        [
            .. addresses.Where(address => address.Family == AddressFamily.Inet),
            .. addresses.Where(address => address.Family == AddressFamily.Inet6).Reverse(),
        ];

    // Those of table local, and IPv6's for multicast: they come and go with the addresses.
    private static bool IsMadeByTheKernel(Route route) =>
        route.Table == LocalTable && route.Header.Protocol == KernelProtocol;

    /// <summary>Whether another link can be told the neighbour.</summary>
    internal static bool IsUseful(RawRecord neighbour)
    {
        var header = MemoryMarshal.Read<NeighbourHeader>(neighbour.Payload);
        const ushort states =
            NeighbourHeader.Reachable
            | NeighbourHeader.Stale
            | NeighbourHeader.Delay
            | NeighbourHeader.Probe
            | NeighbourHeader.Permanent;
        var attributes = neighbour.Payload.AsSpan(Marshal.SizeOf<NeighbourHeader>());
        if (AttributeReader.Find(attributes, NeighbourAttribute.Destination).Length is not (4 or 16))
            return false;
        return (header.Flags & NeighbourHeader.Proxy) != 0
            || (header.State & states) != 0
                && AttributeReader.Find(attributes, NeighbourAttribute.LinkLayerAddress).Length == MacAddress.Length;
    }

    private static bool LeadsOver(RawRecord nextHop, int index)
    {
        var attributes = nextHop.Payload.AsSpan(Marshal.SizeOf<NextHopHeader>());
        var output = AttributeReader.Find(attributes, NextHopAttribute.OutputInterface);
        return output.Length >= sizeof(int) && MemoryMarshal.Read<int>(output) == index && NextHopId(nextHop) != 0;
    }

    /// <summary>The number of a next hop object; 0 where the message has none.</summary>
    internal static uint NextHopId(RawRecord nextHop)
    {
        var attributes = nextHop.Payload.AsSpan(Marshal.SizeOf<NextHopHeader>());
        var id = AttributeReader.Find(attributes, NextHopAttribute.Id);
        return id.Length >= sizeof(uint) ? MemoryMarshal.Read<uint>(id) : 0;
    }
}
