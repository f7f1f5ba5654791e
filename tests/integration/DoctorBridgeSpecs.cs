using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>What is wrong with the bridge and its uplink is found, and the command mends it.</summary>
public sealed class DoctorBridgeSpecs : DoctorSpecs
{
    [Fact]
    public async Task A_bridge_that_is_down_is_found_wrong_and_mended()
    {
        await Host.Ip("link set dev eth0 down");

        await Mend(await ShouldFindWrong("shadow", "eth0", "down", "ip link set dev eth0 up"));

        // The kernel has forgotten the routes of a link that was down.
        await Host.Ip("route add default via 192.0.2.1");
        await ShouldBecomeWell();
    }

    [Fact]
    public async Task What_is_wrong_is_printed_last_with_its_cure_below()
    {
        await Host.Ip("link set dev eth0 down");

        var result = await Doctor();

        Assert.EndsWith(
            "\nwrong     eth0: the bridge is down\n          mend: ip link set dev eth0 up\n\n1 wrong, 0 doubtful\n",
            result.Output,
            StringComparison.Ordinal
        );
        Assert.Equal((2, ""), (result.ExitCode, result.Error));
    }

    [Fact]
    public async Task An_uplink_that_is_down_is_found_wrong_and_mended()
    {
        await Host.Ip("link set dev seth0 down");

        await ShouldMend(await ShouldFindWrong("shadow", "seth0", "uplink is down", "ip link set dev seth0 up"));
    }

    [Fact]
    public async Task An_uplink_without_a_carrier_is_found_wrong()
    {
        await Nic.PeerShell("ip link set dev eth0 down");
        await ShouldFindWrong("shadow", "seth0", "no carrier", "ethtool seth0");

        // Without guests the bridge has none either, which is no second fault.
        Store.Remove(Backend);
        await Host.Ip("link del vif1.0");
        await ShouldFindWrong("shadow", "seth0", "no carrier", "ethtool seth0");
    }

    [Fact]
    public async Task A_bridge_mac_that_is_not_fixed_is_found_doubtful_and_mended()
    {
        // The kernel has no way back from an address that was set, so the bridge is made again.
        await Host.Shell(
            """
            ip link set dev seth0 nomaster
            ip link set dev vif1.0 nomaster
            ip link del eth0
            ip link add name eth0 type bridge forward_delay 0
            ip link set dev seth0 master eth0
            ip link set dev vif1.0 master eth0
            ip link set dev eth0 up
            ip addr add 192.0.2.10/24 dev eth0
            ip route add default via 192.0.2.1
            """
        );

        var finding = await ShouldFindDoubtful(
            "bridge-address",
            "eth0",
            "not fixed",
            $"ip link set dev eth0 address {(await Host.Link("seth0")).Mac}"
        );
        await ShouldMend(finding);
    }

    [Fact]
    public async Task A_bridge_with_another_mac_than_its_uplink_is_found_doubtful_and_mended()
    {
        await Host.Ip("link set dev eth0 address 02:00:00:00:00:01");

        await ShouldMend(
            await ShouldFindDoubtful("bridge-address", "eth0", "02:00:00:00:00:01", "ip link set dev eth0")
        );
    }

    [Fact]
    public async Task An_uplink_with_the_mac_of_guests_ports_is_found_wrong_and_mended()
    {
        await Host.Ip($"link set dev seth0 address {Link.DummyMac}");

        await ShouldMend(
            await ShouldFindWrong("bridge-address", "seth0", Link.DummyMac, "ip link set dev seth0 address")
        );
    }

    [Fact]
    public async Task A_spanning_tree_is_found_doubtful_and_mended()
    {
        await Host.Ip("link set dev eth0 type bridge forward_delay 1500 stp_state 1");

        var finding = await ShouldFindAmongOthers("doubtful", "spanning-tree", "eth0", "first 30 s", "stp_state 0");
        await ShouldMend(finding);
    }

