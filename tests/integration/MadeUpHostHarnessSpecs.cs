using Xen.Hotplug.TestSupport;
using Xen.Hotplug.TestSupport.MadeUpHosts;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>What <see cref="MadeUpHostSpecs"/> takes for granted: that it would see a mistake, and says it in few words.</summary>
public sealed class MadeUpHostHarnessSpecs : IAsyncLifetime
{
    private static readonly string[] s_commands =
    [
        "ip link set dev eth0 up",
        "ip link set dev eth0 addrgenmode none",
        "ip -6 address flush dev eth0",
        "ip address add 192.0.2.10/24 dev eth0",
        "ip route add default via 192.0.2.1",
        "ip route add 203.0.113.0/24 via 192.0.2.1 nonsense",
        "ip rule add fwmark 7 table 77",
        "ip route add 10.0.0.0/8 via 192.0.2.1 table 77",
        "ip route add 10.0.0.0/8 via 192.0.2.2 metric 5 table 77",
    ];

    private readonly MadeUpHost _host = new(0, s_commands);
    private Namespaces _router = null!;

    public async ValueTask InitializeAsync() =>
        _router = await Namespaces.Make(["unshare", "--net"], "ip link set dev lo up");

    public ValueTask DisposeAsync() => _router.DisposeAsync();

    [Fact]
    public async Task A_host_that_is_left_as_it_was_passes()
    {
        var verdict = await new HostTrial(_router).Try(_host);

        Assert.Empty(verdict.Differences);
        Assert.Equal(s_commands.Where(command => !command.Contains("nonsense")), verdict.Host.Commands);
    }

    [Theory]
    [InlineData("ip route del default", "after start: IPv4 route lost", new[] { 0, 3, 4 })]
    [InlineData("ip address add 192.0.2.99/24 dev eth0", "after start: address added", new int[0])]
    [InlineData("ip rule del fwmark 7", "after start: IPv4 rule lost", new[] { 6 })]
    [InlineData(
        "ip route replace 10.0.0.0/8 via 192.0.2.2 proto 7 table 77",
        "after start: IPv4 route changed in protocol",
        new[] { 0, 3, 7 }
    )]
    public async Task A_mistake_is_found_and_shrunk(string mistake, string kind, int[] needed)
    {
        var verdict = await new HostTrial(_router, mistake).Try(_host);

        Assert.Contains(kind, verdict.Kinds);
        var shrunk = await HostShrinker.Shrink(_router, verdict, kind, mistake);
        Assert.Contains(kind, shrunk.Kinds);
        Assert.Equal(needed.Select(number => s_commands[number]), shrunk.Host.Commands);
        Assert.All(shrunk.Host.Commands, command => Assert.Contains($"\n{command}\n", shrunk.ToString()));
    }

    [Fact]
    public async Task What_is_not_needed_is_left_out()
    {
        var tries = 0;

        var smallest = await Shrinking.Shrink(
            [.. Enumerable.Range(0, 40)],
            numbers =>
            {
                tries++;
                return Task.FromResult(
                    numbers.Contains(3) && numbers.Contains(17) && numbers.Contains(39) ? numbers : null
                );
            }
        );

        Assert.Equal([3, 17, 39], smallest);
        Assert.InRange(tries, 1, 60);
    }

    [Fact]
    public async Task What_always_fails_shrinks_to_nothing() =>
        Assert.Empty(await Shrinking.Shrink([1, 2, 3], numbers => Task.FromResult<IReadOnlyList<int>?>(numbers)));

    [Fact]
    public void A_seed_makes_the_same_host_again()
    {
        Assert.Equal(HostMaker.Make(7).ToScript(), HostMaker.Make(7).ToScript());
        Assert.NotEqual(HostMaker.Make(7).ToScript(), HostMaker.Make(8).ToScript());
    }
}
