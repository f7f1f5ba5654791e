using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Xen.Hotplug.Common.Firewall;
using Xen.Hotplug.Common.Netlink;

namespace Xen.Hotplug.UnitTests.Properties.Support;

/// <summary>Data at random.</summary>
internal static class Some
{
    private static readonly string[] s_odd =
    [
        .. (string[])["\0", "\n", "\r\n", "\t", "\u007f", "\u0085", "\u00a0", "\u00e0", "\u2028", "\ufffd", "\ufeff"],
        .. (string[])["\ud83d\ude00", "\ud800", "\udc00", "\u0663", "\uff11", "\"", "'", "\\", "`", "$(", "${", ";"],
        .. (string[])["{", "}", "#", "%", ",", "|", "&", "<", ">", "!", "*", "?", "[", "]", "~", "=", "/", ":", " "],
        .. (string[])["-", "--", "-j ", "ACCEPT", "add rule", "\nend\n", "..", "@", "+", "0", "9", "a", "F", "zz"],
    ];

    /// <summary>Any text at all.</summary>
    internal static Gen<string> Text { get; } = Of(s_odd, 8);

    /// <summary>A text of these parts.</summary>
    internal static Gen<string> Of(string[] parts, int most) =>
        Gen.Choose(0, most).SelectMany(count => Gen.Elements(parts).ArrayOf(count)).Select(string.Concat);

    /// <summary>A text of these characters.</summary>
    internal static Gen<string> Of(string characters, int most) =>
        Of([.. characters.Select(character => $"{character}")], most);

    internal static Gen<byte> Byte { get; } =
        Gen.Frequency((1, Gen.Choose(0, 255)), (1, Gen.Choose(0, 20))).Select(number => (byte)number);

    /// <summary>So many bytes.</summary>
    internal static Gen<byte[]> Bytes(int count) => Byte.ArrayOf(count);

    /// <summary>At most so many bytes.</summary>
    internal static Gen<byte[]> BytesUpTo(int most) => Gen.Choose(0, most).SelectMany(Bytes);

    internal static Gen<uint> Number { get; } =
        Gen.OneOf(
            Gen.Choose(0, 20).Select(number => (uint)number),
            Bytes(4).Select(four => BitConverter.ToUInt32(four))
        );

    internal static Gen<MacAddress> Mac { get; } = Bytes(6).Select(six => MacAddress.FromBytes(six)!.Value);

    /// <summary>An address or network of IPv4 or IPv6; of few, so that some are within others.</summary>
    internal static Gen<AddressRange> Range { get; } =
        from isInet in Gen.Elements(true, false)
        from first in Gen.Elements<byte>(0, 10, 192, 255, 0xfe)
        from second in Gen.Elements<byte>(0, 0x80, 168)
        from rest in Gen.Frequency(
            (3, Gen.Elements<byte>(0, 1, 255).ArrayOf(isInet ? 2 : 14)),
            (1, Bytes(isInet ? 2 : 14))
        )
        from length in Gen.Frequency((2, Gen.Constant(isInet ? 32 : 128)), (1, Gen.Choose(0, isInet ? 32 : 128)))
        select new AddressRange(new IPAddress([first, second, .. rest]), length);

    internal static Gen<AddressRange[]> Ranges { get; } = Gen.Choose(0, 5).SelectMany(count => Range.ArrayOf(count));

    /// <summary>A text in which some characters are changed, left out or put in.</summary>
    internal static Gen<string> Damaged(string text) =>
        from places in Gen.Choose(0, 3).SelectMany(count => Gen.Choose(0, text.Length).ArrayOf(count))
        from parts in Gen.Elements(s_odd).ArrayOf(places.Length)
        from cut in Gen.Choose(0, 2).ArrayOf(places.Length)
        select places
            .Select((place, turn) => (Place: place, Part: parts[turn], Cut: cut[turn]))
            .OrderByDescending(change => change.Place)
            .Aggregate(
                text,
                (before, change) =>
                    $"{before[..change.Place]}{change.Part}{before[Math.Min(before.Length, change.Place + change.Cut)..]}"
            );

    /// <summary>One of these, mostly; else any text, or one of these damaged.</summary>
    internal static Gen<string> Mostly(Gen<string> good) =>
        Gen.Frequency((6, good), (2, good.SelectMany(Damaged)), (1, Text));
}
