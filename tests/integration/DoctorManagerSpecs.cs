using System.Net;
using System.Net.Sockets;
using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>Who else takes uplink and ports for his own is found: network managers, DHCP clients and other programs.</summary>
public sealed class DoctorManagerSpecs : DoctorSpecs
{
    private const string SomeProfile = "5f0dfb2c-77ba-4f30-8d1b-1dd3d4b1f0a6";

    [Theory]
    [InlineData("seth0", "seth0", "seth0")]
    [InlineData("vif1.0", "vif*", "vif")]
    public async Task NetworkManager_in_charge_of_a_port_is_found_doubtful_and_mended(
        string link,
        string pattern,
        string file
    )
    {
        var state = $"/run/NetworkManager/devices/{await IndexOf(link)}";
        Host.Write(state, "[device]\nmanaged=true\n");
        // A NetworkManager that reads its files sets the link down that it lets go of.
        await StandIn("systemctl", $"ip link set dev {link} down");
        await StandIn("nmcli", $"ip link set dev {link} down");

        var finding = await ShouldFindDoubtful(
            "networkmanager",
            link,
            "NetworkManager is in charge",
            "unmanaged-devices+=interface-name:%s",
            pattern,
            "counts from the next boot; do not reload NetworkManager"
        );
        await Mend(finding);

        Assert.True((await Host.Link(link)).IsUp);
        Assert.Equal(
            $"[keyfile]\nunmanaged-devices+=interface-name:{pattern}\n",
            Host.Read($"/etc/NetworkManager/conf.d/90-bridge-shadow-{file}.conf")
        );
        // What NetworkManager writes when it finds the file at boot.
        Host.Write(state, "[device]\nmanaged=false\n");
        await ShouldBecomeWell();
    }

    [Fact]
    public async Task A_card_s_profile_on_the_uplink_is_found_wrong()
    {
        await ActivateOnUplink();

        await ShouldFindWrong("networkmanager", "seth0", "not for a port of eth0", "bridge-shadow restart eth0");
    }

    [Fact]
    public async Task The_port_s_profile_on_the_uplink_is_well()
    {
        await ActivateOnUplink();
        Host.Write("/run/bridge-shadow/eth0:NetworkManager", $"settled=yes\nport={SomeProfile}\n");

        await ShouldBecomeWell();
    }

    [Fact]
    public async Task NetworkManager_in_charge_of_other_links_alone_is_well()
    {
        Host.Write($"/run/NetworkManager/devices/{await IndexOf("seth0")}", "[device]\nmanaged=false\n");
        Host.Write($"/run/NetworkManager/devices/{await IndexOf("eth0")}", "[device]\nmanaged=true\n");

        await ShouldBecomeWell();
    }

    [Theory]
    [InlineData("seth0")]
    [InlineData("vif1.0")]
    public async Task Networkd_in_charge_of_a_port_is_found_wrong_and_mended(string link)
    {
        Host.Write(
            $"/run/systemd/netif/links/{await IndexOf(link)}",
            "# private\nADMIN_STATE=configuring\nNETWORK_FILE=/etc/systemd/network/all.network\n"
        );

        // What networkd does when it reads its files and one says so.
        await StandIn(
            "networkctl",
            $"""
            [ "$*" = reload ]
            grep -q '^Name=seth\* vif\*$' /etc/systemd/network/00-*.network
            grep -q '^Unmanaged=yes$' /etc/systemd/network/00-*.network
            echo ADMIN_STATE=unmanaged >/run/systemd/netif/links/{await IndexOf(link)}
            """.ReplaceLineEndings("\n")
        );

        await ShouldMend(
            await ShouldFindWrong(
                "systemd-networkd",
                link,
                "/etc/systemd/network/all.network",
                "Unmanaged=yes",
                "networkctl reload"
            )
        );
    }

    [Fact]
    public async Task Networkd_that_keeps_what_has_no_lease_is_found_doubtful()
    {
        Host.Write($"/run/systemd/netif/links/{await IndexOf("eth0")}", "ADMIN_STATE=configured\n");
        Host.Write(
            "/run/systemd/network/00-0-bridge-shadow-eth0.network.d/zz-bridge-shadow.conf",
            "[Match]\nName=eth0\n\n[Network]\nKeepConfiguration=yes\n"
        );

        await ShouldFindDoubtful("systemd-networkd", "eth0", "keeps its address", "bridge-shadow restart eth0");
    }

    [Theory]
    [InlineData("eth0", "bridge-shadow start eth0")]
    [InlineData("eth1", "bridge-shadow stop eth1")]
    public async Task A_start_or_stop_that_did_not_finish_is_found_doubtful(string name, string mend)
    {
        Host.Write($"/run/bridge-shadow/{name}:systemd-networkd", "settled=no\nkept=yes\n");

        await ShouldFindDoubtful("managers", name, "did not finish with systemd-networkd", mend);
    }

    [Fact]
    public async Task A_start_that_finished_and_waits_to_be_confirmed_is_well()
    {
        Host.Write("/run/bridge-shadow/eth0:systemd-networkd", "settled=yes\n");
        Host.Write("/run/bridge-shadow/eth0:confirm", "command=stop\ndeadline=99999999\n");

        await ShouldBecomeWell();
    }

    [Theory]
    [InlineData("ADMIN_STATE=unmanaged\n")]
    [InlineData("ADMIN_STATE=unmanaged\nNETWORK_FILE=/etc/systemd/network/00-bridge-shadow.network\n")]
    [InlineData("ADMIN_STATE=initialized\n")]
    public async Task Networkd_that_leaves_the_uplink_alone_is_well(string state)
    {
        Host.Write($"/run/systemd/netif/links/{await IndexOf("seth0")}", state);

        await ShouldBecomeWell();
    }

