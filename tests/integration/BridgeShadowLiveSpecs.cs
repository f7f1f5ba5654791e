using System.Net;
using System.Net.Sockets;
using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>Start and stop under traffic: nobody notices.</summary>
public sealed class BridgeShadowLiveSpecs : UplinkSpecs
{
    private const int Port = 7000;

    // An outage costs one probe, however long it takes a busy machine to get to the next.
    private const int MostLost = 2;

    public static TheoryData<string, int, bool> Ways
    {
        get
        {
            var data = new TheoryData<string, int, bool>();
            foreach (var host in new[] { Uplink.HostInet, Uplink.HostInet6 })
            {
                foreach (var filter in new[] { 0, 1 })
                {
                    data.Add(host, filter, false);
                    data.Add(host, filter, true);
                }
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task An_open_tcp_connection_survives_start_and_stop(string host, int reversePathFilter, bool oldKernel)
    {
        await Given(reversePathFilter, oldKernel);
        var address = IPAddress.Parse(host);
        using var listener = Host.Open(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(address, Port));
        listener.Listen();
        using var client = Uplink.Open(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(new IPEndPoint(address, Port), TestContext.Current.CancellationToken);
        using var server = await listener.AcceptAsync(TestContext.Current.CancellationToken);
        var echo = Echo(server);

        await UnderTraffic(() => Exchange(client));

        client.Shutdown(SocketShutdown.Send);
        await echo;
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Probes_of_a_peer_are_answered_during_start_and_stop(
        string host,
        int reversePathFilter,
        bool oldKernel
    )
    {
        await Given(reversePathFilter, oldKernel);
        var address = IPAddress.Parse(host);
        using var server = Host.Open(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        server.Bind(new IPEndPoint(address, Port));
        using var client = Uplink.Open(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        await client.ConnectAsync(new IPEndPoint(address, Port), TestContext.Current.CancellationToken);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var answers = Answer(server, address.AddressFamily, end.Token);

        var (sent, lost) = (0, 0);
        await UnderTraffic(async () =>
        {
            sent++;
            lost += await Probe(client, sent) ? 0 : 1;
        });
        await end.CancelAsync();
        await answers;

        Assert.True(sent > 20, $"only {sent} probes were sent");
        Assert.InRange(lost, 0, MostLost);
    }

    [Theory]
    [InlineData(Uplink.HostInet, 0)]
    [InlineData(Uplink.HostInet, 1)]
    [InlineData(Uplink.HostInet6, 0)]
    public async Task The_first_packet_after_start_or_stop_is_answered_from_either_side(
        string host,
        int reversePathFilter
    )
    {
        await Given(reversePathFilter, oldKernel: false);

        foreach (var command in new[] { "start", "stop", "start" })
        {
            (await BridgeShadow(command, "eth0")).ShouldSucceed();
            await Uplink.PeerShell($"ping -n -q -c 1 -W 1 {host}");
            Assert.True(await Uplink.IsReachable());
        }
    }

    [Fact]
    public async Task The_peer_never_learns_another_mac()
    {
        await Given(reversePathFilter: 0, oldKernel: false);
        Assert.True(await Uplink.IsReachable());
        var mac = (await Host.Link("eth0")).Mac;

        foreach (var command in new[] { "start", "stop" })
        {
            (await BridgeShadow(command, "eth0")).ShouldSucceed();
            await Uplink.PeerShell("ip neigh flush all");
            await Uplink.PeerShell($"ping -n -q -c 1 -W 1 {Uplink.HostInet}; ping -n -q -c 1 -W 1 {Uplink.HostInet6}");
            Assert.Equal(
                $"{mac}\n",
                await Uplink.PeerShell(
                    $"ip neigh | grep -E '^({Uplink.HostInet}|{Uplink.HostInet6}) ' | awk '{"{"} print $5 {"}"}' | uniq"
                )
            );
        }
    }

    private async Task Given(int reversePathFilter, bool oldKernel)
    {
        await Uplink.Configure(detectsDuplicates: true);
        await Host.Shell(
            $"echo {reversePathFilter} > /proc/sys/net/ipv4/conf/eth0/rp_filter; echo {reversePathFilter} > /proc/sys/net/ipv4/conf/all/rp_filter"
        );
        if (oldKernel)
            await GivenOldKernel();
    }

    /// <summary>Start and stop, while <paramref name="exchange"/> goes on; and some more of it after each.</summary>
    private async Task UnderTraffic(Func<Task> exchange)
    {
        const int more = 20;
        for (var count = 0; count < more; count++)
            await exchange();
        foreach (var command in new[] { "start", "stop" })
        {
            var change = BridgeShadow(command, "eth0");
            while (!change.IsCompleted)
                await exchange();
            (await change).ShouldSucceed();
            for (var count = 0; count < more; count++)
                await exchange();
        }
    }

    private static async Task Exchange(Socket client)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        byte[] sent = [1, 2, 3, 4];
        var received = new byte[sent.Length];
        await client.SendAsync(sent, limit.Token);
        await client.ReceiveAsync(received, limit.Token);
        Assert.Equal(sent, received);
    }

    private static async Task Echo(Socket server)
    {
        var buffer = new byte[64];
        while (await server.ReceiveAsync(buffer) is var count and > 0)
            await server.SendAsync(buffer.AsMemory(0, count));
    }

    private static async Task<bool> Probe(Socket client, int number)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        var buffer = new byte[sizeof(int)];
        try
        {
            await client.SendAsync(BitConverter.GetBytes(number), limit.Token);
            do await client.ReceiveAsync(buffer, limit.Token);
            while (BitConverter.ToInt32(buffer) != number);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (SocketException)
        {
            // The network was told to be unreachable, which is an answer that was lost too.
            return false;
        }
    }

    private static async Task Answer(Socket server, AddressFamily family, CancellationToken end)
    {
        var buffer = new byte[64];
        EndPoint anyone = new IPEndPoint(family == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        while (!end.IsCancellationRequested)
        {
            try
            {
                var probe = await server.ReceiveFromAsync(buffer, anyone, end);
                await server.SendToAsync(buffer.AsMemory(0, probe.ReceivedBytes), probe.RemoteEndPoint, end);
            }
            catch (SocketException)
            {
                // There is no route at this instant: an answer that is lost.
            }
            catch (OperationCanceledException)
            {
                // The test is over.
            }
        }
    }
}
