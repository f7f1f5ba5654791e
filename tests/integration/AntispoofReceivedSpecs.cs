using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>What is sent to a guarded guest passes untouched, and so does what others send each other.</summary>
public sealed class AntispoofReceivedSpecs : AntispoofSpecs
{
    private static readonly byte[][] s_all = [.. GuestFrame.AllThat(May.Always, May.WithoutIp, May.Never)];

    [Fact]
    public async Task Every_frame_from_the_uplink_comes_to_a_guarded_vif()
    {
        var vif = await GivenAVif();
        await Online("yes");

        await Check(Uplink, vif);
    }

    /// <summary>A tap shows its tags, which a packet socket does not.</summary>
    [Fact]
    public async Task Every_frame_from_the_uplink_comes_to_a_guarded_tap_with_its_tags()
    {
        var tap = await GivenATap();
        await Add("yes");

        await Check(Uplink, tap);
    }

    [Fact]
    public async Task Every_frame_from_an_open_neighbour_comes_to_a_guarded_vif()
    {
        var vif = await GivenAVif();
        await Online("yes");

        await Check(Neighbour, vif);
    }

    [Fact]
    public async Task Frames_between_others_pass_a_bridge_with_a_guarded_vif()
    {
        await GivenAVif();
        await Online("yes");

        await Check(Uplink, Neighbour);
        await Check(Neighbour, Uplink);
    }

    [Fact]
    public async Task Frames_to_a_guarded_port_keep_their_length()
    {
        var tap = await GivenATap();
        await Add("yes");

        Check(Uplink, tap, [Inet.UdpFrame("192.0.2.1", data: new byte[1472]), Inet.UdpFrame("192.0.2.1").Padded()]);
    }

    private async Task Check(Wire from, Wire to)
    {
        await GivenNoSnooping();
        Check(from, to, s_all);
    }

    private void Check(Wire from, Wire to, IEnumerable<byte[]> frames)
    {
        foreach (var frame in frames)
        {
            var marker = Marker();
            from.Send(frame);
            from.Send(marker);
            to.ReceiveUntil(frame, marker);
        }
    }
}
