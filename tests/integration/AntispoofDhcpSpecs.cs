using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>A guarded guest that a server beyond the uplink gives its addresses to.</summary>
public sealed class AntispoofDhcpSpecs : VifBridgeSpecs
{
    private const string Server = """
        echo 0 > /proc/sys/net/ipv6/conf/eth0/dad_transmits
        ip link set dev eth0 up
        ip addr add 192.0.2.1/24 dev eth0
        ip addr add 2001:db8::1/64 dev eth0 nodad
        exec dnsmasq --no-daemon --conf-file=/dev/null --port=0 --user=root --pid-file= --interface=eth0 --bind-interfaces \
            --dhcp-leasefile=/run/leases --dhcp-authoritative --no-ping
        """;

    private const string Client =
        "timeout 30 dhclient -1 -d -cf /dev/null -sf /run/bound -lf /run/lease -pf /run/client.pid";

    private Guest _guest = null!;
    private Guest _server = null!;

    [Fact]
    public async Task A_real_dhcp_client_gets_its_lease_through_the_guard()
    {
        await GivenAGuestAndAServer("--dhcp-range=192.0.2.5,192.0.2.5", Party.Own.Inet);

        await GetLease("-4");

        await _guest.Shell("ping -c 1 -w 10 -I 192.0.2.5 192.0.2.1");
    }

    [Fact]
    public async Task A_guest_without_ip_gets_its_lease_through_the_guard()
    {
        await GivenAGuestAndAServer("--dhcp-range=192.0.2.5,192.0.2.5", ip: null);

        await GetLease("-4");

        await _guest.Shell("ping -c 1 -w 10 -I 192.0.2.5 192.0.2.1");
    }

    [Fact]
    public async Task A_real_dhcp_client_of_ipv6_gets_its_lease_through_the_guard()
    {
        await GivenAGuestAndAServer("--dhcp-range=2001:db8::5,2001:db8::5,64", Party.Own.Inet6);

        await GetLease("-6");

        await _guest.Shell("ping -c 1 -w 10 -I 2001:db8::5 2001:db8::1");
    }

    [Fact]
    public async Task A_routers_advertisement_gives_the_guest_an_address_that_it_may_use()
    {
        await GivenAGuestAndAServer("--enable-ra --dhcp-range=2001:db8::,ra-only", "2001:db8::/64");

        await _guest.Shell(
            """
            until ip -6 addr show dev eth0 scope global -tentative | grep -q 2001:db8::216:3eff:fe12:3456; do sleep 0.02; done
            ping -c 1 -w 10 2001:db8::1
            """
        );
    }

    private async Task GivenAGuestAndAServer(string server, string? ip)
    {
        _guest = await GivenAGuest();
        if (ip is not null)
            Store.Write($"{Backend}/ip", ip);
        (await Online("antispoof=yes")).ShouldSucceedQuietly();
        Assert.Contains("vif1.0", await Host.Shell("nft list table bridge xen-antispoof"), StringComparison.Ordinal);
        _server = await Host.AddGuest("seth0");
        var serving = _server.Start($"{Server} {server}");
        await Host.AddPort("eth0", "seth0");
        await Host.PortForwards("seth0");
        await serving.Printed("started");
        await _guest.Shell(
            $"""
            echo 0 > /proc/sys/net/ipv6/conf/eth0/dad_transmits
            echo 0 > /proc/sys/net/ipv6/conf/eth0/router_solicitation_delay
            ip link set dev eth0 address {Party.Own.Mac} up
            """
        );
        await Host.PortForwards("vif1.0");
    }

    /// <summary>Runs the client until it has its lease, of which its script tells.</summary>
    private async Task GetLease(string family)
    {
        await _guest.Shell(
            """
            cat > /run/bound <<'END'
            #!/bin/sh
            case $reason in
                BOUND) ip addr add $new_ip_address/24 dev $interface ;;
                BOUND6) ip addr add $new_ip6_address/64 dev $interface nodad ;;
                *) exit 0 ;;
            esac
            echo has its lease
            END
            chmod +x /run/bound
            until ip -6 addr show dev eth0 scope link -tentative | grep -q fe80; do sleep 0.02; done
            """
        );
        var client = _guest.Start($"exec {Client} {family} eth0");
        await client.Printed("has its lease");
        await client.Kill();
    }
}
