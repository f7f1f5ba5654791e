using System.Net;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.Common.Firewall;

/// <summary>An IPv4 or IPv6 address or network that a guest may use.</summary>
/// <param name="Address">The address, or one in the network.</param>
/// <param name="PrefixLength">In bits; all of them for a single address.</param>
public sealed record AddressRange(IPAddress Address, int PrefixLength)
{
    /// <summary>Reads a list of addresses and networks, separated by spaces or commas.</summary>
    /// <param name="text">The list, such as "192.0.2.7, 2001:db8::/64".</param>
    /// <param name="key">What the errors call it.</param>
    /// <exception cref="HotplugException">One of them does not parse.</exception>
    public static IReadOnlyList<AddressRange> ParseList(string text, string key)
    {
        var ranges = new List<AddressRange>();
        foreach (var word in text.Split([' ', ',', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries))
            ranges.Add(
                TryParse(word)
                    ?? throw new HotplugException(
                        $"{key}: {Text.Printable(word)} is neither an IPv4 or IPv6 address nor a network"
                    )
            );
        return ranges.Count > 0 ? ranges : throw new HotplugException($"{key}: no address is named");
    }

    /// <summary>Whether a text is such a list.</summary>
    public static bool AreValid(string text)
    {
        try
        {
            return ParseList(text, "").Count > 0;
        }
        catch (HotplugException)
        {
            return false;
        }
    }

    private static bool IsAddressCharacter(char character) =>
        char.IsAsciiHexDigit(character) || character is ':' or '.';

    private static AddressRange? TryParse(string word)
    {
        var slash = word.IndexOf('/', StringComparison.Ordinal);
        var text = slash < 0 ? word : word[..slash];
        // A zone (fe80::1%eth0), a port ([::1]:80) and the short forms of IPv4 (10.1) parse too, but are no addresses.
        if (!text.All(IsAddressCharacter) || !IPAddress.TryParse(text, out var address))
            return null;
        var isInet = AddressFamily.Of(address) == AddressFamily.Inet;
        if (isInet && address.ToString() != text)
            return null;
        var bits = BitsOf(address);
        if (slash < 0)
            return new AddressRange(address, bits);
        return Text.TryReadNumber(word.AsSpan(slash + 1), out var length) && length <= bits
            ? new AddressRange(address, length)
            : null;
    }

    /// <summary>Whether it is a single address.</summary>
    public bool IsSingle => PrefixLength == BitsOf(Address);

    /// <summary>Whether it is of IPv4.</summary>
    public bool IsInet => AddressFamily.Of(Address) == AddressFamily.Inet;

    /// <summary>The bytes of its first address, in network order.</summary>
    public byte[] First => IpPrefix.Mask(Address, PrefixLength).GetAddressBytes();

    /// <summary>The bytes of its last address, in network order.</summary>
    public byte[] Last => IpPrefix.Fill(Address, PrefixLength).GetAddressBytes();

    /// <summary>Whether all of another range is in this one.</summary>
    public bool Contains(AddressRange other) =>
        IsInet == other.IsInet
        && PrefixLength <= other.PrefixLength
        && First.AsSpan().SequenceEqual((other with { PrefixLength = PrefixLength }).First);

    /// <summary>The same addresses by ranges that do not overlap, each named by its first address.</summary>
    public static IReadOnlyList<AddressRange> WithoutOverlaps(IEnumerable<AddressRange> ranges)
    {
        var kept = new List<AddressRange>();
        foreach (var range in ranges.Select(range => range with { Address = new IPAddress(range.First) }))
        {
            if (kept.Exists(other => other.Contains(range)))
                continue;
            kept.RemoveAll(range.Contains);
            kept.Add(range);
        }
        return kept;
    }

    /// <summary>As <c>nft</c> and <c>ip</c> take it: the length only where it is not a single address.</summary>
    public override string ToString() => IsSingle ? $"{Address}" : $"{Address}/{PrefixLength}";

    private static int BitsOf(IPAddress address) => AddressFamily.Of(address) == AddressFamily.Inet ? 32 : 128;
}
