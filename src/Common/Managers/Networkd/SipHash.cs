using System.Buffers.Binary;
using System.Numerics;

namespace Xen.Hotplug.Common.Managers.Networkd;

/// <summary>SipHash-2-4, a keyed hash of 64 bits (Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012).</summary>
internal static class SipHash
{
    /// <summary>The hash of some bytes.</summary>
    /// <param name="key">16 bytes.</param>
    /// <param name="data">What is hashed.</param>
    internal static ulong Compute(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data)
    {
        var k0 = BinaryPrimitives.ReadUInt64LittleEndian(key);
        var k1 = BinaryPrimitives.ReadUInt64LittleEndian(key[8..]);
        Span<ulong> v =
        [
            k0 ^ 0x736f6d6570736575,
            k1 ^ 0x646f72616e646f6d,
            k0 ^ 0x6c7967656e657261,
            k1 ^ 0x7465646279746573,
        ];
        var rest = data;
        for (; rest.Length >= 8; rest = rest[8..])
            Mix(v, BinaryPrimitives.ReadUInt64LittleEndian(rest));
        Span<byte> last = stackalloc byte[8];
        last.Clear();
        rest.CopyTo(last);
        last[7] = (byte)data.Length;
        Mix(v, BinaryPrimitives.ReadUInt64LittleEndian(last));
        v[2] ^= 0xff;
        Rounds(v, 4);
        return v[0] ^ v[1] ^ v[2] ^ v[3];
    }

    private static void Mix(Span<ulong> v, ulong word)
    {
        v[3] ^= word;
        Rounds(v, 2);
        v[0] ^= word;
    }

    private static void Rounds(Span<ulong> v, int count)
    {
        for (var round = 0; round < count; round++)
        {
            v[0] += v[1];
            v[1] = BitOperations.RotateLeft(v[1], 13) ^ v[0];
            v[0] = BitOperations.RotateLeft(v[0], 32);
            v[2] += v[3];
            v[3] = BitOperations.RotateLeft(v[3], 16) ^ v[2];
            v[0] += v[3];
            v[3] = BitOperations.RotateLeft(v[3], 21) ^ v[0];
            v[2] += v[1];
            v[1] = BitOperations.RotateLeft(v[1], 17) ^ v[2];
            v[2] = BitOperations.RotateLeft(v[2], 32);
        }
    }
}
