using System.Globalization;
using System.Net;
using System.Net.Sockets;

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
                        $"{key}: {Words.Printable(word)} is neither an IPv4 or IPv6 address nor a network"
                    )
            );
        return ranges.Count > 0 ? ranges : throw new HotplugException($"{key}: no address is named");
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
        var isInet = address.AddressFamily == AddressFamily.InterNetwork;
        if (isInet && address.ToString() != text)
            return null;
        var bits = isInet ? 32 : 128;
        if (slash < 0)
            return new AddressRange(address, bits);
        return
            int.TryParse(word.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            && length <= bits
            ? new AddressRange(address, length)
            : null;
    }

    /// <summary>As <c>nft</c> and <c>ip</c> take it.</summary>
    public override string ToString() => $"{Address}/{PrefixLength}";
}
