using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>
/// A bridge of the host's own, whose MTU nobody has set: it would take the smallest one of its ports. No guest's has a say
/// in it.
/// </summary>
public sealed class VifBridgeHostMtuSpecs : VifBridgeSpecs
{
    private const string HostInet6 = "2001:db8::10";

    [Theory]
    [InlineData("1400")]
    [InlineData("1000")]
    [InlineData("68")]
    [InlineData("9000")]
    public async Task A_guests_mtu_leaves_the_hosts_network_as_it_was(string mtu)
    {
        await GivenAHostOnItsBridge();
        var before = await Network();
        Store.Write($"{Backend}/mtu", mtu);

        (await Online()).ShouldSucceedQuietly();
        Assert.Equal(before, await Network());
        Assert.Equal(mtu, $"{(await Host.Link("vif1.0")).Mtu}");
        Assert.Equal(mtu, Store.Read($"{Frontend}/mtu"));

        (await Offline()).ShouldSucceedQuietly();
        Assert.Equal(before, await Network());
    }

    [Fact]
    public async Task A_guests_tap_leaves_the_hosts_network_as_it_was()
    {
        await GivenAHostOnItsBridge();
        await Host.AddTap("vif1.0-emu");
        var before = await Network();
        Store.Write($"{Backend}/mtu", "1000");

        (await Add()).ShouldSucceedQuietly();

        Assert.Equal(before, await Network());
    }

    [Fact]
    public async Task A_guest_that_gets_a_smaller_mtu_later_leaves_it_too()
    {
        await GivenAHostOnItsBridge();
        (await Online()).ShouldSucceedQuietly();
        var before = await Network();
        Store.Write($"{Backend}/mtu", "1000");

        (await Online()).ShouldSucceedQuietly();

        Assert.Equal(before, await Network());
        Assert.Equal(1000, (await Host.Link("vif1.0")).Mtu);
    }

    [Fact]
    public async Task The_next_guest_gets_the_bridges_mtu_after_a_smaller_one()
    {
        await GivenAHostOnItsBridge();
        Store.Write($"{Backend}/mtu", "1400");
        (await Online()).ShouldSucceedQuietly();
        await Host.AddTap("vif2.0");

        (await Host.Run(Programs.VifBridge, "online", "vif=vif2.0", "bridge=eth0")).ShouldSucceedQuietly();

        Assert.Equal(1500, (await Host.Link("vif2.0")).Mtu);
    }

    [Fact]
    public async Task A_bridge_without_ports_keeps_its_mtu_from_its_first_guest()
    {
        await GivenAGuest();
        Store.Write($"{Backend}/mtu", "9000");

        (await Online()).ShouldSucceedQuietly();
        Assert.Equal(1500, (await Host.Link("eth0")).Mtu);
        (await Offline()).ShouldSucceedQuietly();

        Assert.Equal(1500, (await Host.Link("eth0")).Mtu);
    }

    [Fact]
    public async Task A_bridge_that_was_made_with_an_mtu_has_it_after_its_only_guest()
    {
        await Host.Shell("ip link add name lan address 02:00:00:00:00:07 mtu 9000 type bridge; ip link set dev lan up");
        WriteBackend("lan");
        await Host.AddTap("vif1.0");

        (await Online()).ShouldSucceedQuietly();
        Assert.Equal(9000, (await Host.Link("vif1.0")).Mtu);
        (await Offline()).ShouldSucceedQuietly();

        Assert.Equal(9000, (await Host.Link("lan")).Mtu);
    }

    [Fact]
    public async Task A_vlan_on_the_bridge_keeps_its_mtu_too()
    {
        await GivenAHostOnItsBridge();
        // Where this kernel has no VLAN links, a macvlan is as good: it shrinks with the link below, and does not grow again.
        await Host.Shell(
            "ip link add link eth0 name upper type vlan id 7 || ip link add link eth0 name upper type macvlan"
        );
        Store.Write($"{Backend}/mtu", "1000");

        (await Online()).ShouldSucceedQuietly();

        Assert.Equal(1500, (await Host.Link("upper")).Mtu);
    }

    [Fact]
    public async Task Guests_that_come_at_once_all_get_their_mtu_and_leave_the_hosts()
    {
        await GivenAHostOnItsBridge();
        var before = await Network();
        var numbers = Enumerable.Range(10, 16).ToList();
        foreach (var number in numbers)
            await Host.AddTap($"vif{number}.0");

        var events = numbers.ConvertAll(number =>
            Host.Run(
                Programs.VifBridge,
                [
                    "online",
                    $"vif=vif{number}.0",
                    "bridge=eth0",
                    .. number % 2 == 0 ? (string[])[] : [$"mtu={1000 + number}"],
                ]
            )
        );
        foreach (var result in await Task.WhenAll(events))
            result.ShouldSucceedQuietly();

        Assert.Equal(before, await Network());
        foreach (var number in numbers)
            Assert.Equal(number % 2 == 0 ? 1500 : 1000 + number, (await Host.Link($"vif{number}.0")).Mtu);
    }

