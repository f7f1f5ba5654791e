using System.Runtime.InteropServices;
using System.Text;

namespace Xen.Hotplug.Common.Xenstore;

/// <summary>
/// Puts messages one after the other into a buffer, in the form that <see cref="XenstoreMessageReader"/> reads:
/// four 32-bit numbers in the machine's byte order (type, request, transaction, length of the payload), then the
/// payload, mostly strings that end with NUL.
/// </summary>
internal sealed class XenstoreMessageWriter
{
    /// <summary>sizeof(struct xsd_sockmsg) of xs_wire.h, in bytes.</summary>
    internal const int HeaderSize = 16;

    /// <summary>XENSTORE_PAYLOAD_MAX of xs_wire.h, in bytes; the store cuts off a client that sends more.</summary>
    internal const int LongestPayload = 4096;

    private byte[] _buffer = new byte[512];
    private int _messageStart;

    /// <summary>How many bytes all messages have so far.</summary>
    internal int Length { get; private set; }

    /// <summary>All messages since the last <see cref="Clear"/>.</summary>
    internal ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    /// <summary>Forgets all messages and keeps the room.</summary>
    internal void Clear() => Length = 0;

    /// <summary>Starts a message; its payload follows, then <see cref="End"/>.</summary>
    internal void Begin(XenstoreMessageType type, uint requestId, uint transactionId)
    {
        _messageStart = Length;
        var header = Reserve(HeaderSize);
        Put(header, (uint)type);
        Put(header[4..], requestId);
        Put(header[8..], transactionId);
        Put(header[12..], 0);
    }

    /// <summary>Adds a string and the NUL that ends it.</summary>
    internal void WriteString(string text)
    {
        WriteValue(text);
        Reserve(1)[0] = 0;
    }

    /// <summary>Adds a value, which nothing ends but the message itself.</summary>
    internal void WriteValue(string text) => Encoding.UTF8.GetBytes(text, Reserve(Encoding.UTF8.GetByteCount(text)));

    /// <summary>Ends a message: now its length is known.</summary>
    /// <returns>The length of its payload in bytes; more than <see cref="LongestPayload"/> must not be sent.</returns>
    internal int End()
    {
        var payload = Length - _messageStart - HeaderSize;
        Put(_buffer.AsSpan(_messageStart + 12), (uint)payload);
        return payload;
    }

    private Span<byte> Reserve(int count)
    {
        if (_buffer.Length - Length < count)
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, Length + count));
        Length += count;
        return _buffer.AsSpan(Length - count, count);
    }

    private static void Put(Span<byte> place, uint number) => MemoryMarshal.Write(place, number);
}
