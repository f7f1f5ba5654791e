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

    private byte Flags { get; init; }

    private byte[] Attributes { get; init; } = [];

    /// <summary>Reads the value of RTA_MULTIPATH; what is cut short ends the list.</summary>
    internal static List<RouteHop> ReadAll(ReadOnlySpan<byte> hops)
    {
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
