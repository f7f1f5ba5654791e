using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>What a router has advertised it can change and withdraw, on the bridge as on the NIC.</summary>
public sealed class BridgeShadowAdvertisementSpecs : UplinkSpecs
{
    private const string Router = "fe80::1";
    private const string Prefix = "2001:db8:77::";

    public static TheoryData<string, string> Kills =>
        new()
        {
            { "start", "start" },
            { "start", "stop" },
            { "stop", "start" },
            { "stop", "stop" },
        };

    [Fact]
    public async Task A_router_that_resigns_is_no_default_router_on_the_bridge()
    {
        await GivenAdvertisement();

        (await Start()).ShouldSucceed();
        Assert.Contains(Router, await DefaultRoutes(), StringComparison.Ordinal);

        Advertise(routerLifetime: 0);
        await Eventually.ShouldBecome("", DefaultRoutes);
    }

    [Fact]
    public async Task A_router_that_resigns_after_stop_is_no_default_router()
    {
        await GivenAdvertisement();

        (await Start()).ShouldSucceed();
        (await Stop()).ShouldSucceed();
        Assert.Contains(Router, await DefaultRoutes(), StringComparison.Ordinal);

        Advertise(routerLifetime: 0);
        await Eventually.ShouldBecome("", DefaultRoutes);
    }

    [Fact]
    public async Task A_router_that_goes_on_is_in_the_table_once()
    {
        await GivenAdvertisement();

        (await Start()).ShouldSucceed();
        Advertise(routerLifetime: 1800);
        Advertise(routerLifetime: 1700);

        await Eventually.ShouldBecome("1\n", () => Host.Shell("ip -6 route show default | grep -c . || :"));
    }

    [Fact]
    public async Task A_mark_that_the_kernel_refuses_leaves_the_route_and_is_said()
    {
        await GivenAdvertisement();
        // By then all has changed places.
        var start = await BeginTraced("ioctl", "ioctl:error=ENOMEM", "start", "eth0").Ended;

        start.ShouldSucceed();
        Assert.Contains("advertised", start.Error, StringComparison.Ordinal);
        Assert.Contains(Router, await DefaultRoutes(), StringComparison.Ordinal);
        Assert.True(await Uplink.IsReachable());
    }

    [Fact]
    public async Task A_prefix_that_is_withdrawn_is_no_neighbourhood_on_the_bridge()
    {
        await GivenAdvertisement();

        (await Start()).ShouldSucceed();
        Assert.NotEqual("", await PrefixRoutes());

        Advertise(routerLifetime: 1800, prefixLifetime: 0);
        await Eventually.ShouldBecome("", PrefixRoutes);
    }

    [Fact]
    public async Task A_prefix_that_is_withdrawn_after_stop_is_no_neighbourhood()
    {
        await GivenAdvertisement();

        (await Start()).ShouldSucceed();
        (await Stop()).ShouldSucceed();
        Assert.NotEqual("", await PrefixRoutes());

        Advertise(routerLifetime: 1800, prefixLifetime: 0);
        await Eventually.ShouldBecome("", PrefixRoutes);
    }

    [Fact]
    public async Task A_router_that_resigns_is_none_on_a_bridge_of_an_old_kernel()
    {
        await GivenOldKernel();
        await GivenAdvertisement();

        (await Start()).ShouldSucceed();
        Assert.Contains(Router, await DefaultRoutes(), StringComparison.Ordinal);

        Advertise(routerLifetime: 0);
        await Eventually.ShouldBecome("", DefaultRoutes);
    }

    [Theory]
    [InlineData("start")]
    [InlineData("start", "stop")]
    public async Task Temporary_addresses_go_on_while_duplicates_are_looked_for(params string[] commands)
    {
        await Uplink.Configure(detectsDuplicates: true);
        await Host.Shell("echo 2 > /proc/sys/net/ipv6/conf/eth0/use_tempaddr");
        Advertise(routerLifetime: 1800);
        await Eventually.ShouldBecome("1\n", Temporary);

        foreach (var command in commands)
            (await BridgeShadow(command, "eth0")).ShouldSucceed();

        await Eventually.ShouldBecome("1\n", Temporary);
        Assert.Equal("2\n", await Host.Shell("cat /proc/sys/net/ipv6/conf/eth0/use_tempaddr"));
    }

    [Fact]
    public async Task A_route_by_advertisement_beside_a_static_one_does_not_merge_with_it()
    {
        await GivenAdvertisement();
        await Host.Ip("-6 route append default via fe80::2 dev eth0 metric 1024");
        var before = await Routers();

        (await Start()).ShouldSucceed();
        await Eventually.ShouldBecome(before, Routers);

        (await Stop()).ShouldSucceed();
        await Eventually.ShouldBecome(before, Routers);
    }

