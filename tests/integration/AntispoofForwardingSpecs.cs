using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>A guarded guest cannot draw a neighbour's traffic to itself by the neighbour's MAC.</summary>
public sealed class AntispoofForwardingSpecs : AntispoofSpecs
{
    /// <summary>
    /// Addresses that no bridge forwards, most of them. It learns from them none the less; but 01 is for the NIC itself.
    /// </summary>
    private static readonly int[] s_groups = [.. Enumerable.Range(0, 0x30).Where(group => group != 1)];

    [Theory]
    [InlineData("vif", 0)]
    [InlineData("vif", 1)]
    [InlineData("tap", 0)]
    [InlineData("tap", 1)]
    public async Task No_frame_to_bridges_draws_the_neighbours_traffic_to_a_guarded_port(string type, int spanningTree)
    {
        var (wire, _) = await GivenAPort(type, "yes");
        await Host.Ip($"link set dev eth0 type bridge stp_state {spanningTree}");

        Assert.Empty(GroupsThatDraw(wire));
    }

    [Fact]
    public async Task Every_frame_to_bridges_draws_the_neighbours_traffic_to_an_open_port()
    {
        var (wire, _) = await GivenAPort("vif", "no");

        Assert.Equal(s_groups, GroupsThatDraw(wire));
    }

    [Theory]
    [InlineData("vif")]
    [InlineData("tap")]
    public async Task No_frame_at_all_draws_the_neighbours_traffic_to_a_guarded_port(string type)
    {
        var (wire, port) = await GivenAPort(type, "yes");
        NeighbourSpeaks();

        foreach (var frame in GuestFrame.AllThat(May.Always, May.WithoutIp, May.Never))
            wire.Send(frame.From(Party.Neighbour.Mac));
        WaitFor(wire);

        Assert.NotEqual(port, await PortOfNeighbour());
        Assert.False(ComesOutOf(wire, ToNeighbour));
        Uplink.Send(ToNeighbour);
        Neighbour.ReceiveUntil(ToNeighbour);
    }

    [Fact]
    public async Task One_frame_draws_the_neighbours_traffic_to_an_open_port()
    {
        var (wire, port) = await GivenAPort("vif", "no");
        NeighbourSpeaks();

        wire.Send(Inet.UdpFrame(Party.Own.Inet).From(Party.Neighbour.Mac));
        WaitFor(wire);

        Assert.Equal(port, await PortOfNeighbour());
        Assert.True(ComesOutOf(wire, ToNeighbour));
    }

    [Fact]
    public async Task A_bridge_forgets_what_it_learned_before_the_guard_came()
    {
        var (wire, port) = await GivenAPort("vif", "no");
        NeighbourSpeaks();
        wire.Send(Inet.UdpFrame(Party.Own.Inet).From(Party.Neighbour.Mac));
        WaitFor(wire);
        Assert.Equal(port, await PortOfNeighbour());

        (await Offline()).ShouldSucceedQuietly();
        await Online("yes");

        Assert.NotEqual(port, await PortOfNeighbour());
    }

    private static byte[] ToNeighbour => Inet.UdpFrame("192.0.2.1").From("00:16:3e:00:00:01").To(Party.Neighbour.Mac);

    private async Task<(Wire, string)> GivenAPort(string type, string antispoof)
    {
        var wire = type == "tap" ? await GivenATap() : await GivenAVif();
        await (type == "tap" ? Add(antispoof) : Online(antispoof));
        WaitUntilItSends(wire);
        return (wire, type == "tap" ? "vif1.0-emu" : "vif1.0");
    }

    private List<int> GroupsThatDraw(Wire wire)
    {
        var drawing = new List<int>();
        NeighbourSpeaks();
        foreach (var group in s_groups)
        {
            wire.Send(Frame.Ethernet(38, new byte[46], Party.Neighbour.Mac, $"01:80:c2:00:00:{group:x2}"));
            WaitFor(wire);
            if (!ComesOutOf(wire, ToNeighbour))
                continue;
            drawing.Add(group);
            NeighbourSpeaks();
        }
        return drawing;
    }

    /// <summary>The neighbour sends something, by which the bridge learns where it is.</summary>
    private void NeighbourSpeaks()
    {
        var marker = Marker(Party.Neighbour.Mac);
        Neighbour.Send(marker);
        Uplink.ReceiveUntil(marker);
    }

    private async Task<string> PortOfNeighbour()
    {
        var entries = await Host.Shell($"bridge fdb show br eth0 | grep {Party.Neighbour.Mac} || :");
        return entries.Split(' ') is [_, "dev", var port, ..] ? port : "";
    }

    private void WaitFor(Wire wire)
    {
        var marker = Marker();
        wire.Send(marker);
        Uplink.ReceiveUntil(marker);
    }

    private bool ComesOutOf(Wire wire, byte[] frame)
    {
        var marker = Marker("00:16:3e:00:00:01");
        Uplink.Send(frame);
        Uplink.Send(marker);
        return wire.IsAmong(wire.ReceiveUntil(marker), frame);
    }
}
