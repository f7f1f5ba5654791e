using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace Xen.Hotplug.Common.Netlink;

/// <summary>An Ethernet address of 6 bytes.</summary>
public readonly record struct MacAddress
{
    /// <summary>Bytes in an Ethernet address (ETH_ALEN of linux/if_ether.h).</summary>
    public const int Length = 6;

    private readonly ulong _bits;

    /// <param name="bits">The 6 bytes as a number, the first one highest.</param>
    internal MacAddress(ulong bits) => _bits = bits;

    /// <summary>Whether it is a group's address, broadcast included, which no link may have.</summary>
    public bool IsMulticast => (_bits >> 40 & 1) != 0;

    /// <summary>Reads the first 6 bytes; an address of another length (or none) has no value.</summary>
    public static MacAddress? FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
            return null;
        Span<byte> wide = stackalloc byte[8];
        bytes.CopyTo(wide[2..]);
        return new MacAddress(BinaryPrimitives.ReadUInt64BigEndian(wide));
    }

    /// <summary>Reads six hexadecimal bytes with colons, as in 00:16:3e:00:00:01.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out MacAddress? address)
    {
        address = null;
        if (text.Length != (Length * 3) - 1)
            return false;
        ulong bits = 0;
        for (var index = 0; index < Length; index++)
        {
            var start = index * 3;
            if (index > 0 && text[start - 1] != ':')
                return false;
            // byte.TryParse passes a NUL byte over at the end.
            if (
                !char.IsAsciiHexDigit(text[start + 1])
                || !byte.TryParse(
                    text.AsSpan(start, 2),
                    NumberStyles.AllowHexSpecifier,
                    CultureInfo.InvariantCulture,
                    out var part
                )
            )
                return false;
            bits = bits << 8 | part;
        }
        address = new MacAddress(bits);
        return true;
    }

    /// <summary>The address on the link that IPv6 makes of it, fe80:: with a modified EUI-64 (RFC 4291, appendix A).</summary>
    public IPAddress LinkLocal
    {
        get
        {
            var part = ToBytes();
            return new IPAddress([
                .. new byte[] { 0xfe, 0x80, 0, 0, 0, 0, 0, 0 },
                (byte)(part[0] ^ 2),
                part[1],
                part[2],
                0xff,
                0xfe,
                part[3],
                part[4],
                part[5],
            ]);
        }
    }

    /// <summary>The 6 bytes, in the order of the wire.</summary>
    public byte[] ToBytes()
    {
        Span<byte> wide = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(wide, _bits);
        return wide[2..].ToArray();
    }

    /// <summary>Six lower-case hexadecimal bytes with colons.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{_bits >> 40 & 0xff:x2}:{_bits >> 32 & 0xff:x2}:{_bits >> 24 & 0xff:x2}:{_bits >> 16 & 0xff:x2}:{_bits >> 8 & 0xff:x2}:{_bits & 0xff:x2}"
        );
}
