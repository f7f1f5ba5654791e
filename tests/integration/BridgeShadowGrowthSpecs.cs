using System.Text.RegularExpressions;
using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>
/// On a router, start and stop take what addresses, routes and neighbours add up to. Work is counted here, not timed: how often
/// the kernel is asked for its tables, and how much of its list of IPv6 routes is read.
/// </summary>
public sealed class BridgeShadowGrowthSpecs : UplinkSpecs
{
    // The kernel's order has the default route near its end.
    private const string EndingRoutes =
        "ip -6 route add default via 2001:db8::1 metric 9 proto ra expires 3600; ip -6 route add 2001:db8:f::/48 via 2001:db8::1 expires 3600";

    [Theory]
    [InlineData("start")]
    [InlineData("stop")]
    public async Task Requests_do_not_grow_with_addresses_and_routes(string command)
    {
        await Given(command, addresses: 10, routes: 10);
        var few = await CountRequests(command);
        await BridgeShadow(command == "start" ? "stop" : "start", "eth0");
        await Grow(addresses: 200, routes: 1000, from: 11);

        var many = await CountRequests(command);

        Assert.InRange(many, few / 2, few + 10);
    }

    [Theory]
    [InlineData("start")]
    [InlineData("stop")]
    public async Task A_line_of_the_kernels_routes_is_read_for_each_that_ends(string command)
    {
        await Given(command, addresses: 10, routes: 1000);
        await Host.Shell(EndingRoutes);

        (await Traced("pread64,read", command)).ShouldSucceed();

        // As strace shows the beginning of a line: a destination's 32 digits.
        var reads = Trace.Split('\n').Count(line => Regex.IsMatch(line, "read(64)?\\([0-9]+, \"[0-9a-f]{32}\""));
        Assert.Equal(2, reads);
    }

    [Fact]
    public async Task A_router_with_many_addresses_and_routes_goes_there_and_back()
    {
        await Given("start", addresses: 250, routes: 5000);
        await Host.Shell(EndingRoutes);

        var dry = (await Start("--dry-run")).ShouldSucceed().Output;

        // The kernel goes through all IPv6 routes for each IPv6 address that it is asked to delete.
        Assert.Contains("echo 1 > /proc/sys/net/ipv6/conf/seth0/disable_ipv6\necho 0 >", dry, StringComparison.Ordinal);
        await ShouldGoThereAndBack();
    }

    [Fact]
    public async Task A_start_that_fails_while_the_uplink_has_no_ipv6_is_undone()
    {
        await Given("start", addresses: 250, routes: 5000);
        var network = await Uplink.Network();

        var start = await Traced(
            "write",
            "start",
            "--trace-path=/proc/sys/net/ipv6/conf/seth0/disable_ipv6",
            "--inject=write:error=EIO:when=2"
        );

        start.ShouldFail("disable_ipv6", "undone");
        await ShouldBePlain();
        await Uplink.NetworkShouldBecome(network);
        Assert.True(await Uplink.IsReachable());
    }

    [Fact]
    public async Task The_next_start_completes_one_killed_while_ipv6_is_off()
    {
        await Given("start", addresses: 250, routes: 5000);
        var (links, network) = (await Uplink.Links(), await Uplink.Network());
        await Traced(
            "write",
            "start",
            "--trace-path=/proc/sys/net/ipv6/conf/seth0/disable_ipv6",
            "--inject=write:signal=SIGKILL:when=2"
        );

        (await Start()).ShouldSucceed();
        await ShouldBeShadowed();
        await Uplink.NetworkShouldBecome(network);
        Assert.Equal("0\n", await Host.Shell("cat /proc/sys/net/ipv6/conf/seth0/disable_ipv6"));

        (await Stop()).ShouldSucceed();
        await ShouldBePlain();
        await Uplink.NetworkShouldBecome(network);
        await Uplink.LinksShouldBecome(links);
    }

    private async Task Given(string command, int addresses, int routes)
    {
        await Uplink.Configure();
        await Grow(addresses, routes, from: 1);
        if (command == "stop")
            (await Start()).ShouldSucceed();
    }

    private Task<string> Grow(int addresses, int routes, int from) =>
        Host.Shell(
            $$"""
            for i in $(seq {{from}} {{addresses}}); do
                echo "addr add 10.0.$i.1/24 dev eth0"
                printf 'addr add 2001:db8:0:%x::1/64 dev eth0 nodad\n' $i
            done >/run/batch
            for i in $(seq {{from}} {{routes}}); do
                echo "route add 100.64.$((i / 256)).$((i % 256)) via 192.0.2.1"
                printf 'route add 2001:db9:%x::/48 via 2001:db8::1\n' $i
            done >>/run/batch
            ip -batch /run/batch
            """
        );

    private async Task<int> CountRequests(string command)
    {
        (await Traced("sendto", command)).ShouldSucceed();
        return Trace.Split('\n').Count(line => line.Contains("sendto(", StringComparison.Ordinal));
    }

    private Task<Result> Traced(string systemCalls, string command, params string[] options) =>
        Host.Start(
            "strace",
            [
                "--follow-forks",
                "--quiet=attach",
                "--output=/run/trace",
                $"--trace={systemCalls}",
                .. options,
                Programs.BridgeShadow,
                command,
                "eth0",
            ]
        ).Ended;
}
