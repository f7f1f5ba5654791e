using System.Text.Json;
using Xunit;

namespace Xen.Hotplug.TestSupport;

/// <summary>
/// A host whose bridge has an uplink and a neighbour's vif, with wires to their far ends. Each sends no frame of its own
/// accord, so that what comes out of them is what a spec has sent.
/// </summary>
public abstract class AntispoofSpecs : VifBridgeSpecs
{
    protected const string Table = "xen-antispoof";

    private const string Silent = "echo 1 > /proc/sys/net/ipv6/conf/eth0/disable_ipv6; ip link set dev eth0 up";

    private readonly List<Wire> _wires = [];
    private int _markers;

    protected Wire Neighbour { get; private set; } = null!;

    protected Wire Uplink { get; private set; } = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Host.AddBridge("eth0");
        // Where the kernel has br_netfilter, it would drop malformed packets before anybody could be blamed for them.
        await Host.Shell(
            "for file in /proc/sys/net/bridge/bridge-nf-call-*; do [ ! -e $file ] || echo 0 > $file; done"
        );
        Neighbour = await AddPort("vif2.0");
        Uplink = await AddPort("seth0");
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var wire in _wires)
            wire.Dispose();
        await base.DisposeAsync();
    }

    /// <summary>Adds a port that forwards at once, and shows frames with their tags: a tap.</summary>
    private async Task<Wire> AddPort(string link)
    {
        await Host.AddTap(link);
        var wire = Keep(TapWire.Open(Host, link));
        await Host.Shell($"echo 1 > /proc/sys/net/ipv6/conf/{link}/disable_ipv6");
        await Host.AddPort("eth0", link);
        await Host.PortForwards(link);
        return wire;
    }

    /// <summary>Adds a link whose far end is in a silent guest.</summary>
    protected async Task<Wire> Plug(string link, int? index = null)
    {
        var guest = await Host.AddGuest(link, index);
        await guest.Shell(Silent);
        return Keep(PacketSocket.Open(guest.ProcessId, "eth0"));
    }

    protected Wire Keep(Wire wire)
    {
        _wires.Add(wire);
        return wire;
    }

    /// <summary>Adds the guest's vif and what libxl writes for it.</summary>
    protected async Task<Wire> GivenAVif(string? ip = Party.Ip)
    {
        GivenKeys(ip);
        return await Plug("vif1.0");
    }

    /// <summary>Adds the guest's tap and what libxl writes for it.</summary>
    protected async Task<Wire> GivenATap(string? ip = Party.Ip)
    {
        GivenKeys(ip);
        await Host.AddTap("vif1.0-emu");
        return Keep(TapWire.Open(Host, "vif1.0-emu"));
    }

    protected void GivenKeys(string? ip)
    {
        WriteBackend("eth0");
        if (ip is null)
            Store.Remove($"{Backend}/ip");
        else
            Store.Write($"{Backend}/ip", ip);
    }

    /// <summary>Guards the vif or, with `antispoof=no`, leaves it open; and waits until it forwards.</summary>
    protected async Task Online(string antispoof, string port = "vif1.0")
    {
        (await Online([$"antispoof={antispoof}"])).ShouldSucceedQuietly();
        await ShouldHaveGuards(antispoof);
        await Host.PortForwards(port);
    }

    protected async Task Add(string antispoof, string port = "vif1.0-emu")
    {
        (await Add([$"antispoof={antispoof}"])).ShouldSucceedQuietly();
        await ShouldHaveGuards(antispoof);
        await Host.PortForwards(port);
    }

    /// <summary>A spec of what passes would hold of an open port too.</summary>
    protected async Task ShouldHaveGuards(string antispoof)
    {
        if (antispoof == "yes")
            Assert.NotEqual(0, await Elements());
    }

    /// <summary>Checks that the frame comes both to the neighbour and to the uplink.</summary>
    protected void ShouldPass(Wire port, params IEnumerable<byte[]> frames)
    {
        WaitUntilItSends(port);
        foreach (var frame in frames)
        {
            var marker = Send(port, frame);
            Neighbour.ReceiveUntil(frame, marker);
            Uplink.ReceiveUntil(frame, marker);
        }
    }

    /// <summary>Checks that the frame comes neither to the neighbour nor to the uplink.</summary>
    protected void ShouldBeStopped(Wire port, params IEnumerable<byte[]> frames)
    {
        WaitUntilItSends(port);
        foreach (var frame in frames)
        {
            var marker = Send(port, frame);
            var (atNeighbour, atUplink) = (Neighbour.ReceiveUntil(marker), Uplink.ReceiveUntil(marker));
            Assert.False(
                Neighbour.IsAmong(atNeighbour, frame),
                $"It came to the neighbour: {Convert.ToHexString(frame)}"
            );
            Assert.False(Uplink.IsAmong(atUplink, frame), $"It came to the uplink: {Convert.ToHexString(frame)}");
        }
    }

    /// <summary>Until the kernel has noticed the carrier of the far end too, it drops what is sent there.</summary>
    protected void WaitUntilItSends(Wire port)
    {
        for (var attempt = 0; attempt < 500; attempt++)
        {
            var marker = Marker(port.Mac);
            port.Send(marker);
            if (Uplink.Sees(marker, TimeSpan.FromMilliseconds(20)))
                return;
        }
        Assert.Fail("Nothing that is sent into the port comes out at the uplink.");
    }

    /// <summary>Checks it with every frame that there is.</summary>
    protected void ShouldBeGuarded(Wire port, bool withIp = true)
    {
        ShouldPass(port, GuestFrame.AllThat(withIp ? [May.Always] : [May.Always, May.WithoutIp]));
        ShouldBeStopped(port, GuestFrame.AllThat(withIp ? [May.WithoutIp, May.Never] : [May.Never]));
    }

    protected async Task ShouldBeOpen(Wire port)
    {
        await GivenNoSnooping();
        ShouldPass(port, GuestFrame.AllThat(May.Always, May.WithoutIp, May.Never));
    }

    /// <summary>What an open guest says of groups changes what comes of later frames on a bridge that listens.</summary>
    protected Task GivenNoSnooping() => Host.Shell("ip link set dev eth0 type bridge mcast_snooping 0");

    /// <summary>How many elements the guard's sets hold: of ports, of their addresses, of their names.</summary>
    protected async Task<int> Elements()
    {
        var result = await Host.Run("nft", "-j", "list", "table", "bridge", Table);
        using var json = JsonDocument.Parse(result.ShouldSucceed().Output);
        return json
            .RootElement.GetProperty("nftables")
            .EnumerateArray()
            .SelectMany(entry => entry.EnumerateObject())
            .Where(entry => entry.Name is "set" or "map")
            .Sum(entry => entry.Value.TryGetProperty("elem", out var elements) ? elements.GetArrayLength() : 0);
    }

    /// <summary>
    /// A frame like no other that every guest may send. Frames of one port stay in order: what was sent before it and was
    /// not stopped has come when it comes.
    /// </summary>
    protected byte[] Marker(string? mac = null)
    {
        byte[] number = [0xa5, 0x5a, .. Frame.Word(++_markers)];
        mac ??= Party.Own.Mac;
        return Inet.UdpFrame("0.0.0.0", Inet.Everybody, 68, 67, data: [.. Inet.Bootp(mac), .. number]).From(mac);
    }

    private byte[] Send(Wire port, byte[] frame)
    {
        var marker = Marker(port.Mac);
        port.Send(frame);
        port.Send(marker);
        return marker;
    }
}
