namespace Xen.Hotplug.TestSupport;

/// <summary>When a guarded guest may send a frame.</summary>
public enum May
{
    Always,
    WithoutIp,
    Never,
}

/// <summary>A frame that a guest sends, and when it may.</summary>
public sealed record GuestFrame(string Name, May May, byte[] Bytes)
{
    private static readonly Lazy<Dictionary<string, GuestFrame>> s_all = new(() =>
        (
            (GuestFrame[])
                [.. ArpFrames.All, .. InetFrames.All, .. Inet6Frames.All, .. NeighbourFrames.All, .. LayerTwoFrames.All]
        ).ToDictionary(frame => frame.Name)
    );

    public static GuestFrame Named(string name) => s_all.Value[name];

    public static IEnumerable<string> Names(params May[] when) => Which(when).Select(frame => frame.Name);

    public static IEnumerable<byte[]> AllThat(params May[] when) => Which(when).Select(frame => frame.Bytes);

    private static IEnumerable<GuestFrame> Which(May[] when) =>
        s_all.Value.Values.Where(frame => when.Contains(frame.May));

    public static GuestFrame Always(string name, byte[] bytes) => new(name, May.Always, bytes);

    public static GuestFrame WithoutIp(string name, byte[] bytes) => new(name, May.WithoutIp, bytes);

    public static GuestFrame Never(string name, byte[] bytes) => new(name, May.Never, bytes);
}
