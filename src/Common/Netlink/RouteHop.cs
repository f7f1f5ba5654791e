using System.Net;
using System.Runtime.InteropServices;

namespace Xen.Hotplug.Common.Netlink;

/// <summary>One of several next hops of a route (struct rtnexthop of linux/rtnetlink.h).</summary>
/// <param name="LinkIndex">The link that it is on.</param>
/// <param name="Gateway">The next router; null for none.</param>
/// <param name="Weight">Its share, 1 or more.</param>
public sealed record RouteHop(int LinkIndex, IPAddress? Gateway, int Weight)
{
    // Length, flags and weight less one, then the link's index; attributes follow.
    private const int HeaderLength = 8;

    /// <summary>The next router of the other family (RTA_VIA), as an IPv4 route may have it; null for none.</summary>
    public IPAddress? Via { get; init; }

    /// <summary>The next router of either family; null for none.</summary>
    internal IPAddress? Router => Gateway ?? Via;

    /// <summary>Whether its router counts as a neighbour, without a route to it.</summary>
    internal bool IsOnLink => (Flags & HopFlag.OnLink) != 0;

    private byte Flags { get; init; }

    private byte[] Attributes { get; init; } = [];

    /// <summary>The address in RTA_VIA (struct rtvia: a family and an address), or null.</summary>
    internal static IPAddress? FindVia(ReadOnlySpan<byte> attributes) =>
        AttributeReader.Find(attributes, RouteAttribute.Via) is { Length: 6 or 18 } via
            ? new IPAddress(via[sizeof(ushort)..])
            : null;

    /// <summary>Reads the value of RTA_MULTIPATH; what is cut short ends the list.</summary>
    internal static IReadOnlyList<RouteHop> ReadAll(ReadOnlySpan<byte> hops)
    {
        if (hops.IsEmpty)
            return [];
        var read = new List<RouteHop>();
        while (hops.Length >= HeaderLength)
        {
            var length = MemoryMarshal.Read<ushort>(hops);
            if (length < HeaderLength || length > hops.Length)
                break;
            var attributes = hops[HeaderLength..length];
            var gateway = AttributeReader.FindAddress(attributes, RouteAttribute.Gateway);
            read.Add(
                new RouteHop(MemoryMarshal.Read<int>(hops[4..]), gateway, hops[3] + 1)
                {
                    Via = FindVia(attributes),
                    Flags = hops[2],
                    Attributes = attributes.ToArray(),
                }
            );
            hops = hops[Math.Min((length + 3) & ~3, hops.Length)..];
        }
        return read;
    }

    /// <summary>The value of RTA_MULTIPATH.</summary>
    internal static byte[] WriteAll(IEnumerable<RouteHop> hops)
    {
        var written = new MemoryStream();
        Span<byte> header = stackalloc byte[HeaderLength];
        foreach (var hop in hops)
        {
            MemoryMarshal.Write(header, (ushort)(HeaderLength + hop.Attributes.Length));
            header[2] = (byte)(hop.Flags & HopFlag.Settable);
            header[3] = (byte)(hop.Weight - 1);
            MemoryMarshal.Write(header[4..], hop.LinkIndex);
            written.Write(header);
            written.Write(hop.Attributes);
            written.Write(new byte[-hop.Attributes.Length & 3]);
        }
        return written.ToArray();
    }
}
