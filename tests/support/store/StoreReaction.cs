namespace Xen.Hotplug.TestStore;

/// <summary>What the store does with a request: serve it, or one of the things that a store must never do.</summary>
public abstract record StoreReaction
{
    private StoreReaction() { }

    /// <summary>Serve it as xenstored does.</summary>
    public static StoreReaction Serve { get; } = new AsServed(answer => [answer]);

    /// <summary>Serve it, one byte a write.</summary>
    public static StoreReaction ServeInPieces { get; } =
        new AsServed(answer => [.. answer.Select(single => new[] { single })]);

    /// <summary>Serve it, but answer to another request's number.</summary>
    public static StoreReaction ServeAs(uint requestId) =>
        new AsServed(answer =>
            [
                [.. answer[..4], .. BitConverter.GetBytes(requestId), .. answer[8..]],
            ]
        );

    /// <summary>Serve it, but say that the answer is of another type.</summary>
    public static StoreReaction ServeAs(StoreRequestType type) =>
        new AsServed(answer =>
            [
                [.. BitConverter.GetBytes((uint)type), .. answer[4..]],
            ]
        );

    /// <summary>Serve it, but say that the answer has this many bytes.</summary>
    public static StoreReaction ServeAsIfOfLength(uint length) =>
        new AsServed(answer =>
            [
                [.. answer[..12], .. BitConverter.GetBytes(length), .. answer[16..]],
            ]
        );

    /// <summary>Serve it, with these bytes before the answer.</summary>
    public static StoreReaction ServeAfter(params byte[] bytes) =>
        new AsServed(answer =>
            [
                [.. bytes, .. answer],
            ]
        );

    /// <summary>Serve it, but send only the first half of the answer, and nothing more, ever.</summary>
    public static StoreReaction Half { get; } =
        new AsServed(answer => [answer[..(answer.Length / 2)]], ThenSilent: true);

    /// <summary>Serve it, but send only the first half of the answer, and close the connection.</summary>
    public static StoreReaction HalfThenClose { get; } =
        new AsServed(answer => [answer[..(answer.Length / 2)]], ThenClose: true);

    /// <summary>Do not serve it, and send nothing more, ever.</summary>
    public static StoreReaction Silence { get; } = new Instead([], ThenSilent: true);

    /// <summary>Do not serve it; close the connection.</summary>
    public static StoreReaction Close { get; } = new Instead([], ThenClose: true);

    /// <summary>Do not serve it; send these bytes.</summary>
    public static StoreReaction Raw(params byte[] bytes) => new Instead(bytes);

    /// <summary>Do not serve it; answer with this payload.</summary>
    public static StoreReaction Answer(params byte[] payload) => new Answered(payload);

    /// <summary>Do not serve it; answer with this error.</summary>
    public static StoreReaction Error(string name) => new Refused(name);

    internal sealed record AsServed(
        Func<byte[], IReadOnlyList<byte[]>> Distort,
        bool ThenSilent = false,
        bool ThenClose = false
    ) : StoreReaction;

    internal sealed record Instead(byte[] Bytes, bool ThenSilent = false, bool ThenClose = false) : StoreReaction;

    internal sealed record Answered(byte[] Payload) : StoreReaction;

    internal sealed record Refused(string Name) : StoreReaction;
}
