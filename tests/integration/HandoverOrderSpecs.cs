using System.Diagnostics;
using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>Guests come and go beside each other, and none while a NIC and its bridge change places.</summary>
public sealed class HandoverOrderSpecs : UplinkSpecs
{
    // Which call of bridge-shadow it is after which it stands still: its journal is there, and nothing is changed.
    private const string Journal = "rename";

    private Toolstack _toolstack = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _toolstack = new Toolstack(Host);
        (await Start()).ShouldSucceed();
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _toolstack?.Dispose();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_guest_that_comes_during_restart_joins_the_next_bridge()
    {
        await GivenAVif(1);
        var restart = await Hold("restart");
        var online = await BeginAndWait(1);

        (await restart.GoOn()).ShouldSucceed();
        (await online.Ended).ShouldSucceedQuietly();

        await ShouldBeShadowed(atLeast: true);
        Assert.Equal("eth0", (await Host.Link("vif1.0")).Bridge);
    }

    [Fact]
    public async Task A_guest_that_comes_during_stop_finds_the_host_after_it()
    {
        await GivenAVif(1);
        var stop = await Hold("stop");
        var online = await BeginAndWait(1);

        (await stop.GoOn()).ShouldSucceed();
        (await online.Ended).ShouldFail("eth0 is not a bridge");

        Assert.Null((await Host.Link("vif1.0")).Bridge);
    }

    [Fact]
    public async Task The_hosts_own_port_joins_the_next_bridge_too()
    {
        await Host.AddTap("vif0.0");
        var restart = await Hold("restart");
        var start = Host.Start(Programs.NetworkBridgeAdditional, ["start", "bridge=eth0"]);
        await ShouldWait(start);

        (await restart.GoOn()).ShouldSucceed();
        (await start.Ended).ShouldSucceed();

        Assert.Equal("eth0", (await Host.Link("vif0.0")).Bridge);
    }

    [Fact]
    public async Task Stop_waits_for_a_guest_that_is_coming_and_is_refused_for_it()
    {
        await GivenAVif(1);
        await Host.AddLingeringHook();
        var online = BeginOnline(1);
        await Host.HookBegan();
        var stop = Begin("stop", "eth0");
        await ShouldWait(stop);

        await Host.LetHookGo();
        (await online.Ended).ShouldSucceedQuietly();
        (await stop.Ended).ShouldFail("vif1.0", "--force");

        Assert.Equal("eth0", (await Host.Link("vif1.0")).Bridge);
    }

    [Fact]
    public async Task A_killed_restart_keeps_nobody_waiting()
    {
        await GivenAVif(1);
        var restart = await Hold("restart");
        await restart.Send("KILL");

        (await BeginOnline(1).Ended).ShouldSucceedQuietly();

        Assert.Equal("eth0", (await Host.Link("vif1.0")).Bridge);
    }

    [Fact]
    public async Task A_killed_event_keeps_no_restart_waiting_though_its_hook_runs()
    {
        await GivenAVif(1);
        await Host.AddLingeringHook();
        var online = BeginOnline(1);
        await Host.HookBegan();
        using (var process = Process.GetProcessById(online.ProcessId))
            process.Kill();
        await online.Ended;

        var started = Stopwatch.StartNew();
        (await Restart()).ShouldSucceed();

        Assert.True(started.Elapsed < TimeSpan.FromSeconds(10), $"It took {started.Elapsed}.");
        await Host.LetHookGo();
    }

    [Fact]
    public async Task Events_that_overlap_do_not_keep_restart_waiting()
    {
        Host.AddHook("50-slow.hook", "sleep 0.3");
        for (var domain = 1; domain <= 4; domain++)
            await GivenAVif(domain);
        using var end = new CancellationTokenSource();
        var streams = Enumerable.Range(1, 4).Select(domain => OnlineUntil(domain, end.Token)).ToList();

        var started = Stopwatch.StartNew();
        (await Restart()).ShouldSucceed();
        var took = started.Elapsed;
        await end.CancelAsync();
        await Task.WhenAll(streams);

        Assert.True(took < TimeSpan.FromSeconds(10), $"It took {took}.");
        Assert.Equal(["seth0", "vif1.0", "vif2.0", "vif3.0", "vif4.0"], (await Host.Ports("eth0")).Order());
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task An_event_that_hangs_stops_bridge_shadow_only_without_force()
    {
        await GivenAVif(1);
        await Host.AddLingeringHook();
        var online = BeginOnline(1);
        await Host.HookBegan();
        await Host.Shell($"kill -STOP {online.ProcessId}");
        var before = await Host.Links();

        (await Restart()).ShouldFail("15 s", "--force");
        Assert.Equal(before, await Host.Links());

        (await Restart("--force")).ShouldWarn("15 s");
        Assert.Equal("eth0", (await Host.Link("vif1.0")).Bridge);
        await Host.Shell($"kill -CONT {online.ProcessId}");
        await Host.LetHookGo();
    }

    private async Task GivenAVif(int domain)
    {
        await Host.AddTap($"vif{domain}.0");
        _toolstack.WriteBackend("eth0", domain);
    }

    private Task<Held> Hold(string command) =>
        Held.Start(Host, Programs.BridgeShadow, [command, "eth0"], [], Journal, 1);

    private Running BeginOnline(int domain) =>
        Host.Start(Programs.VifBridge, ["online", "type_if=vif"], Toolstack.Variables(domain));

    private async Task<Running> BeginAndWait(int domain)
    {
        var online = BeginOnline(domain);
        await ShouldWait(online);
        return online;
    }

    /// <summary>It has the lock file open, and does not end.</summary>
    private async Task ShouldWait(Running program)
    {
        await Eventually.ShouldBecome(
            "open",
            async () =>
                (await Host.Run("sh", "-c", $"readlink /proc/{program.ProcessId}/fd/*")).Output.Contains(
                    "/run/xen-hotplug/lock",
                    StringComparison.Ordinal
                )
                    ? "open"
                    : "not open"
        );
        Assert.False(program.Ended.IsCompleted);
    }

    private async Task OnlineUntil(int domain, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
            (await BeginOnline(domain).Ended).ShouldSucceedQuietly();
    }
}
