using System.Buffers.Binary;
using System.Text;

namespace Xen.Hotplug.TestStore;

/// <summary>
/// The wire format, on purpose not shared with the client under test: a mistake there must not be made here too.
/// The byte order is that of the machine; all machines that run these tests are little-endian.
/// </summary>
internal static class StoreMessage
{
    internal const int HeaderSize = 16;
    internal const int LongestPayload = 4096;

    internal static byte[] Build(StoreRequestType type, uint requestId, uint transaction, ReadOnlySpan<byte> payload)
    {
        var message = new byte[HeaderSize + payload.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(message, (uint)type);
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(4), requestId);
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(8), transaction);
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(12), (uint)payload.Length);
        payload.CopyTo(message.AsSpan(HeaderSize));
        return message;
    }

    /// <summary>Reads one request; null when the client is gone or says that it sends more than a client may.</summary>
    internal static StoreRequest? Read(Stream stream, int connection)
    {
        var header = new byte[HeaderSize];
        if (stream.ReadAtLeast(header, HeaderSize, throwOnEndOfStream: false) < HeaderSize)
            return null;
        var length = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(12));
        if (length > LongestPayload)
            return null;
        var payload = new byte[length];
        if (stream.ReadAtLeast(payload, payload.Length, throwOnEndOfStream: false) < payload.Length)
            return null;
        return new StoreRequest(
            (StoreRequestType)BinaryPrimitives.ReadUInt32LittleEndian(header),
            BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(4)),
            BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(8)),
            payload,
            connection
        );
    }

    /// <summary>Strings, each with the NUL that ends it.</summary>
    internal static byte[] Strings(params IEnumerable<string> texts) =>
        Encoding.UTF8.GetBytes(string.Concat(texts.Select(text => text + '\0')));
}
