using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Xen.Hotplug.Common.Netlink;

/// <summary>
/// Writes one netlink message: header, the family's fixed part, attributes. Numbers are in the
/// machine's order, parts are aligned to 4 bytes (linux/netlink.h, man 7 netlink).
/// </summary>
internal sealed class MessageWriter
{
    internal const int HeaderLength = 16;
    private const ushort NestedFlag = 0x8000;

    private byte[] _buffer = new byte[256];
    private int _length = HeaderLength;

    internal MessageWriter(ushort type, MessageFlags flags)
    {
        Type = type;
        MemoryMarshal.Write(_buffer.AsSpan(4), type);
        MemoryMarshal.Write(_buffer.AsSpan(6), (ushort)(flags | MessageFlags.Request));
    }

    internal ushort Type { get; }

    /// <summary>Appends the family's fixed part, such as struct ifinfomsg.</summary>
    internal MessageWriter Fixed<T>(T part)
        where T : unmanaged
    {
        MemoryMarshal.Write(Grow(Unsafe.SizeOf<T>()), part);
        return this;
    }

    /// <summary>Appends bytes that are already in the wire's form and alignment.</summary>
    internal MessageWriter Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Grow(bytes.Length));
        return this;
    }

    internal MessageWriter Bytes(ushort attribute, ReadOnlySpan<byte> value)
    {
        var space = Grow(4 + value.Length);
        MemoryMarshal.Write(space, checked((ushort)(4 + value.Length)));
        MemoryMarshal.Write(space[2..], attribute);
        value.CopyTo(space[4..]);
        return this;
    }

    internal MessageWriter Number<T>(ushort attribute, T value)
        where T : unmanaged => Bytes(attribute, MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));

    /// <summary>A string attribute, with the NUL byte that the kernel's policy for names wants.</summary>
    internal MessageWriter Text(ushort attribute, string value)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(value) + 1];
        Encoding.UTF8.GetBytes(value, bytes);
        return Bytes(attribute, bytes);
    }

    /// <summary>An attribute that holds the attributes that <paramref name="content"/> writes.</summary>
    internal MessageWriter Nest(ushort attribute, Action<MessageWriter> content)
    {
        var start = _length;
        Bytes((ushort)(attribute | NestedFlag), []);
        content(this);
        MemoryMarshal.Write(_buffer.AsSpan(start), checked((ushort)(_length - start)));
        return this;
    }

    /// <summary>The attributes that were appended.</summary>
    internal byte[] ToAttributes() => _buffer[HeaderLength.._length];

    internal bool AsksForAcknowledgement => ReadFlags(_buffer).HasFlag(MessageFlags.Acknowledge);

    /// <summary>What follows the header of a message that was read, put together again.</summary>
    internal static byte[] Payload<T>(T part, byte[] attributes)
        where T : unmanaged => [.. MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in part)), .. attributes];

    /// <summary>Makes a finished message ask for an error only, not for an acknowledgement of success.</summary>
    internal static void DropAcknowledgement(Span<byte> message) =>
        MemoryMarshal.Write(message[6..], (ushort)(ReadFlags(message) & ~MessageFlags.Acknowledge));

    private static MessageFlags ReadFlags(ReadOnlySpan<byte> message) =>
        (MessageFlags)MemoryMarshal.Read<ushort>(message[6..]);

    /// <summary>The whole message, with its length and <paramref name="sequence"/> filled in.</summary>
    internal ReadOnlySpan<byte> Finish(uint sequence)
    {
        MemoryMarshal.Write(_buffer.AsSpan(0), (uint)_length);
        MemoryMarshal.Write(_buffer.AsSpan(8), sequence);
        return _buffer.AsSpan(0, _length);
    }

    private Span<byte> Grow(int length)
    {
        var aligned = (length + 3) & ~3;
        if (_length + aligned > _buffer.Length)
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + aligned));
        var space = _buffer.AsSpan(_length, aligned);
        _length += aligned;
        return space;
    }
}