    [Fact]
    public async Task A_port_that_does_not_forward_yet_is_found_doubtful_and_mended()
    {
        await Host.Ip("link set dev eth0 type bridge forward_delay 1500 stp_state 1");
        await Host.Shell("ip link set dev vif1.0 down; ip link set dev vif1.0 up");

        await ShouldMend(await ShouldFindAmongOthers("doubtful", "spanning-tree", "vif1.0", "does not forward"));
    }

    [Fact]
    public async Task A_forward_delay_on_a_kernel_that_always_waits_is_found_doubtful()
    {
        await Host.Ip("link set dev eth0 type bridge forward_delay 1500");
        await ShouldBecomeWell();
        await Host.Shell("echo 2.6.32-754 > /run/osrelease; mount --bind /run/osrelease /proc/sys/kernel/osrelease");

        await ShouldFindDoubtful("spanning-tree", "eth0", "first 15 s", "brctl setfd eth0 0");
    }

    [Theory]
    [InlineData("seth0", "198.51.100.7/24")]
    [InlineData("seth0", "2001:db8:7::7/64")]
    [InlineData("vif1.0", "198.51.100.7/24")]
    public async Task An_address_on_a_port_is_found_wrong_and_moved_to_the_bridge(string port, string address)
    {
        await Host.Ip($"addr add {address} dev {port}");

        var finding = await ShouldFindWrong("port-addresses", port, address, $"ip addr add {address} dev eth0");

        await ShouldMend(finding);
        Assert.Contains(address, (await Host.Link("eth0")).Addresses, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_local_address_on_a_port_is_well()
    {
        await Host.Ip("addr add fe80::7/64 dev vif1.0 nodad");

        await ShouldBecomeWell();
    }

    [Theory]
    [InlineData("eth0")]
    [InlineData("seth0")]
    public async Task Promiscuous_mode_set_by_hand_is_found_doubtful_and_mended(string link)
    {
        await Host.Ip($"link set dev {link} promisc on");

        await ShouldMend(await ShouldFindDoubtful("promiscuity", link, $"ip link set dev {link} promisc off"));
    }

    [Fact]
    public async Task An_uplink_that_is_not_in_its_bridge_is_found_wrong_and_mended()
    {
        await Host.Ip("link set dev seth0 nomaster");

        await ShouldMend(
            await ShouldFindAmongOthers("wrong", "shadow", "eth0", "half-way", "bridge-shadow start eth0")
        );
    }

    [Fact]
    public async Task A_configured_interface_that_is_not_shadowed_is_found_wrong()
    {
        await Host.Ip("link add name eth1 type veth peer name far1");
        Host.Write("/etc/default/bridge-shadow", "INTERFACES=\"eth0 eth1\"\n");

        await ShouldFindWrong("shadow", "eth1", "ordinary link", "bridge-shadow start eth1");
    }

    [Fact]
    public async Task A_configured_interface_that_does_not_exist_is_found_wrong()
    {
        Host.Write("/etc/default/bridge-shadow", "INTERFACES=\"eth0 eth9\"\n");

        await ShouldFindWrong("shadow", "eth9", "no such link", "ip -br link");
    }

    [Fact]
    public async Task A_bridge_without_an_uplink_is_found_doubtful()
    {
        await Host.AddBridge("internal");
        await Host.AddPort("internal", "vif1.0");
        Store.Write($"{Backend}/bridge", "internal");

        var finding = await ShouldFindDoubtful("shadow", "internal", "no uplink", "# leave it so");

        // To make the host's NIC a port would take the host off the network.
        Assert.DoesNotContain("ip link", finding.Cure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bridge_of_another_program_is_left_alone()
    {
        await Host.Shell(
            "ip link add name docker0 type bridge stp_state 1; ip link add name virbr0 type bridge stp_state 1"
        );

        await ShouldBecomeWell();
    }

    [Fact]
    public async Task A_host_without_a_bridge_is_found_wrong()
    {
        (await Offline()).ShouldSucceed();
        Store.Remove(Backend);
        (await BridgeShadow("stop", "eth0")).ShouldSucceed();
        await Host.Ip("link del vif1.0");

        await ShouldFindAmongOthers("wrong", "shadow", "bridges", "no bridge", "bridge-shadow start eth0");
    }
}
