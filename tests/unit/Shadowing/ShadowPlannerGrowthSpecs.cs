using Xunit;
using static Xen.Hotplug.UnitTests.Shadowing.SomeHost;

namespace Xen.Hotplug.UnitTests.Shadowing;

/// <summary>What start does otherwise for a router, where the kernel would go through all routes for each address.</summary>
public sealed class ShadowPlannerGrowthSpecs : IDisposable
{
    private const string Off = "echo 1 > /proc/sys/net/ipv6/conf/seth0/disable_ipv6";
    private const string On = "echo 0 > /proc/sys/net/ipv6/conf/seth0/disable_ipv6";

    private readonly SomeHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Start_switches_ipv6_off_on_the_uplink_of_a_router()
    {
        GivenRouter(addresses: 800, routes: 800);

        var commands = _host.Start();

        var off = Array.IndexOf(commands, Off);
        Assert.Equal(On, commands[off + 1]);
        // The routes have gone, so that none of several hops is left half.
        Assert.StartsWith("ip -6 route delete", commands[off - 1], StringComparison.Ordinal);
        Assert.StartsWith("ip address delete 2001:db8::", commands[off + 2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(700, 700)]
    [InlineData(10, 3000)]
    [InlineData(0, 1500)]
    public void Start_leaves_ipv6_on_where_that_is_quick(int addresses, int routes)
    {
        GivenRouter(addresses, routes);

        Assert.DoesNotContain(Off, _host.Start());
    }

    private void GivenRouter(int addresses, int routes)
    {
        _host.With(Plain);
        for (var number = 1; number <= addresses; number++)
            // With a route to its network.
            _host.WithAddress(Nic, $"2001:db8::{number:x}", 64);
        for (var metric = 1u; metric <= routes; metric++)
            _host.WithDefaultRoute(Nic, "2001:db8::ffff", metric);
    }
}
