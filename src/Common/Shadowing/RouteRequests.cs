using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Xen.Hotplug.Common.Native;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Shadowing;

/// <summary>Requests that make a route lead over another link.</summary>
/// <param name="origin">The link that the routes led over when they were read.</param>
/// <param name="linkName">Names a link by its index.</param>
internal sealed class RouteRequests(int origin, Func<int, string> linkName)
{
    // RTNH_F_PERVASIVE and RTNH_F_ONLINK of linux/rtnetlink.h: the other flags are for the kernel to set.
    private const uint SettableFlags = 2 | 4;
    private const int HopHeaderLength = 8;
    private const byte KernelProtocol = 2; // RTPROT_KERNEL

    /// <summary>
    /// Adds the route over <paramref name="target"/>. IPv4 puts it before the one that there is, which it takes over
    /// from at once; IPv6 makes them equal, until the old one is deleted.
    /// </summary>
    /// <param name="batch">Where the request is appended.</param>
    /// <param name="route">The route.</param>
    /// <param name="target">The link.</param>
    /// <param name="tolerated">The errors that do no harm.</param>
    internal void Add(RequestBatch batch, Route route, Link target, params Errno[] tolerated)
    {
        // The kernel has added this one by itself, behind those of other links to the same network.
        if (route.Header.Family == AddressFamily.Inet && route.Header.Protocol == KernelProtocol && !route.IsSecond)
            Delete(batch, route, target);
        var (command, request) = Request(MessageType.NewRoute, route, target);
        batch.Add($"ip {Family(route)}route prepend {command}", request, [Errno.EEXIST, .. tolerated]);
    }

    /// <summary>
    /// Adds IPv6's route for multicast, which the kernel adds by itself only when it notices the carrier, up to a second
    /// later: until then neighbour solicitations would find no route, and neighbours no answer.
    /// </summary>
    internal static void AddMulticast(RequestBatch batch, Link target)
    {
        const byte local = 255; // RT_TABLE_LOCAL
        const byte multicast = 5; // RTN_MULTICAST
        const uint metric = 256; // IP6_RT_PRIO_ADDRCONF
        var header = new RouteHeader
        {
            Family = AddressFamily.Inet6,
            DestinationLength = 8,
            Table = local,
            Protocol = KernelProtocol,
            Type = multicast,
        };
        batch.Add(
            $"ip -6 route append multicast ff00::/8 dev {Text.ShellWord(target.Name)} table local proto kernel metric {metric}",
            new MessageWriter(
                MessageType.NewRoute,
                MessageFlags.Acknowledge | MessageFlags.Create | MessageFlags.Append
            )
                .Fixed(header)
                .Bytes(RouteAttribute.Destination, System.Net.IPAddress.Parse("ff00::").GetAddressBytes())
                .Number(RouteAttribute.OutputInterface, target.Index)
                .Number(RouteAttribute.Priority, metric),
            Errno.EEXIST
        );
    }

    /// <summary>Deletes the route over <paramref name="target"/>.</summary>
    internal void Delete(RequestBatch batch, Route route, Link target)
    {
        // A route that uses a next hop object has followed that already.
        if (route.NextHopId != 0)
            return;
        var (command, request) = Request(MessageType.DeleteRoute, route, target);
        batch.Add($"ip {Family(route)}route delete {command}", request, Errno.ESRCH, Errno.ENOENT, Errno.ENODEV);
    }

    private (string Command, MessageWriter Request) Request(ushort type, Route route, Link target)
    {
        var message = Begin(type, route);
        if (route.NextHopId == 0)
            WriteNextHops(message, route, target.Index);
        return (route.Describe(hop => hop == origin ? target.Name : linkName(hop)), message);
    }

    private static MessageWriter Begin(ushort type, Route route)
    {
        var isInet6 = route.Header.Family == AddressFamily.Inet6;
        var flags = MessageFlags.Acknowledge;
        if (type == MessageType.NewRoute)
            flags |= MessageFlags.Create;
        // One that uses a next hop object is there already, unless it went with the object.
        if (type == MessageType.NewRoute && route.NextHopId != 0)
            flags |= MessageFlags.Exclusive;
        else if (type == MessageType.NewRoute && route.IsSecond)
            flags |= MessageFlags.Append;
        else if (type == MessageType.NewRoute && isInet6)
            flags |= MessageFlags.Append;
        var header = route.Header;
        header.Flags &= SettableFlags;
        var request = new MessageWriter(type, flags)
            .Fixed(header)
            .Raw(
                RawRecord.AttributesWithout(
                    route.Attributes,
                    RouteAttribute.CacheInformation,
                    RouteAttribute.OutputInterface,
                    RouteAttribute.Gateway,
                    RouteAttribute.MultiPath
                )
            );
        if (type == MessageType.NewRoute && isInet6 && SecondsLeft(route) is { } seconds)
            request.Number(RouteAttribute.Expires, seconds);
        return request;
    }

    private void WriteNextHops(MessageWriter message, Route route, int target)
    {
        var reader = new AttributeReader(route.Attributes);
        while (reader.Next())
        {
            switch (reader.Type)
            {
                case RouteAttribute.OutputInterface:
                    message.Number(RouteAttribute.OutputInterface, Replace(reader.Number<int>(), target));
                    break;
                case RouteAttribute.Gateway:
                    message.Bytes(RouteAttribute.Gateway, reader.Value);
                    break;
                case RouteAttribute.MultiPath:
                    message.Bytes(
                        RouteAttribute.MultiPath,
                        ReplaceHops(
                            reader.Value.ToArray(),
                            target,
                            onlyOrigin: route.Header.Family == AddressFamily.Inet6
                        )
                    );
                    break;
            }
        }
    }

    // IPv6 keeps each next hop as a route of its own: those over other links are left where they are.
    private byte[] ReplaceHops(byte[] hops, int target, bool onlyOrigin)
    {
        var replaced = new MemoryStream();
        foreach (var hop in SplitHops(hops))
        {
            var index = MemoryMarshal.Read<int>(hop.AsSpan(4));
            if (onlyOrigin && index != origin)
                continue;
            MemoryMarshal.Write(hop.AsSpan(4), Replace(index, target));
            hop[2] &= (byte)SettableFlags;
            replaced.Write(hop);
        }
        return replaced.ToArray();
    }

    private int Replace(int hop, int target) => hop == origin ? target : hop;

    /// <summary>struct rtnexthop: length, flags, weight, link; each with its attributes, aligned to 4 bytes.</summary>
    private static IEnumerable<byte[]> SplitHops(byte[] hops)
    {
        var start = 0;
        while (hops.Length - start >= HopHeaderLength)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(hops.AsSpan(start));
            if (length < HopHeaderLength || length > hops.Length - start)
                yield break;
            var aligned = Math.Min((length + 3) & ~3, hops.Length - start);
            yield return hops[start..(start + aligned)];
            start += aligned;
        }
    }

    /// <summary>struct rta_cacheinfo: the third number is the time left, in hundredths of a second; 0 for ever.</summary>
    private static uint? SecondsLeft(Route route)
    {
        const int hundredths = 100;
        var cache = AttributeReader.Find(route.Attributes, RouteAttribute.CacheInformation);
        var left = cache.Length >= 12 ? MemoryMarshal.Read<int>(cache[8..]) : 0;
        return left > 0 ? (uint)Math.Max(1, left / hundredths) : null;
    }

    private static string Family(Route route) => route.Header.Family == AddressFamily.Inet6 ? "-6 " : "";
}
