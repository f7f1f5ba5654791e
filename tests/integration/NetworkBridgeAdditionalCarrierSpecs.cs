using System.Diagnostics;
using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>The one test that measures time; it runs while no other does.</summary>
[Collection(nameof(Undisturbed))]
public sealed class NetworkBridgeAdditionalCarrierSpecs : NetworkBridgeAdditionalSpecs
{
    [Fact]
    public async Task The_wait_ends_within_100_ms_of_the_carrier()
    {
        await Host.AddBridge("eth0");
        var farEnd = await GivenNetloop(carrier: false);
        var start = Begin("start", "bridge=eth0");
        await start.Printed("Waiting for vif0.0 to negotiate link.");

        await farEnd.Connect();
        var clock = Stopwatch.StartNew();
        var result = await start.Ended;
        var elapsed = clock.Elapsed;

        result.ShouldSucceed();
        Assert.DoesNotContain("running state", result.Output, StringComparison.Ordinal);
        Assert.Equal("eth0", (await Host.Link("vif0.0")).Bridge);
        Assert.InRange(elapsed.TotalMilliseconds, 0, 100);
    }
}

/// <summary>Tests that run alone.</summary>
[CollectionDefinition(nameof(Undisturbed), DisableParallelization = true)]
public sealed class Undisturbed;
