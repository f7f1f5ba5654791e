using System.Diagnostics;
using Xunit;

namespace Xen.Hotplug.TestSupport;

/// <summary>The far end of a port: frames can be sent into the port, and those seen that come out of it.</summary>
public abstract class Wire : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    /// <summary>The MAC of the guest behind it.</summary>
    public string Mac { get; init; } = Party.Own.Mac;

    public abstract void Send(byte[] frame);

    /// <summary>Reads until each of <paramref name="awaited"/> has come; gives what came.</summary>
    public IReadOnlyList<byte[]> ReceiveUntil(params IEnumerable<byte[]> awaited)
    {
        var missing = awaited.Select(AsReceived).ToList();
        var seen = new List<byte[]>();
        var clock = Stopwatch.StartNew();
        while (missing.Count > 0)
        {
            if (Receive(s_limit - clock.Elapsed) is not { } frame)
            {
                Assert.Fail($"This did not come out of the port: {Convert.ToHexString(missing[0])}");
                break;
            }
            seen.Add(frame);
            missing.RemoveAll(frame.SequenceEqual);
        }
        return seen;
    }

    /// <summary>Whether <paramref name="frame"/> comes within <paramref name="limit"/>.</summary>
    public bool Sees(byte[] frame, TimeSpan limit)
    {
        var (expected, clock) = (AsReceived(frame), Stopwatch.StartNew());
        while (Receive(limit - clock.Elapsed) is { } seen)
        {
            if (seen.SequenceEqual(expected))
                return true;
        }
        return false;
    }

    /// <summary>Whether <paramref name="frame"/> is among what <see cref="ReceiveUntil"/> gave.</summary>
    public bool IsAmong(IReadOnlyList<byte[]> seen, byte[] frame) => seen.Any(AsReceived(frame).SequenceEqual);

    public abstract void Dispose();

    /// <summary>The next frame, or nothing when none is there or comes within <paramref name="limit"/>.</summary>
    protected abstract byte[]? Receive(TimeSpan limit);

    /// <summary>The bytes that this wire shows of a frame that was sent.</summary>
    protected abstract byte[] AsReceived(byte[] frame);
}
