using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>IPv6 puts a route behind the others that are alike: what then comes second is said, or refused.</summary>
public sealed class BridgeShadowRouteOrderSpecs : UplinkSpecs
{
    private const string Network = "2001:db8:9::/64";

    [Fact]
    public async Task An_IPv6_route_that_comes_behind_another_links_is_named()
    {
        await GivenRoutes(Network, "eth0", "eth1");

        Assert.Contains($"'{Network} dev eth0", (await Start()).ShouldSucceed().Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_IPv6_route_that_is_behind_already_is_not_named()
    {
        await GivenRoutes(Network, "eth1", "eth0");

        Assert.DoesNotContain(Network, (await Start()).ShouldSucceed().Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("start")]
    [InlineData("--dry-run start")]
    public async Task A_default_route_that_would_come_second_is_a_reason_to_refuse(string words)
    {
        await GivenRoutes("default", "eth0", "eth1");
        var before = await Uplink.Network();

        (await BridgeShadow([.. words.Split(' '), "eth0"])).ShouldFail("default", "metric", "--force");

        await ShouldBePlainBeside("eth1");
        Assert.Equal(before, await Uplink.Network());
    }

    [Theory]
    [InlineData("blackhole")]
    [InlineData("unreachable")]
    [InlineData("prohibit")]
    public async Task A_route_that_would_come_behind_a_refusal_is_a_reason_to_refuse(string type)
    {
        await Uplink.Configure();
        await Host.Shell($"ip -6 route append {type} 2001:db8::/64 metric 256");
        var before = await Uplink.Network();

        (await Start()).ShouldFail("2001:db8::/64 dev eth0", "lets nothing through", "metric", "--force");

        await ShouldBePlain();
        Assert.Equal(before, await Uplink.Network());
    }

    [Theory]
    [InlineData("stop")]
    [InlineData("restart")]
    public async Task Stop_is_refused_where_a_route_would_come_behind_a_refusal(string command)
    {
        await Uplink.Configure();
        (await Start()).ShouldSucceed();
        await Host.Shell("ip -6 route append blackhole 2001:db8::/64 metric 256");
        var before = await Uplink.Network();

        (await BridgeShadow(command, "eth0")).ShouldFail("2001:db8::/64 dev eth0", "lets nothing through", "--force");

        await ShouldBeShadowed();
        Assert.Equal(before, await Uplink.Network());
    }

    [Fact]
    public async Task A_default_route_that_comes_second_is_said_when_start_is_forced()
    {
        await GivenRoutes("default", "eth0", "eth1");

        Assert.Contains("'default dev eth0", (await Start("--force")).ShouldSucceed().Error, StringComparison.Ordinal);
        await ShouldBeShadowed(atLeast: true);
    }

    [Fact]
    public async Task Link_local_networks_of_two_links_are_no_reason_to_say_anything()
    {
        await Uplink.Configure();
        await GivenSecondNic();

        Assert.Equal("", (await Start()).ShouldSucceed().Error);
    }

    private async Task GivenRoutes(string destination, string first, string second)
    {
        await Uplink.Configure();
        await Host.Shell("ip -6 route del default");
        await GivenSecondNic();
        await Host.Shell(
            $"ip -6 route append {destination} dev {first} metric 77; ip -6 route append {destination} dev {second} metric 77"
        );
    }

    private async Task GivenSecondNic()
    {
        await Plug("eth1");
        await Host.Shell("echo 0 > /proc/sys/net/ipv6/conf/eth1/dad_transmits; ip link set dev eth1 up");
        await Host.LinkLocalAddressComes("eth1");
    }

    private async Task ShouldBePlainBeside(string other) =>
        Assert.Equal(
            ["eth0", other, "lo"],
            (await Host.Links()).Select(link => link.Name).Order(StringComparer.Ordinal)
        );
}
