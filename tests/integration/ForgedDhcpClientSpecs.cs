using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>
/// Anybody may call a process dhclient, and give it any words: the doctor believes only what root runs. A cure that starts
/// a client with a user's words, or ends one that is none, would be the user's command.
/// </summary>
public sealed class ForgedDhcpClientSpecs : DoctorSpecs
{
    private const string AsNobody = "setpriv --reuid 65534 --regid 65534 --clear-groups";

    [Theory]
    [InlineData("dhclient", "seth0")]
    [InlineData("dhcpcd", "-b -4 seth0")]
    [InlineData("/usr/sbin/udhcpc", "-i seth0")]
    public async Task A_users_process_is_no_dhcp_client(string name, string words)
    {
        await GivenAClient(AsNobody, name, words);

        await ShouldBecomeWell();
    }

    [Fact]
    public async Task A_users_process_beside_the_real_one_is_not_counted()
    {
        await GivenAClient(AsNobody, "dhclient", "eth0");
        await GivenAClient("", "dhclient", "seth0");

        // Did it count, nothing would be started for the bridge.
        await ShouldFindWrong("dhcp-client", "seth0", "; dhclient eth0");
    }

    /// <summary>Who may catch frames, by dumpcap say, may have a packet socket, and is no DHCP client.</summary>
    [Fact]
    public async Task A_users_process_with_a_packet_socket_is_no_deaf_client()
    {
        await Host.Ip("link add name eth9 up type veth peer name far9");
        Host.Write(
            "/run/dhclient",
            """
            #!/usr/bin/perl
            socket(S, 17, 3, 0x300) or die "no socket: $!";
            bind(S, pack("SnlSCCa8", 17, 3, $ARGV[0], 0, 0, 0, "")) or die "not bound: $!";
            $0 = "dhclient";
            $| = 1;
            print "ready\n";
            sleep 60;
            """
        );
        await Host.Shell("chmod 755 /run/dhclient");
        const string mayCatch = $"{AsNobody} --inh-caps +net_raw --ambient-caps +net_raw";
        await Host.Start("sh", ["-c", $"exec {mayCatch} /run/dhclient {await IndexOf("eth9")} -sf /run/mine"])
            .Printed("ready");
        await Host.Ip("link delete eth9");

        await ShouldBecomeWell();
    }

    [Fact]
    public async Task A_users_process_is_left_alone_by_start_and_stop()
    {
        await GivenAClient(AsNobody, "dhclient", "eth0");

        (await BridgeShadow("stop", "--force", "eth0")).ShouldSucceed();
        (await BridgeShadow("start", "eth0")).ShouldSucceed();

        await Host.Shell("kill -0 $(cat /run/client.pid)");
    }

    private async Task GivenAClient(string asUser, string name, string words)
    {
        Host.Write("/run/client", "echo ready\nwhile :; do sleep 0.1; done\n");
        await Host.Start(
                "bash",
                ["-c", $"echo $$ >/run/client.pid; exec {asUser} bash -c 'exec -a {name} bash /run/client {words}'"]
            )
            .Printed("ready");
    }
}