    [Theory]
    [InlineData("seth0")]
    [InlineData("vif1.0")]
    public async Task A_port_that_ifupdown_has_configured_is_found_doubtful_and_mended(string link)
    {
        Host.Write("/run/network/ifstate", $"lo=lo\neth0=eth0\n{link}={link}\n");

        await ShouldMend(await ShouldFindDoubtful("ifupdown", link, "/run/network/ifstate", "=/d"));
    }

    [Theory]
    [InlineData("/etc/network/interfaces")]
    [InlineData("/etc/network/interfaces.d/uplink")]
    public async Task A_stanza_of_ifupdown_for_the_uplink_is_found_doubtful_and_mended(string path)
    {
        Host.Write("/etc/network/interfaces", "source /etc/network/interfaces.d/*\n");
        Host.Write(path, "# mine\nauto eth0\niface eth0 inet dhcp\n\niface seth0 inet manual\n    mtu 1500\n\n");

        await ShouldMend(await ShouldFindDoubtful("ifupdown", "seth0", path, "sed -i"));
        Assert.Contains("iface eth0 inet dhcp", Host.Read(path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bridge_that_ifupdown_takes_down_is_found_doubtful_and_mended()
    {
        Host.Write("/etc/network/interfaces", "allow-hotplug eth0\niface eth0 inet dhcp\n");

        await ShouldMend(await ShouldFindDoubtful("ifupdown", "eth0", "allow-hotplug eth0", "s/allow-hotplug/auto/"));
        Assert.StartsWith("auto eth0\n", Host.Read("/etc/network/interfaces"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_socket_bound_to_the_uplink_is_found_doubtful_and_mended()
    {
        // The service that the process belongs to, and that systemd restarts.
        await StandIn("ps", "echo named.service");
        await StandIn("systemctl", "echo $* >/run/restarted");
        var socket = Host.Open(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.BindToLink("seth0");
        socket.Bind(new IPEndPoint(IPAddress.Any, 68));

        try
        {
            await Mend(
                await ShouldFindDoubtful(
                    "bound-sockets",
                    "seth0",
                    "socket bound to seth0",
                    $"ps -o unit= {Environment.ProcessId}",
                    "eth0"
                )
            );
            Assert.Equal("restart named.service\n", Host.Read("/run/restarted"));
        }
        finally
        {
            socket.Dispose();
        }
        await ShouldBecomeWell();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_dhcp_client_on_the_uplink_is_found_wrong_and_mended(bool isOnBridgeToo)
    {
        Host.Write("/run/dhclient", "#!/bin/sh\necho ready\nwhile :; do sleep 0.1; done\n");
        await Host.Shell("chmod +x /run/dhclient");
        await StandIn("dhclient", "echo $* >>/run/started");
        await Host.Start("/run/dhclient", ["-4", "-v", "seth0"]).Printed("ready");
        if (isOnBridgeToo)
            await Host.Start("/run/dhclient", ["-4", "-v", "eth0"]).Printed("ready");

        await ShouldMend(await ShouldFindWrong("dhcp-client", "seth0", "dhclient"));

        // One is enough for the bridge.
        Assert.Equal(isOnBridgeToo ? "" : "eth0\n", Host.Has("/run/started") ? Host.Read("/run/started") : "");
    }

    [Fact]
    public async Task A_dhcp_client_on_the_bridge_or_in_another_namespace_is_well()
    {
        Host.Write("/run/dhclient", "#!/bin/sh\necho ready\nwhile :; do sleep 0.1; done\n");
        await Host.Shell("chmod +x /run/dhclient");
        await Host.Start("/run/dhclient", ["-v", "eth0"]).Printed("ready");
        await Guest.Start("/run/dhclient seth0").Printed("ready");

        await ShouldBecomeWell();
    }

    [Fact]
    public async Task A_dhcp_client_whose_link_is_gone_is_found_wrong_and_mended()
    {
        const string client = "dhclient -nw -cf /dev/null -sf /bin/true -lf /run/leases -pf /run/client.pid eth9";
        await Host.Ip("link add name eth9 up type veth peer name far9");
        await Host.Shell(client);
        await Host.Ip("link delete eth9");
        var finding = await ShouldFindWrong("dhcp-client", "dhclient", "listens on a link that is gone", client);
        await Host.Ip("link add name eth9 up type veth peer name far9");
        try
        {
            await ShouldMend(finding);
        }
        finally
        {
            await Host.Shell("kill -KILL $(cat /run/client.pid)");
        }
    }

    [Fact]
    public async Task A_unit_file_that_a_killed_start_has_left_is_found_and_mended()
    {
        const string path = "/run/systemd/system/ifup@eth0.service";
        Host.Write("/run/network/ifstate", "eth0=eth0\n");
        Host.Write(path, "[Service]\n");
        await StandIn("udevadm", "echo $* >>/run/told");
        await StandIn("systemctl", "echo $* >>/run/told");

        await ShouldMend(await ShouldFindDoubtful("ifupdown", "eth0", path));

        // systemd has to know the device before it looks at the unit again.
        Assert.Equal("trigger --action=change /sys/class/net/eth0\nsettle\ndaemon-reload\n", Host.Read("/run/told"));
    }

    private async Task ActivateOnUplink() =>
        Host.Write(
            $"/run/NetworkManager/devices/{await IndexOf("seth0")}",
            $"[device]\nmanaged=true\nconnection-uuid={SomeProfile}\n"
        );
}