    [Fact]
    public async Task A_smaller_guest_is_refused_where_ipv6_would_lose_its_mtu()
    {
        await GivenAHostOnItsBridge();
        await Host.Shell("echo 1400 > /proc/sys/net/ipv6/conf/eth0/mtu");
        var (before, links) = (await Network(), await Host.Links());
        Store.Write($"{Backend}/mtu", "1000");

        (await Online()).ShouldFail("mtu=1000", "1400", "ip link set dev eth0 mtu 1501; ip link set dev eth0 mtu 1500");

        Assert.Equal(before, await Network());
        Assert.Equal(links, await Host.Links());
    }

    [Fact]
    public async Task The_mend_for_a_smaller_guest_lets_it_come()
    {
        await GivenAHostOnItsBridge();
        await Host.Shell("echo 1400 > /proc/sys/net/ipv6/conf/eth0/mtu");
        Store.Write($"{Backend}/mtu", "1000");
        await Host.Shell("ip link set dev eth0 mtu 1501; ip link set dev eth0 mtu 1500");

        (await Online()).ShouldSucceedQuietly();

        Assert.Equal(1500, (await Host.Link("eth0")).Mtu);
        // Now it is seen that the bridge does not follow its ports, whatever a router says.
        await Host.Shell("echo 1400 > /proc/sys/net/ipv6/conf/eth0/mtu");
        await Host.AddTap("vif2.0");
        var second = await Host.Run(Programs.VifBridge, "online", "vif=vif2.0", "bridge=eth0", "mtu=1200");
        second.ShouldSucceedQuietly();
        Assert.Equal("1400", (await Host.Shell("cat /proc/sys/net/ipv6/conf/eth0/mtu")).Trim());
    }

    [Fact]
    public async Task A_smaller_mtu_is_said_in_the_log_and_in_the_status()
    {
        await GivenAHostOnItsBridge();
        Store.Write($"{Backend}/mtu", "1400");

        (await Online()).ShouldSucceedQuietly();

        Assert.Contains(
            "mtu 1400, which is below the bridge's 1500",
            Host.Read("/var/log/xen/xen-hotplug.log"),
            StringComparison.Ordinal
        );
        var status = (await Host.Run(Programs.NetworkBridgeAdditional, "status", "bridge=eth0")).ShouldSucceed();
        var lines = status.Output.Split('\n');
        Assert.Contains(
            ", mtu 1400",
            Assert.Single(lines, line => line.Contains("port vif1.0")),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("mtu", Assert.Single(lines, line => line.Contains("port nic")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_guest_without_a_key_leaves_the_bridges_mtu_to_the_host()
    {
        await GivenAHostOnItsBridge();

        Assert.DoesNotContain("eth0 mtu", (await Online("--dry-run")).ShouldSucceed().Output, StringComparison.Ordinal);
        (await Online()).ShouldSucceedQuietly();
        await Host.Ip("link set dev vif1.0 nomaster");
        await Host.Ip("link set dev nic mtu 1400");

        Assert.Equal(1400, (await Host.Link("eth0")).Mtu);
    }

    [Fact]
    public async Task The_bridges_MAC_address_is_not_a_guests()
    {
        await Host.Shell(
            """
            ip link add name lan type bridge stp_state 0 forward_delay 0
            ip link add name nic address 06:00:00:00:00:01 type veth peer name far
            ip link set dev nic master lan up; ip link set dev far up; ip link set dev lan up
            """
        );
        WriteBackend("lan");
        await Host.AddTap("vif1.0");
        await Host.AddTap("vif1.0-emu");
        await Host.Ip("link set dev vif1.0 address 02:00:00:00:00:01");

        (await Online()).ShouldSucceedQuietly();
        (await Add()).ShouldSucceedQuietly();
        Assert.Equal("06:00:00:00:00:01", (await Host.Link("lan")).Mac);
        (await Offline()).ShouldSucceedQuietly();

        Assert.Equal("06:00:00:00:00:01", (await Host.Link("lan")).Mac);
    }

    /// <summary>A guest that is not online yet, and a host that has its addresses on the bridge, with a NIC as its first port.</summary>
    private async Task GivenAHostOnItsBridge()
    {
        await GivenAGuest();
        await Host.Shell(
            $"""
            ip link add name nic type veth peer name far
            ip link set dev far up
            ip link set dev nic master eth0 up
            ip addr add 192.0.2.10/24 dev eth0
            ip addr add {HostInet6}/64 dev eth0 nodad
            ip -6 route add default via 2001:db8::1
            """
        );
        await Host.PortForwards("nic");
        Assert.Equal(1500, (await Host.Link("eth0")).Mtu);
    }

    /// <summary>The MTUs, addresses and routes of the host.</summary>
    private Task<string> Network() =>
        Host.Shell(
            """
            cat /sys/class/net/eth0/mtu /sys/class/net/eth0/address /proc/sys/net/ipv6/conf/eth0/mtu
            ip addr show dev eth0 | grep inet | grep -v 'scope link'
            ip -4 route
            ip -6 route | grep -v -e ^fe80: -e ^multicast
            """
        );
}
