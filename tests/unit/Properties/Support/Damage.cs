using FsCheck;
using FsCheck.Fluent;

namespace Xen.Hotplug.UnitTests.Properties.Support;

/// <summary>Bytes that were a message once: changed, cut off, torn apart.</summary>
internal static class Damage
{
    private static readonly ushort[] s_lengths = [0, 1, 3, 4, 5, 7, 8, 12, 16, 20, 0x7fff, 0x8000, 0xfffc, 0xffff];

    /// <summary>A message with at least one thing wrong, as a rule.</summary>
    internal static Gen<byte[]> Of(Gen<byte[]> messages) =>
        Gen.Frequency(
            (
                9,
                messages.SelectMany(message =>
                    Gen.Choose(1, 3)
                        .SelectMany(count => Change(message.Length).ArrayOf(count))
                        .Select(changes => changes.Aggregate(message, (bytes, change) => change(bytes)))
                )
            ),
            (1, Some.BytesUpTo(100))
        );

    private static Gen<Func<byte[], byte[]>> Change(int length)
    {
        var place = Gen.Choose(0, Math.Max(0, length - 1));
        return Gen.OneOf(
            from at in place
            from value in Some.Byte
            select new Func<byte[], byte[]>(bytes => Put(bytes, at, [value])),
            // Where a length or a type is.
            from at in place
            from value in Gen.OneOf(Gen.Elements(s_lengths), Gen.Choose(0, length + 4).Select(near => (ushort)near))
            select new Func<byte[], byte[]>(bytes => Put(bytes, at & ~1, BitConverter.GetBytes(value))),
            from at in place
            from value in Gen.Elements(0u, 15u, 0x7fffffffu, 0x80000000u, 0xfffffff0u, 0xffffffffu)
            select new Func<byte[], byte[]>(bytes => Put(bytes, at & ~3, BitConverter.GetBytes(value))),
            place.Select(at => new Func<byte[], byte[]>(bytes => bytes[..Math.Min(at, bytes.Length)])),
            from at in place
            from count in Gen.Choose(1, 8)
            select new Func<byte[], byte[]>(bytes => [.. bytes.Take(at), .. bytes.Skip(at + count)]),
            from at in place
            from more in Some.BytesUpTo(8)
            select new Func<byte[], byte[]>(bytes => [.. bytes.Take(at), .. more, .. bytes.Skip(at)]),
            from at in place
            from count in Gen.Choose(1, 40)
            select new Func<byte[], byte[]>(bytes => [.. bytes, .. bytes.Skip(at).Take(count)])
        );
    }

    private static byte[] Put(byte[] bytes, int place, byte[] value) =>
        place + value.Length > bytes.Length ? bytes : [.. bytes[..place], .. value, .. bytes[(place + value.Length)..]];
}
