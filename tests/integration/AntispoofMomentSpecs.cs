using System.ComponentModel;
using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>
/// The guard is there before the port forwards its first frame, and until after its last. The port is a tap: it forwards
/// as soon as it is up, where a vif waits until the kernel has noticed its carrier.
/// </summary>
public sealed class AntispoofMomentSpecs : AntispoofSpecs
{
    private readonly byte[] _forged = Inet.UdpFrame(Party.Neighbour.Inet);

    [Fact]
    public async Task No_forged_frame_slips_through_while_a_port_comes_and_goes()
    {
        var port = await GivenATap();
        await WhileItForges(
            port,
            async () =>
            {
                for (var round = 0; round < 8; round++)
                {
                    await Add("yes");
                    (await Remove()).ShouldSucceedQuietly();
                }
                await Add("yes");
            }
        );

        var marker = Marker();
        port.Send(marker);
        Assert.False(Neighbour.IsAmong(Neighbour.ReceiveUntil(marker), _forged));
    }

    [Fact]
    public async Task No_forged_frame_slips_through_while_add_changes_the_key_ip()
    {
        var port = await GivenATap();
        await Add("yes");
        await WhileItForges(
            port,
            async () =>
            {
                for (var round = 0; round < 8; round++)
                {
                    Store.Write($"{Backend}/ip", $"192.0.2.{20 + round}");
                    (await Add(["antispoof=yes"])).ShouldSucceedQuietly();
                }
            }
        );

        var marker = Marker();
        port.Send(marker);
        Assert.False(Neighbour.IsAmong(Neighbour.ReceiveUntil(marker), _forged));
    }

    [Fact]
    public async Task A_forged_frame_slips_through_without_the_guard()
    {
        var port = await GivenATap();

        await WhileItForges(port, () => Add("no"));

        Neighbour.ReceiveUntil(_forged);
    }

    private async Task WhileItForges(Wire port, Func<Task> work)
    {
        using var stop = new CancellationTokenSource();
        var forger = Task.Run(
            () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    try
                    {
                        port.Send(_forged);
                    }
                    catch (Win32Exception)
                    {
                        // The link is down just now.
                    }
                }
            },
            CancellationToken.None
        );
        try
        {
            await work();
        }
        finally
        {
            await stop.CancelAsync();
            await forger;
        }
    }
}
