using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>A link is found by its alternative names too, and no other link can have one of them.</summary>
public sealed class BridgeShadowNameSpecs : UplinkSpecs
{
    private const string Another = "enp3s0f0np0 is another name of eth0; name that\n";

    [Theory]
    [InlineData("start")]
    [InlineData("stop")]
    [InlineData("restart")]
    public async Task An_alternative_name_is_refused_with_the_first_one(string command)
    {
        await Uplink.Configure();
        await Host.Ip("link property add dev eth0 altname enp3s0f0np0");

        foreach (var expected in new[] { "veth", "bridge" })
        {
            Assert.EndsWith(
                Another,
                (await BridgeShadow(command, "enp3s0f0np0")).ShouldFail("eth0").Error,
                StringComparison.Ordinal
            );
            Assert.Equal(expected, (await Host.Link("eth0")).Kind);
            (await Start()).ShouldSucceed();
        }
    }

    [Fact]
    public async Task Status_of_an_alternative_name_says_the_first_one()
    {
        await Host.Ip("link property add dev eth0 altname enp3s0f0np0");

        Assert.Equal(Another, (await BridgeShadow("status", "enp3s0f0np0")).Output);
    }

    [Fact]
    public async Task An_alternative_name_of_the_uplink_means_the_bridge()
    {
        await Uplink.Configure();
        (await Start()).ShouldSucceed();
        await Host.Ip("link property add dev seth0 altname enp3s0f0np0");

        Assert.EndsWith(
            Another,
            (await BridgeShadow("stop", "enp3s0f0np0")).ShouldFail("eth0").Error,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("ip link property add dev eth1 altname seth0", "seth0", "eth1")]
    [InlineData("ip link property add dev eth0 altname seth0", "seth0", "eth0")]
    [InlineData("ip link property add dev eth1 altname xsb$(cat /sys/class/net/eth0/ifindex)", "xsb", "eth1")]
    [InlineData("ip link property add dev eth0 altname xsb$(cat /sys/class/net/eth0/ifindex)", "xsb", "eth0")]
    [InlineData("ip link set dev eth1 name xsb$(cat /sys/class/net/eth0/ifindex)", "xsb", "rename")]
    public async Task A_name_that_is_taken_is_refused_before_any_change(string commands, string name, string taker)
    {
        await Uplink.Configure();
        await Plug("eth1");
        await Host.Shell(commands);
        var (links, network) = (await Uplink.Links(), await Uplink.Network());

        (await Start()).ShouldFail(name, taker);

        Assert.Equal("", await Host.Shell("ls -A /run/bridge-shadow 2> /dev/null || :"));
        Assert.Equal(network, await Uplink.Network());
        Assert.Equal(links, await Uplink.Links());
    }

    [Fact]
    public async Task Stop_refuses_where_its_spare_name_is_taken_meanwhile()
    {
        await Uplink.Configure();
        await Plug("eth1");
        (await Start()).ShouldSucceed();
        await Host.Shell("ip link property add dev eth1 altname xsb$(cat /sys/class/net/seth0/ifindex)");

        (await Stop()).ShouldFail("eth1", "ip link property del dev eth1 altname xsb");

        await ShouldBeShadowed(atLeast: true);
        Assert.True(await Uplink.IsReachable());
    }

    [Fact]
    public async Task A_second_start_needs_no_spare_name()
    {
        await Uplink.Configure();
        await Plug("eth1");
        (await Start()).ShouldSucceed();
        await Host.Shell("ip link property add dev eth1 altname xsb$(cat /sys/class/net/seth0/ifindex)");

        (await Start()).ShouldSucceed();
    }

    [Fact]
    public async Task Routes_and_rules_by_an_alternative_name_mean_the_bridge()
    {
        await Uplink.Configure();
        await Host.Ip("link property add dev eth0 altname enp3s0f0np0");
        (await Start()).ShouldSucceed();

        await Host.Shell("ip route add 203.0.113.0/24 via 192.0.2.1 dev enp3s0f0np0");

        Assert.Contains("dev eth0", await Host.Shell("ip route show 203.0.113.0/24"), StringComparison.Ordinal);
    }
}
