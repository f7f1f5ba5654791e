using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>What keeps one guest off the network is found, and the command mends it.</summary>
public sealed class DoctorGuestSpecs : DoctorSpecs
{
    [Fact]
    public async Task A_port_on_no_bridge_is_found_wrong_and_mended()
    {
        await Host.Ip("link set dev vif1.0 nomaster");

        await ShouldMend(await ShouldFindWrong("guest-ports", "vif1.0", "no bridge", "eth0", "web", OnlineCommand));
    }

    [Fact]
    public async Task A_port_on_another_bridge_is_found_wrong_and_mended()
    {
        await Host.AddBridge("other");
        await Host.Ip("link set dev vif1.0 master other");

        var finding = await ShouldFindAmongOthers(
            "wrong",
            "guest-ports",
            "vif1.0",
            "is on other",
            "eth0",
            OnlineCommand
        );
        await ShouldMend(finding);
    }

    [Fact]
    public async Task A_port_that_is_down_is_found_wrong_and_mended()
    {
        await Host.Ip("link set dev vif1.0 down");

        await ShouldMend(await ShouldFindWrong("guest-ports", "vif1.0", "is down", OnlineCommand));
    }

    [Fact]
    public async Task A_guest_that_has_not_connected_is_found_doubtful()
    {
        await Guest.Shell("ip link set dev eth0 down");

        await ShouldFindDoubtful("guest-ports", "vif1.0", "not running", "xl console 1");
    }

    [Fact]
    public async Task A_port_for_a_bridge_that_does_not_exist_is_found_wrong()
    {
        Store.Write($"{Backend}/bridge", "xenbr7");

        await ShouldFindWrong("guest-ports", "vif1.0", "xenbr7, which does not exist", "eth0");
    }

    [Fact]
    public async Task A_port_for_a_link_that_is_no_bridge_is_found_wrong()
    {
        Store.Write($"{Backend}/bridge", "seth0");

        await ShouldFindWrong("guest-ports", "vif1.0", "seth0, which is no bridge");
    }

    [Fact]
    public async Task A_guest_without_a_port_is_found_wrong()
    {
        await Host.Ip("link del vif1.0");

        await ShouldFindWrong("guest-ports", "vif1.0", "no such link", "web", "xl network-attach");
    }

    [Fact]
    public async Task A_nic_that_is_being_taken_away_is_not_missed()
    {
        await Host.Ip("link del vif1.0");
        Store.Write($"{Backend}/online", "0");

        await ShouldBecomeWell();
    }

    [Fact]
    public async Task A_guest_without_a_nic_is_found_doubtful()
    {
        Store.Write("/local/domain/5/name", "lonely");
        Store.Write("/local/domain/5/device/vbd/51712", "");

        await ShouldFindDoubtful("guest-ports", "lonely", "domain 5", "xl network-attach 5 bridge=eth0");
    }

    [Fact]
    public async Task A_guest_whose_nic_another_domain_serves_is_not_missed()
    {
        Store.Write("/local/domain/5/name", "elsewhere");
        Store.Write("/local/domain/5/device/vif/0/backend-id", "3");

        await ShouldBecomeWell();
    }

    [Theory]
    [InlineData("vif9.0", $"{Script} offline type_if=vif vif=vif9.0")]
    [InlineData("vif9.0-emu", $"{Script} remove type_if=tap INTERFACE=vif9.0-emu")]
    public async Task A_port_without_a_guest_is_found_doubtful_and_mended(string port, string command)
    {
        await Host.AddTap(port);
        await Host.AddPort("eth0", port);

        var finding = await ShouldFindDoubtful("ports-without-guest", port, "no guest", command);

        await Mend(finding);
        Assert.Equal(["seth0", "vif1.0"], await Host.Ports("eth0"));
    }

    [Fact]
    public async Task The_hosts_own_port_needs_no_guest()
    {
        await Host.AddTap("vif0.0");
        await Host.AddPort("eth0", "vif0.0");

        await ShouldBecomeWell();
    }

    [Fact]
    public async Task A_tap_that_is_not_on_the_bridge_is_found_wrong_and_mended()
    {
        await Host.AddTap("vif1.0-emu");
        using var emulator = TapWire.Open(Host, "vif1.0-emu");

        await ShouldMend(
            await ShouldFindAmongOthers("wrong", "guest-ports", "vif1.0-emu", "no bridge", $"{Script} add type_if=tap")
        );
    }

    [Fact]
    public async Task A_hotplug_program_that_failed_is_found_wrong_and_mended()
    {
        Store.Write($"{Backend}/hotplug-status", "error");
        Store.Write($"{Backend}/hotplug-error", "the bridge was\npainted blue");

        var finding = await ShouldFindWrong("hotplug-status", "vif1.0", @"the bridge was\npainted blue", OnlineCommand);

        await ShouldMend(finding);
        Assert.Null(HotplugError);
    }

    [Fact]
    public async Task A_hotplug_program_that_failed_without_a_reason_is_found_wrong()
    {
        Store.Write($"{Backend}/hotplug-status", "error");

        await ShouldMend(await ShouldFindWrong("hotplug-status", "vif1.0", "is error", OnlineCommand));
    }

    [Fact]
    public async Task A_hotplug_program_that_was_never_called_is_found_wrong_and_mended()
    {
        Store.Remove($"{Backend}/hotplug-status");

        await ShouldMend(await ShouldFindWrong("hotplug-status", "vif1.0", "no hotplug-status", OnlineCommand));
    }

    [Fact]
    public async Task A_hotplug_program_that_cannot_be_run_is_found_wrong_and_mended()
    {
        Host.Write("/etc/xen/scripts/mine", "#!/bin/sh\n");
        Store.Write($"{Backend}/script", "/etc/xen/scripts/mine bridge=eth0");

        await ShouldMend(
            await ShouldFindWrong("hotplug-status", "vif1.0", "not executable", "chmod +x /etc/xen/scripts/mine")
        );
    }

    [Fact]
    public async Task A_smaller_mtu_than_the_bridges_is_said_and_may_be()
    {
        await Host.Ip("link set dev vif1.0 mtu 1400");

        var result = (await Doctor()).ShouldSucceed();

        Assert.Contains(
            "its MTU is 1400, smaller than the bridge eth0's 1500",
            result.Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_larger_mtu_than_the_uplinks_is_found_wrong_and_mended()
    {
        await Host.Ip("link set dev vif1.0 mtu 9000");

        await ShouldMend(await ShouldFindWrong("mtu", "vif1.0", "9000", "seth0", "ip link set dev vif1.0 mtu 1500"));
    }

    [Fact]
    public async Task A_larger_mtu_than_the_bridges_is_found_doubtful_and_mended()
    {
        await Host.Shell(
            "ip link set dev seth0 mtu 9000; ip link set dev vif1.0 mtu 9000; ip link set dev eth0 mtu 1500"
        );

        await ShouldMend(
            await ShouldFindDoubtful("mtu", "vif1.0", "9000", "bridge eth0", "ip link set dev vif1.0 mtu")
        );
    }

    [Fact]
    public async Task A_store_that_does_not_answer_is_found_wrong()
    {
        Store.Die();

        await ShouldFindWrong("guest-ports", "xenstore", "systemctl start xenstored");
    }
}
