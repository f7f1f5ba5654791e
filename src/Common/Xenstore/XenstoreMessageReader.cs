using System.Runtime.InteropServices;

namespace Xen.Hotplug.Common.Xenstore;

/// <summary>
/// Takes one message out of bytes received, in the form that <see cref="XenstoreMessageWriter"/> writes. Nothing
/// that the bytes say is believed before it is checked; what breaks the rules is an <see cref="InvalidDataException"/>.
/// </summary>
internal ref struct XenstoreMessageReader
{
    private ReadOnlySpan<byte> _unread;

    private XenstoreMessageReader(ReadOnlySpan<byte> message)
    {
        Type = (XenstoreMessageType)Get(message);
        RequestId = Get(message[4..]);
        TransactionId = Get(message[8..]);
        Size = message.Length;
        _unread = message[XenstoreMessageWriter.HeaderSize..];
    }

    internal XenstoreMessageType Type { get; }

    /// <summary>The number that the client gave its request; 0 for events.</summary>
    internal uint RequestId { get; }

    internal uint TransactionId { get; }

    /// <summary>Header and payload, in bytes.</summary>
    internal int Size { get; }

    /// <summary>Whether the whole payload has been read.</summary>
    internal readonly bool AtEnd => _unread.IsEmpty;

    /// <summary>Starts on the first message of <paramref name="received"/>; false while a part of it is still to come.</summary>
    /// <exception cref="InvalidDataException">It says that it is longer than a message can be.</exception>
    internal static bool TryBegin(ReadOnlySpan<byte> received, out XenstoreMessageReader reader)
    {
        reader = default;
        if (received.Length < XenstoreMessageWriter.HeaderSize)
            return false;
        var payload = Get(received[12..]);
        if (payload > XenstoreMessageWriter.LongestPayload)
            throw new InvalidDataException(
                $"a message of {payload} bytes, where {XenstoreMessageWriter.LongestPayload} are the most"
            );
        var size = XenstoreMessageWriter.HeaderSize + (int)payload;
        if (received.Length < size)
            return false;
        reader = new XenstoreMessageReader(received[..size]);
        return true;
    }

    /// <summary>Reads a string and the NUL that ends it.</summary>
    /// <exception cref="InvalidDataException">There is no NUL.</exception>
    internal string ReadString()
    {
        var end = _unread.IndexOf((byte)0);
        if (end < 0)
            throw new InvalidDataException("a string without its end");
        var text = XenstoreText.Decode(_unread[..end]);
        _unread = _unread[(end + 1)..];
        return text;
    }

    /// <summary>Reads all strings that are left.</summary>
    /// <exception cref="InvalidDataException">The last one has no NUL.</exception>
    internal string[] ReadStrings()
    {
        if (AtEnd)
            return [];
        var texts = new List<string>();
        while (!AtEnd)
            texts.Add(ReadString());
        return [.. texts];
    }

    /// <summary>Reads the rest of the message as one value.</summary>
    internal string ReadValue()
    {
        var text = XenstoreText.Decode(_unread);
        _unread = default;
        return text;
    }

    private static uint Get(ReadOnlySpan<byte> place) => MemoryMarshal.Read<uint>(place);
}
