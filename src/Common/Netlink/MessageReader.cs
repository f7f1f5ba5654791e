using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Xen.Hotplug.Common.Netlink;

/// <summary>Walks the messages of one datagram; what is cut short ends the walk. Mirrors <see cref="MessageWriter"/>.</summary>
internal ref struct MessageReader(ReadOnlySpan<byte> datagram)
{
    private ReadOnlySpan<byte> _rest = datagram;

    internal ushort Type { get; private set; }
    internal MessageFlags Flags { get; private set; }
    internal uint Sequence { get; private set; }

    /// <summary>What follows the header.</summary>
    internal ReadOnlySpan<byte> Payload { get; private set; }

    internal bool Next()
    {
        if (_rest.Length < MessageWriter.HeaderLength)
            return false;
        var length = MemoryMarshal.Read<uint>(_rest);
        if (length < MessageWriter.HeaderLength || length > _rest.Length)
            return false;
        Type = MemoryMarshal.Read<ushort>(_rest[4..]);
        Flags = (MessageFlags)MemoryMarshal.Read<ushort>(_rest[6..]);
        Sequence = MemoryMarshal.Read<uint>(_rest[8..]);
        Payload = _rest[MessageWriter.HeaderLength..(int)length];
        _rest = _rest[Math.Min(((int)length + 3) & ~3, _rest.Length)..];
        return true;
    }
}

/// <summary>Walks attributes; what is cut short ends the walk, what is unknown is the caller's to pass over.</summary>
internal ref struct AttributeReader(ReadOnlySpan<byte> attributes)
{
    private const ushort TypeMask = 0x3fff;
    private ReadOnlySpan<byte> _rest = attributes;

    internal ushort Type { get; private set; }
    internal ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>The attribute as it came, with its header, its marks, and its padding where that is there.</summary>
    internal ReadOnlySpan<byte> Whole { get; private set; }

    internal bool Next()
    {
        if (_rest.Length < 4)
            return false;
        var length = MemoryMarshal.Read<ushort>(_rest);
        if (length < 4 || length > _rest.Length)
            return false;
        Type = (ushort)(MemoryMarshal.Read<ushort>(_rest[2..]) & TypeMask);
        Value = _rest[4..length];
        Whole = _rest[..Math.Min((length + 3) & ~3, _rest.Length)];
        _rest = _rest[Whole.Length..];
        return true;
    }

    /// <summary>The value of the attribute of that type, empty where there is none.</summary>
    internal static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> attributes, ushort type)
    {
        var reader = new AttributeReader(attributes);
        while (reader.Next())
        {
            if (reader.Type == type)
                return reader.Value;
        }
        return [];
    }

    /// <summary>Whether there is an attribute of that type, such as a flag, which has no value.</summary>
    internal static bool Has(ReadOnlySpan<byte> attributes, ushort type)
    {
        var reader = new AttributeReader(attributes);
        while (reader.Next())
        {
            if (reader.Type == type)
                return true;
        }
        return false;
    }

    /// <summary>The value of the attribute of that type as a number; 0 where there is none, or it is shorter than that.</summary>
    internal static T FindNumber<T>(ReadOnlySpan<byte> attributes, ushort type)
        where T : unmanaged
    {
        var value = Find(attributes, type);
        return value.Length >= Unsafe.SizeOf<T>() ? MemoryMarshal.Read<T>(value) : default;
    }

    /// <summary>The value of the attribute of that type as an IPv4 or IPv6 address; null if there is none.</summary>
    internal static IPAddress? FindAddress(ReadOnlySpan<byte> attributes, ushort type) =>
        Find(attributes, type) is { Length: 4 or 16 } value ? new IPAddress(value) : null;

    /// <summary>The attributes, but those of the types that are left out; each as it came.</summary>
    internal static byte[] Without(ReadOnlySpan<byte> attributes, params ReadOnlySpan<ushort> leftOut)
    {
        var kept = new byte[attributes.Length];
        var length = 0;
        var reader = new AttributeReader(attributes);
        while (reader.Next())
        {
            if (leftOut.Contains(reader.Type))
                continue;
            reader.Whole.CopyTo(kept.AsSpan(length));
            length += reader.Whole.Length;
        }
        return kept[..length];
    }

    /// <summary>The value as a number; 0 where it is shorter than that.</summary>
    internal readonly T Number<T>()
        where T : unmanaged => Value.Length >= Unsafe.SizeOf<T>() ? MemoryMarshal.Read<T>(Value) : default;

    /// <summary>The value as text, up to its NUL byte.</summary>
    internal readonly string Text() => ReadText(Value);

    internal static string ReadText(ReadOnlySpan<byte> value)
    {
        var end = value.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? value : value[..end]);
    }
}
