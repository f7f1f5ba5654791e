using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>A live NIC's addresses are its bridge's afterwards, and its own again after stop.</summary>
public sealed class BridgeShadowAddressSpecs : UplinkSpecs
{
    public static TheoryData<string> Addresses =>
        [
            "addr add 198.51.100.7/24 dev eth0",
            "addr add 198.51.100.7/24 broadcast 198.51.100.200 dev eth0",
            "addr add 198.51.100.7/24 dev eth0 label eth0:3",
            "addr add 198.51.100.7/24 dev eth0 label eth0:backup",
            "addr add 198.51.100.7/24 dev eth0 scope link",
            "addr add 198.51.100.7/24 dev eth0 scope host",
            "addr add 198.51.100.7/24 dev eth0 scope site",
            "addr add 198.51.100.7 peer 198.51.100.8 dev eth0",
            "addr add 198.51.100.7 peer 198.51.100.0/24 dev eth0",
            "addr add 198.51.100.7/24 dev eth0 noprefixroute",
            "addr add 198.51.100.7/24 dev eth0 metric 77",
            "addr add 198.51.100.7/24 dev eth0 valid_lft 3600 preferred_lft 1800",
            "addr add 198.51.100.7/24 dev eth0 valid_lft 3600 preferred_lft 0",
            "addr add 2001:db8:1::7/64 dev eth0 nodad",
            "addr add 2001:db8:1::7/64 dev eth0",
            "addr add 2001:db8:1::7/128 dev eth0",
            "addr add 2001:db8:1::7 peer 2001:db8:1::8 dev eth0",
            "addr add 2001:db8:1::7/64 dev eth0 noprefixroute",
            "addr add 2001:db8:1::7/64 dev eth0 metric 77",
            "addr add 2001:db8:1::7/64 dev eth0 home",
            "addr add 2001:db8:1::7/64 dev eth0 valid_lft 3600 preferred_lft 1800",
            "addr add 2001:db8:1::7/64 dev eth0 valid_lft 3600 preferred_lft 0",
            "addr add fe80::7/64 dev eth0 nodad",
            "addr add 2001:db8:1::7/64 dev eth0 mngtmpaddr nodad",
            "addr add 2001:db8::7/64 dev eth0 mngtmpaddr nodad metric 100",
            "addr flush dev eth0 scope link",
            "link set dev eth0 addrgenmode random",
            "link set dev eth0 addrgenmode none",
        ];

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task An_address_moves_with_all_its_attributes(string command)
    {
        await Uplink.Configure();
        await Host.Ip(command);
        await NothingIsTentative();

        await ShouldGoAlong();
    }

    [Fact]
    public async Task Several_addresses_of_one_subnet_keep_their_order()
    {
        await Uplink.Configure();
        await Host.Shell(
            """
            for number in 20 12 16 14 18; do
                ip addr add 192.0.2.$number/24 dev eth0
                ip -6 addr add 2001:db8::$number/64 dev eth0 nodad
            done
            """
        );
        Assert.Contains(
            "192.0.2.20/24 scope global secondary eth0",
            await Host.Addresses("eth0"),
            StringComparison.Ordinal
        );

        await ShouldGoAlong();
    }

    [Fact]
    public async Task The_address_that_the_host_sends_from_stays_the_same()
    {
        await Uplink.Configure();
        await Host.Shell(
            """
            ip addr add 192.0.2.5/24 dev eth0
            ip -6 addr add 2001:db8::5/64 dev eth0 nodad
            """
        );
        var before = await Sources();

        (await Start()).ShouldSucceed();
        Assert.Equal(before, await Sources());

        (await Stop()).ShouldSucceed();
        Assert.Equal(before, await Sources());
    }

    [Fact]
    public async Task The_lifetime_of_an_address_is_kept()
    {
        await Uplink.Configure();
        await Host.Shell(
            """
            ip addr add 198.51.100.7/24 dev eth0 valid_lft 3600 preferred_lft 1800
            ip addr add 2001:db8:1::7/64 dev eth0 nodad valid_lft 3600 preferred_lft 1800
            """
        );

        (await Start()).ShouldSucceed();
        await TimeLeftShouldBeTheSame();

        (await Stop()).ShouldSucceed();
        await TimeLeftShouldBeTheSame();
    }

