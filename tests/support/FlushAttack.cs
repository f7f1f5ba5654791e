using Xunit;

namespace Xen.Hotplug.TestSupport;

/// <summary>
/// A guarded guest forges frames without pause, while somebody flushes all rules again and again and each time the guest's next
/// event declares them once more: how many of the frames come out at the uplink.
/// </summary>
public sealed class FlushAttack : IAsyncDisposable
{
    // Rules may be away for as long as `nft` takes to declare them, and a guest sends some hundred frames in a millisecond.
    private const int RoomForFrames = 256 << 20;

    private readonly Host _host;
    private readonly Toolstack _toolstack;
    private readonly List<Wire> _wires = [];
    private PacketSocket _uplink = null!;
    private int _markers;

    private FlushAttack(Host host)
    {
        _host = host;
        _toolstack = new Toolstack(host);
    }

    /// <summary>Boots a host whose bridge has an uplink, and tells its store of a guest.</summary>
    public static async Task<FlushAttack> Prepare()
    {
        var host = await Host.Boot();
        var attack = new FlushAttack(host);
        await host.AddBridge("eth0");
        attack._uplink = await attack.Plug("seth0");
        attack._uplink.MakeRoom(RoomForFrames);
        await host.AddPort("eth0", "seth0");
        await host.PortForwards("seth0");
        attack._toolstack.WriteBackend("eth0");
        attack._toolstack.Store.Write($"{Toolstack.Backend()}/ip", Party.Ip);
        return attack;
    }

    /// <summary>A frame from another guest's MAC address.</summary>
    public static byte[] FromForeignMac { get; } = Inet.UdpFrame(Party.Own.Inet).From(Party.Neighbour.Mac);

    /// <summary>A frame from the guest's own MAC address and another guest's IPv4 address.</summary>
    public static byte[] FromForeignInet { get; } = Inet.UdpFrame(Party.Neighbour.Inet);

    /// <summary>Gives the guest a vif, which is guarded and pinned.</summary>
    public async Task<Wire> AddVif()
    {
        var wire = await Plug("vif1.0");
        await BringVif();
        return wire;
    }

    /// <summary>The vif's next event.</summary>
    public Task BringVif() => Bring("vif1.0", "online", "type_if=vif");

    /// <summary>The vif goes, and comes back.</summary>
    public async Task ReplugVif()
    {
        (await Event("offline", "type_if=vif")).ShouldSucceedQuietly();
        await BringVif();
    }

    /// <summary>Gives the guest a vif as kernels before 5.18 have it: with its entry in the bridge, and no lock.</summary>
    public async Task<Wire> AddUnlockedVif()
    {
        var wire = await AddVif();
        await Unlock();
        return wire;
    }

    /// <summary>The next event of such a vif.</summary>
    public async Task BringUnlockedVif()
    {
        await BringVif();
        await Unlock();
    }

    /// <summary>Gives the guest the card that its emulator makes, which is guarded.</summary>
    public async Task<Wire> AddTap()
    {
        await _host.AddTap("vif1.0-emu");
        var wire = TapWire.Open(_host, "vif1.0-emu");
        _wires.Add(wire);
        await BringTap();
        return wire;
    }

    /// <summary>The tap's next event.</summary>
    public Task BringTap() => Bring("vif1.0-emu", "add", "type_if=tap");

    /// <summary>Gives the guest both, and returns its vif.</summary>
    public async Task<Wire> AddVifBesideTap()
    {
        var vif = await AddVif();
        await AddTap();
        return vif;
    }

    /// <summary>Flushes all rules so many times while frames are forged.</summary>
    /// <param name="port">Where the guest sends.</param>
    /// <param name="forged">What it sends.</param>
    /// <param name="flushes">How often.</param>
    /// <param name="mend">What declares the rules again.</param>
    public async Task<FlushAttackResult> Run(Wire port, byte[] forged, int flushes, Func<Task> mend)
    {
        var passed = new List<int>();
        Assert.Equal(0, Count(port, forged));
        _uplink.CountLost();
        using var attacker = new Attacker(port, forged);
        for (var flush = 0; flush < flushes; flush++)
        {
            await _host.Shell("nft flush ruleset");
            await mend();
            passed.Add(Count(port, forged));
        }
        var lost = _uplink.CountLost();
        Assert.True(lost == 0, $"{lost} frames came to the uplink unseen");
        return new FlushAttackResult(passed, attacker.Sent, attacker.Rate);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var wire in _wires)
            wire.Dispose();
        _toolstack.Dispose();
        await _host.DisposeAsync();
    }

    /// <summary>How many forged frames have come to the uplink by now.</summary>
    private int Count(Wire port, byte[] forged)
    {
        var marker = Inet.UdpFrame(Party.Own.Inet, data: [.. "marker"u8, .. Frame.Word(++_markers)]);
        port.Send(marker);
        return _uplink.ReceiveUntil(marker).Count(frame => frame.SequenceEqual(forged));
    }

    private Task<string> Unlock() => _host.Shell("bridge link set dev vif1.0 locked off");

    private async Task Bring(string port, params string[] words)
    {
        (await Event([.. words, "antispoof=yes"])).ShouldSucceedQuietly();
        await _host.PortForwards(port);
    }

    private Task<Result> Event(params string[] words) =>
        _host.Start(Programs.VifBridge, words, Toolstack.Variables()).Ended;

    private async Task<PacketSocket> Plug(string link)
    {
        var far = await _host.AddGuest(link);
        await far.Shell("echo 1 > /proc/sys/net/ipv6/conf/eth0/disable_ipv6; ip link set dev eth0 up");
        var wire = PacketSocket.Open(far.ProcessId, "eth0");
        _wires.Add(wire);
        return wire;
    }
}

/// <summary>What came of an attack.</summary>
/// <param name="Passed">How many forged frames passed after each flush.</param>
/// <param name="Sent">How many were sent in all.</param>
/// <param name="Rate">How many were sent in a millisecond.</param>
public sealed record FlushAttackResult(IReadOnlyList<int> Passed, long Sent, double Rate)
{
    /// <summary>How many forged frames passed in all.</summary>
    public int Total => Passed.Sum();
}
