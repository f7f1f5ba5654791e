using System.Net;
using System.Net.Sockets;

namespace Xen.Hotplug.Common.Firewall;

/// <summary>What is odd about the addresses that a guest may use: most likely something else was meant.</summary>
public static class AddressRemarks
{
    /// <summary>A sentence for each that is odd.</summary>
    public static IReadOnlyList<string> Find(IReadOnlyList<AddressRange> ranges)
    {
        var remarks = new List<string>();
        foreach (var range in ranges)
            if (Find(range) is { } remark && !remarks.Contains(remark))
                remarks.Add(remark);
        return remarks;
    }

    private static string? Find(AddressRange range)
    {
        var first = range.First;
        var network = $"{new IPAddress(first)}/{range.PrefixLength}";
        if (!first.AsSpan().SequenceEqual(range.Address.GetAddressBytes()))
            return $"{range} allows the guest all addresses of {network}; write {range.Address} to allow that one alone, or {network} to say that all are meant";
        if (!range.IsSingle)
            return null;
        if (range.IsInet && IsNetmask(first))
            return $"{range} is a netmask, not an address of a guest; leave it out, the addresses before it are allowed one by one";
        return IsNobodys(range.Address) ? $"{range} is an address that no guest can have; leave it out" : null;
    }

    /// <summary>A netmask begins with at least eight ones; the wildcard notation of routers begins with zeros, and is nobody's.</summary>
    private static bool IsNetmask(byte[] address)
    {
        var number = (uint)(address[0] << 24 | address[1] << 16 | address[2] << 8 | address[3]);
        return number >= 0xff000000 && uint.LeadingZeroCount(~number) + uint.TrailingZeroCount(number) >= 32;
    }

    private static bool IsNobodys(IPAddress address)
    {
        var first = address.GetAddressBytes()[0];
        return address.AddressFamily == AddressFamily.InterNetwork
            // 0.0.0.0/8 is this network, and from 224.0.0.0 on are multicast and what is reserved (RFC 6890).
            ? first is 0 or >= 224 || IPAddress.IsLoopback(address)
            : first == 0xff
                || address.IsIPv4MappedToIPv6
                || address.Equals(IPAddress.IPv6Any)
                || IPAddress.IsLoopback(address);
    }
}