    [Fact]
    public async Task No_address_is_tentative_where_duplicates_are_looked_for()
    {
        await Uplink.Configure(detectsDuplicates: true);
        await Host.Ip("addr add 2001:db8:1::7/64 dev eth0");
        await NothingIsTentative();
        var network = await Uplink.Network();

        (await Start()).ShouldSucceed();
        Assert.Equal("", await Host.Shell("ip -6 addr show tentative"));
        await Uplink.NetworkShouldBecome(network);

        (await Stop()).ShouldSucceed();
        Assert.Equal("", await Host.Shell("ip -6 addr show tentative"));
        await Uplink.NetworkShouldBecome(network);
    }

    [Fact]
    public async Task An_address_that_another_machine_has_stays_unused()
    {
        await Uplink.Configure(detectsDuplicates: true);
        await Uplink.PeerShell("ip addr add 2001:db8::66/64 dev eth0 nodad");
        await Host.Ip("addr add 2001:db8::66/64 dev eth0");
        await ShouldBecomeDuplicate();

        var start = (await Start()).ShouldSucceed();
        Assert.Contains("2001:db8::66/64", start.Error, StringComparison.Ordinal);
        await ShouldBecomeDuplicate();

        (await Stop()).ShouldSucceed();
        await ShouldBecomeDuplicate();

        async Task ShouldBecomeDuplicate() =>
            await Host.Shell(
                """
                for attempt in $(seq 500); do
                    case $(ip -6 addr show dev eth0 to 2001:db8::66) in
                        *dadfailed*) exit 0 ;;
                        *tentative* | '') sleep 0.01 ;;
                        *) exit 1 ;;
                    esac
                done
                exit 1
                """
            );
    }

    [Fact]
    public async Task A_label_stays_with_its_address_on_the_bridge_and_back_on_the_nic()
    {
        await Uplink.Configure();
        await Host.Ip("addr add 192.0.2.11/24 dev eth0 label eth0:3");

        (await Start()).ShouldSucceed();
        Assert.Matches(@"192\.0\.2\.11/24.* eth0:3\n", await Host.Addresses("eth0"));

        (await Stop()).ShouldSucceed();
        Assert.Matches(@"192\.0\.2\.11/24.* eth0:3\n", await Host.Addresses("eth0"));
    }

    [Fact]
    public async Task A_host_without_ipv6_moves_to_the_bridge_and_back()
    {
        await Uplink.Configure();
        await Host.Shell("echo 1 > /proc/sys/net/ipv6/conf/eth0/disable_ipv6");

        await ShouldGoAlong(inet6: false);

        Assert.Equal("1\n", await Host.Shell("cat /proc/sys/net/ipv6/conf/eth0/disable_ipv6"));
    }

    [Fact]
    public async Task A_hundred_addresses_move_to_the_bridge_and_back()
    {
        await Uplink.Configure();
        await Host.Shell("for i in $(seq 100); do ip addr add 198.51.100.$i/32 dev eth0; done");

        await ShouldGoAlong();
    }

    private async Task ShouldGoAlong(bool inet6 = true)
    {
        var (links, network) = (await Uplink.Links(), await Uplink.Network());

        (await Start()).ShouldSucceed();

        await ShouldBeShadowed();
        await Uplink.NetworkShouldBecome(network);
        Assert.Equal("", await Host.Addresses("seth0"));
        Assert.True(!inet6 || await Uplink.IsReachable());

        (await Stop()).ShouldSucceed();

        await Uplink.NetworkShouldBecome(network);
        await Uplink.LinksShouldBecome(links);
        Assert.True(!inet6 || await Uplink.IsReachable());
    }

    private Task<string> Sources() =>
        Host.Shell(
            "ip route get 192.0.2.1 | head -1; ip -6 route get 2001:db8::1 | head -1; ip route get 203.0.113.1 | head -1"
        );

    private async Task NothingIsTentative() =>
        await Host.Shell(
            """
            for attempt in $(seq 1000); do
                [ -n "$(ip -6 addr show dev eth0 tentative)" ] || exit 0
                sleep 0.01
            done
            exit 1
            """
        );

    private async Task TimeLeftShouldBeTheSame()
    {
        // Their minutes: seconds may pass.
        var lifetimes = await Host.Shell(
            "ip addr show dev eth0 | grep -E 'valid_lft [0-9]' | awk '{ print int(($2 + 59) / 60), int(($4 + 59) / 60) }'"
        );
        Assert.Equal("60 30\n60 30\n", lifetimes);
    }
}
