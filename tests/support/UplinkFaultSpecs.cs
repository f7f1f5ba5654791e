using System.Globalization;
using Xunit;
using Xunit.Sdk;

namespace Xen.Hotplug.TestSupport;

/// <summary>
/// Runs bridge-shadow on a live host again and again, and lets a fault happen at each call of one kind to the kernel in
/// turn, until there is no such call left. What it finds wrong is gathered, so that one failure does not hide the next.
/// </summary>
public abstract class UplinkFaultSpecs : UplinkSpecs
{
    protected const int Killed = 137;

    private readonly List<string> _findings = [];
    private string _network = "";
    private string _plain = "";

    protected bool IsOldKernel { get; set; }

    /// <summary>Makes the host live: addresses, a label, a next hop object, and settings that are not the default.</summary>
    protected async Task Prepare(string command)
    {
        if (IsOldKernel)
            await GivenOldKernel();
        await Uplink.Configure();
        await Host.Shell(
            $"""
            ip addr add 192.0.2.11/24 dev eth0 label eth0:3
            ip nexthop add id 7 via {Uplink.PeerInet} dev eth0
            ip route add 203.0.113.0/24 nhid 7
            echo 1 > /proc/sys/net/ipv4/conf/eth0/rp_filter
            echo 1 > /proc/sys/net/ipv4/conf/eth0/arp_ignore
            """
        );
        Assert.True(await Uplink.IsReachable());
        _network = await Uplink.Network();
        _plain = await Uplink.Links();
        if (command == "stop")
            await BackToShadowed();
    }

    /// <summary>
    /// Every how many calls of a kind the ordinary suite tries one: requests and answers are a hundred, one like the other,
    /// and make test-faults has them all, of this kernel.
    /// </summary>
    protected int Stride(string systemCall) => !IsOldKernel && systemCall is "sendto" or "recvfrom" ? 3 : 1;

    /// <summary>
    /// Runs <paramref name="command"/> with <paramref name="fault"/> at the first call, the second and so on;
    /// <paramref name="judge"/> looks at what is left each time.
    /// </summary>
    protected async Task AtEachCall(
        string command,
        string systemCall,
        string fault,
        Func<Result, bool> happened,
        Func<Result, Task> judge,
        int from = 1,
        int step = 1
    )
    {
        await Prepare(command);
        var call = from;
        for (; ; call += step)
        {
            var when = string.Create(CultureInfo.InvariantCulture, $"{systemCall}:{fault}:when={call}");
            var result = await BeginTraced(systemCall, when, command, "eth0").Ended;
            if (!happened(result))
            {
                result.ShouldSucceed();
                break;
            }
            try
            {
                await ShouldBeReachable();
                await judge(result);
                NoteCase(result, finding: null);
            }
            catch (Exception exception) when (exception is XunitException or TimeoutException)
            {
                _findings.Add($"{command}, {when}: {exception.Message}\n{result}");
                NoteCase(result, _findings[^1]);
                await Renew();
                await Prepare(command);
            }
        }
        Assert.True(call > from, $"{command} never calls {systemCall}");
        Assert.True(_findings.Count == 0, string.Join("\n\n", _findings));
    }

    private async Task ShouldBeReachable()
    {
        if (await Uplink.IsReachable())
            return;
        var state = await Host.Shell("ip addr; ip route; ip -6 route; ip neigh; ip -6 neigh; bridge link");
        var now = await Uplink.IsReachable() ? "; a moment later it was" : "";
        Assert.Fail($"the host could not be reached{now}:\n{state}");
    }

    /// <summary>Told of each case, and of what was found wrong in it.</summary>
    protected virtual void NoteCase(Result result, string? finding) { }

    /// <summary>After a call was refused: the host is as it was, with exit status 1, or as asked, with 0.</summary>
    protected async Task JudgeRefused(string command, Result result)
    {
        // 134 and 139: the runtime gave up before the program began, so that nothing can have changed.
        Assert.Contains(result.ExitCode, new[] { 0, 1, 134, 139 });
        if (result.ExitCode == 1)
            Assert.NotEqual("", result.Error);
        var isShadowed = (command == "start") == (result.ExitCode == 0);
        if (isShadowed)
            await ShouldBeShadowedAsAsked();
        else
            await ShouldBePlainAsBefore();
        if (result.ExitCode == 0)
            await (isShadowed ? BackToPlain() : BackToShadowed());
    }

    /// <summary>After a kill: <paramref name="next"/> makes the host whole.</summary>
    protected async Task JudgeKilled(string command, string next)
    {
        // A journal that was not finished does not count; the next one is written over it.
        await Host.Shell("rm -f /run/bridge-shadow/*.new");
        await (next == "start" ? BackToShadowed() : BackToPlain());
        Assert.True(await Uplink.IsReachable(), $"the host could not be reached after the next {next}");
        if (command == "start" && next == "start")
            await BackToPlain();
        else if (command == "stop" && next == "stop")
            await BackToShadowed();
    }

    protected async Task ShouldBePlainAsBefore()
    {
        await ShouldBePlain();
        await Uplink.NetworkShouldBecome(_network);
        await Uplink.LinksShouldBecome(_plain);
    }

    protected async Task ShouldBeShadowedAsAsked()
    {
        await ShouldBeShadowed();
        await Uplink.NetworkShouldBecome(_network);
        Assert.Equal("", await Host.Addresses("seth0"));
        Assert.Equal("", await Host.Shell("ls -A /run/bridge-shadow"));
    }

    protected async Task BackToPlain()
    {
        (await Stop()).ShouldSucceed();
        await ShouldBePlainAsBefore();
    }

    protected async Task BackToShadowed()
    {
        (await Start()).ShouldSucceed();
        await ShouldBeShadowedAsAsked();
    }
}