    [Fact]
    public async Task Temporary_addresses_go_on_to_be_made_on_the_bridge()
    {
        await Uplink.Configure();
        await Host.Shell("echo 2 > /proc/sys/net/ipv6/conf/eth0/use_tempaddr");
        Advertise(routerLifetime: 1800);
        await Eventually.ShouldBecome("1\n", Temporary);

        (await Start()).ShouldSucceed();
        Assert.Equal("2\n", await Host.Shell("cat /proc/sys/net/ipv6/conf/eth0/use_tempaddr"));
        await Eventually.ShouldBecome("1\n", Temporary);

        (await Stop()).ShouldSucceed();
        Assert.Equal("2\n", await Host.Shell("cat /proc/sys/net/ipv6/conf/eth0/use_tempaddr"));
    }

    [Fact]
    public async Task A_temporary_address_brings_no_route_to_its_network()
    {
        await Uplink.Configure();
        await Host.Shell("echo 2 > /proc/sys/net/ipv6/conf/eth0/use_tempaddr");
        await Host.Ip(
            $"addr add {Prefix}5/64 dev eth0 mngtmpaddr noprefixroute nodad valid_lft 3000 preferred_lft 2000"
        );
        await Eventually.ShouldBecome("1\n", Temporary);

        (await Start()).ShouldWarn("temporary");
        Assert.Equal("", await PrefixRoutes());

        await Stop();
        Assert.Equal("", await PrefixRoutes());
    }

    [Theory]
    [MemberData(nameof(Kills))]
    public async Task A_kill_at_any_request_leaves_each_route_once(string killed, string next)
    {
        await GivenAdvertisement();

        await ShouldSurviveKills(killed, next);
    }

    [Theory]
    [MemberData(nameof(Kills))]
    public async Task A_kill_on_an_old_kernel_leaves_each_route_once(string killed, string next)
    {
        await GivenOldKernel();
        await GivenAdvertisement();

        await ShouldSurviveKills(killed, next);
    }

    private async Task ShouldSurviveKills(string killed, string next)
    {
        var before = await RoutesOfAdvertisement();
        var isAtEnd = false;
        for (var request = 1; !isAtEnd; request += 2)
        {
            (await BridgeShadow(killed == "start" ? "stop" : "start", "eth0")).ShouldSucceed();
            var result = await BeginTraced("sendto", $"sendto:signal=SIGKILL:when={request}", killed, "eth0").Ended;
            isAtEnd = result.ExitCode == 0;
            // The router goes on meanwhile.
            if (request % 4 == 1)
                Advertise(routerLifetime: 1800);

            (await BridgeShadow(next, "eth0")).ShouldSucceed();

            await Eventually.ShouldBecome(
                $"killed at {request}: {before}",
                async () => $"killed at {request}: {await RoutesOfAdvertisement()}"
            );
        }
    }

    private async Task GivenAdvertisement()
    {
        await Uplink.Configure();
        await Host.Ip("-6 route del default");
        Advertise(routerLifetime: 1800);
        await Eventually.ShouldBecome("1\n", () => Host.Shell("ip -6 route show default | grep -c . || :"));
    }

    private void Advertise(int routerLifetime, int prefixLifetime = 3600)
    {
        byte[] body = [64, 0, .. Frame.Word(routerLifetime), 0, 0, 0, 0, 0, 0, 0, 0];
        byte[] lifetime = [0, 0, .. Frame.Word(prefixLifetime)];
        // Prefix information of RFC 4861, 4.6.2: on the link, and for addresses.
        byte[] prefix = [3, 4, 64, 0xc0, .. lifetime, .. lifetime, 0, 0, 0, 0, .. Frame.Address(Prefix)];
        using var socket = PacketSocket.Open(Uplink.PeerProcessId, "eth0");
        socket.Send(
            NeighbourDiscovery.Packet(
                NeighbourDiscovery.RouterAdvertisement,
                Router,
                Inet6.AllNodes,
                [.. body, .. prefix]
            )
        );
    }

    private Task<string> DefaultRoutes() => Host.Shell("ip -6 route show default");

    // Those with the mark RTF_ADDRCONF, by which the router can withdraw them, and all default ones.
    private Task<string> RoutesOfAdvertisement() =>
        Host.Shell(
            """
            grep -E ' [0-9a-f]{3}[4-7c-f][0-9a-f]{4} +eth0$' /proc/net/ipv6_route | cut -d ' ' -f 1,2,5,6 | sort
            ip -6 route show default | sed -E 's/ proto ra//; s/ expires.*//'
            """
        );

    private Task<string> PrefixRoutes() => Host.Shell($"ip -6 route show {Prefix}/64");

    private Task<string> Routers() =>
        Host.Shell("ip -6 route show default | sed -E 's/proto [a-z]+ //; s/expires.*//; s/pref.*//; s/ *$//' | sort");

    private Task<string> Temporary() => Host.Shell("ip -6 addr show dev eth0 temporary | grep -c inet6 || :");
}
