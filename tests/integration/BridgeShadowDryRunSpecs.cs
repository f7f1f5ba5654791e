using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>--dry-run prints what would be done, and does nothing.</summary>
public sealed class BridgeShadowDryRunSpecs : UplinkSpecs
{
    [Theory]
    [InlineData("start")]
    [InlineData("restart")]
    public async Task A_dry_run_on_an_ordinary_link_changes_nothing(string command)
    {
        await Uplink.Configure();
        await ShouldChangeNothing(command);
    }

    [Theory]
    [InlineData("stop")]
    [InlineData("restart")]
    [InlineData("start")]
    public async Task A_dry_run_on_a_shadowed_link_changes_nothing(string command)
    {
        await Uplink.Configure();
        (await Start()).ShouldSucceed();
        await ShouldChangeNothing(command);
    }

    [Fact]
    public async Task A_dry_run_prints_what_start_would_do()
    {
        await Uplink.Configure();
        await Host.Shell(
            "ip addr add 192.0.2.11/24 dev eth0 label eth0:3; echo 1 > /proc/sys/net/ipv4/conf/eth0/proxy_arp"
        );

        var commands = (await Start("--dry-run")).ShouldSucceed().Output;

        var mac = (await Host.Link("eth0")).Mac;
        foreach (
            var expected in new[]
            {
                $@"^ip link add name xsb\d+ address {mac} mtu 1500 type bridge forward_delay 0 stp_state 0$",
                @"^echo 1 > /proc/sys/net/ipv4/conf/xsb\d+/proxy_arp$",
                @"^ip link set dev eth0 name seth0$",
                @"^ip link set dev xsb\d+ name eth0$",
                @"^ip address add 192\.0\.2\.10/24 .*dev eth0$",
                @"^ip address add 2001:db8::10/64 dev xsb\d+ nodad noprefixroute$",
                @"^ip link set dev seth0 master eth0$",
                @"^ip link set dev eth0 up$",
                @"^ip route prepend default via 192\.0\.2\.1 dev eth0 proto static metric 100$",
            }
        )
            Assert.Matches($"(?m){expected}", commands);
    }

    [Fact]
    public async Task What_a_dry_run_prints_does_what_start_does()
    {
        await Uplink.Configure();
        var network = await Uplink.Network();
        var script = (await Start("--dry-run")).ShouldSucceed().Output;
        await Host.Shell("mkdir -p /run/bridge-shadow; : > /run/bridge-shadow/eth0");

        // Later commands find done what the kernel does by itself.
        await Host.Start("sh", ["-uc", script]).Ended;

        await ShouldBeShadowed();
        Assert.True(await Uplink.IsReachable());
        Assert.Equal(Sorted(network), Sorted(await Uplink.Network()));
    }

    [Fact]
    public async Task A_dry_run_needs_no_root()
    {
        await Uplink.Configure();

        var result = await Host.Run(
            "setpriv",
            "--bounding-set=-all",
            Programs.BridgeShadow,
            "start",
            "eth0",
            "--dry-run"
        );

        Assert.Contains("ip link set dev eth0 name seth0", result.ShouldSucceed().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_refuses_what_start_refuses()
    {
        await Host.Ip("link add macvlan0 link eth0 type macvlan mode bridge");

        (await Start("--dry-run")).ShouldFail("macvlan0");
    }

    private static IEnumerable<string> Sorted(string text) => text.Split('\n').Order(StringComparer.Ordinal);

    private async Task ShouldChangeNothing(string command)
    {
        var (links, network) = (await Host.Links(), await Uplink.Network());

        (await BridgeShadow(command, "eth0", "--dry-run")).ShouldSucceed();

        Assert.Equal(network, await Uplink.Network());
        Assert.Equal(links, await Host.Links());
        Assert.Equal("", await Host.Shell("ls -A /run/bridge-shadow 2> /dev/null || :"));
    }
}
