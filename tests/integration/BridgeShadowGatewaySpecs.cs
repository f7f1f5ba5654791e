using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>start and stop --confirm ask the default gateways, and give up at once where they lose them.</summary>
public sealed class BridgeShadowGatewaySpecs : ConfirmationSpecs
{
    private const string SilentBridge =
        "nft 'table bridge silent { chain out { type filter hook postrouting priority 0; policy drop; }; }'";

    // Whichever link is called eth0, what is sent over a plain one is lost.
    private const string SilentCard = """
        nft '
            table arp silent { chain out { type filter hook output priority 0; meta oifkind veth drop; }; }
            table ip6 silent { chain out { type filter hook output priority 0; meta oifkind veth drop; }; }'
        """;

    [Fact]
    public async Task A_start_that_loses_the_gateways_is_taken_back_at_once()
    {
        await Uplink.Configure();
        await Host.Shell(SilentBridge);
        var (links, network) = (await Uplink.Links(), await Uplink.Network());

        var result = await Start("--confirm=600");

        result.ShouldFail("eth0: ", Uplink.PeerInet, Uplink.PeerInet6, "answered before", "undone");
        await NothingShouldBePending();
        await Uplink.NetworkShouldBecome(network);
        await Uplink.LinksShouldBecome(links);
        Assert.True(await Uplink.IsReachable());
    }

    [Fact]
    public async Task A_stop_that_loses_the_gateways_is_taken_back_at_once()
    {
        await Uplink.Configure();
        await Host.Shell(SilentCard);
        (await Start()).ShouldSucceed();
        var network = await Uplink.Network();

        var result = await Stop("--confirm=600");

        result.ShouldFail("eth0: ", "answered before", "undone");
        await NothingShouldBePending();
        await ShouldBeShadowed();
        await Uplink.NetworkShouldBecome(network);
        Assert.True(await Uplink.IsReachable());
    }

    [Fact]
    public async Task A_start_goes_on_while_one_gateway_still_answers()
    {
        await Uplink.Configure();
        await Host.Shell(
            "nft 'table bridge silent { chain out { type filter hook postrouting priority 0; ether type arp drop; }; }'"
        );

        (await Start("--confirm=600")).ShouldSucceed();

        await ShouldBeConfirmed();
    }

    [Theory]
    [InlineData("ip route delete default; ip route add default via 192.0.2.77; ip -6 route delete default")]
    [InlineData("ip route delete default; ip -6 route delete default")]
    public async Task A_gateway_that_never_answered_is_not_missed(string script)
    {
        await Uplink.Configure();
        await Host.Shell($"{script}; {SilentBridge}");

        (await Start("--confirm=600")).ShouldSucceed();

        await ShouldBeConfirmed();
    }

    [Fact]
    public async Task A_gateway_whose_address_was_set_for_good_is_not_asked()
    {
        await Uplink.Configure();
        await Host.Shell(
            $"""
            ip -6 route delete default
            ip neigh replace {Uplink.PeerInet} lladdr 02:00:00:00:00:77 dev eth0 nud permanent
            {SilentBridge}
            """
        );

        (await Start("--confirm=600")).ShouldSucceed();

        Assert.Contains(
            "192.0.2.1 lladdr 02:00:00:00:00:77 PERMANENT",
            await Host.Shell("ip neigh show dev eth0"),
            StringComparison.Ordinal
        );
        await ShouldBeConfirmed();
    }

    [Fact]
    public async Task A_start_with_nobody_to_confirm_asks_no_gateway()
    {
        await Uplink.Configure();
        await Host.Shell(SilentBridge);

        (await Start()).ShouldSucceed();

        await ShouldBeShadowed();
    }
}
