using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>Guarded ports that are pinned in their bridge: what holds without any rule, and where that would do harm.</summary>
public sealed class AntispoofPinSpecs : PinnedPortSpecs
{
    private const string Mac = "00:16:3e:12:34:56";

    [Fact]
    public async Task No_foreign_MAC_address_passes_a_pinned_port_without_rules()
    {
        var port = await GivenAVif();
        await Online("yes");

        await ShouldHoldWithoutRules(port);
        Assert.DoesNotContain("vif1.0", await Entries(Party.Neighbour.Mac), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_draws_away_what_is_sent_to_a_pinned_guest()
    {
        var port = await GivenAVif();
        await Online("yes");
        WaitUntilItSends(port);

        Uplink.Send(Inet.UdpFrame(Party.Own.Inet).From(Mac));
        Neighbour.Send(Inet.UdpFrame(Party.Own.Inet).From(Mac));

        ShouldPass(port, FromOwnMac);
        Assert.Contains("dev vif1.0 sticky", await Entries(Mac), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pinned_port_that_goes_down_and_up_stays_pinned()
    {
        var port = await GivenAVif();
        await Online("yes");

        await Host.Shell("ip link set dev vif1.0 down; ip link set dev vif1.0 up");

        await Host.PortForwards("vif1.0");
        await ShouldHoldWithoutRules(port);
    }

    [Fact]
    public async Task A_guest_with_a_vif_and_a_tap_is_heard_by_both()
    {
        var (vif, tap) = (await GivenAVif(), await GivenATap());
        await Online("yes");
        await Add("yes");

        ShouldPass(vif, FromOwnMac);
        ShouldPass(tap, FromOwnMac);
        ShouldBeStopped(vif, FromNeighboursMac);
        ShouldBeStopped(tap, FromNeighboursMac);
        await ShouldBeShown("vif1.0", "by rules alone");
        await ShouldBeShown("vif1.0-emu", "by rules alone");
    }

    [Fact]
    public async Task A_tap_that_comes_after_a_pinned_vif_is_heard_too()
    {
        var vif = await GivenAVif();
        await Online("yes");
        await ShouldBeShown("vif1.0", "pinned");
        var tap = await GivenATap();

        await Add("yes");

        ShouldPass(tap, FromOwnMac);
        ShouldPass(vif, FromOwnMac);
        await ShouldBeShown("vif1.0", "by rules alone");
        (await Online(["antispoof=yes"])).ShouldSucceedQuietly();
        await Host.PortForwards("vif1.0");
        ShouldPass(tap, FromOwnMac);
    }

    [Fact]
    public async Task A_guest_that_moves_to_another_vif_is_heard_by_both()
    {
        var old = await GivenAVif();
        await Online("yes");
        var moved = await Plug("vif5.0");
        WriteBackend("eth0", domain: 5);

        (await OnlineOf(5)).ShouldSucceedQuietly();

        await Host.PortForwards("vif5.0");
        ShouldPass(moved, FromOwnMac);
        ShouldPass(old, FromOwnMac);
        await ShouldBeShown("vif1.0", "by rules alone");
        await ShouldBeShown("vif5.0", "by rules alone");
        (await Offline()).ShouldSucceedQuietly();
        ShouldPass(moved, FromOwnMac);
    }

    [Fact]
    public async Task A_failed_arrival_leaves_the_other_port_with_its_address_pinned()
    {
        await GivenAVif();
        await Online("yes");
        await Plug("vif5.0");
        WriteBackend("eth0", domain: 5);
        var before = await State();
        Host.AddHook("10-fail.hook", "exit 1");

        (await OnlineOf(5)).ShouldFail("10-fail.hook");

        Assert.Equal(before, await State());
    }

    [Fact]
    public async Task The_hosts_own_MAC_address_stays_the_hosts()
    {
        await Host.Shell($"ip link set dev eth0 address {Mac}");
        var port = await GivenAVif();

        await Online("yes");

        Assert.Contains("dev eth0 ", await Entries(Mac), StringComparison.Ordinal);
        Assert.DoesNotContain("dev vif1.0", await Entries(Mac), StringComparison.Ordinal);
        await ShouldBeShown("vif1.0", "by rules alone");
        ShouldBeStopped(port, FromNeighboursMac);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_failed_event_leaves_a_pinned_port_pinned(bool isArrival)
    {
        var port = await GivenAVif();
        await Online("yes");
        var before = await State();
        Host.AddHook("10-fail.hook", "exit 1");

        (await (isArrival ? Online(["antispoof=no"]) : Offline())).ShouldFail("10-fail.hook");

        Assert.Equal(before, await State());
        await Host.PortForwards("vif1.0");
        await ShouldHoldWithoutRules(port);
    }

    [Fact]
    public async Task A_port_that_moves_to_another_bridge_is_pinned_there()
    {
        await GivenAVif();
        await Online("yes");
        await Host.AddBridge("other");
        Store.Write($"{Backend}/bridge", "other");

        (await Online(["antispoof=yes"])).ShouldSucceedQuietly();

        Assert.Empty(await Entries(Mac));
        Assert.Contains("dev vif1.0 sticky", await Entries(Mac, "other"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_guarded_no_more_is_as_it_was_without_a_guard()
    {
        await GivenAVif();
        await Online("no");
        var before = await State();
        await Online("yes");
        Assert.NotEqual(before, await State());

        await Online("no");

        Assert.Equal(before, await State());
    }

    [Fact]
    public async Task A_guest_whose_file_names_another_MAC_address_is_pinned_to_that()
    {
        await GivenAVif();
        await Online("yes");
        Store.Write($"{Backend}/mac", Party.Neighbour.Mac);

        (await Online(["antispoof=yes"])).ShouldSucceedQuietly();

        Assert.Empty(await Entries(Mac));
        Assert.Contains("dev vif1.0 sticky", await Entries(Party.Neighbour.Mac), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_next_event_gives_a_pinned_port_its_entry_back()
    {
        var port = await GivenAVif();
        await Online("yes");
        await Host.Shell($"bridge fdb delete {Mac} dev vif1.0 master");

        (await Online(["antispoof=yes"])).ShouldSucceedQuietly();

        ShouldPass(port, FromOwnMac);
    }

    [Fact]
    public async Task A_second_event_changes_nothing_of_a_pinned_port()
    {
        await GivenAVif();
        await Online("yes");

        var planned = await VifBridge("online", "type_if=vif", "antispoof=yes", "--dry-run");

        Assert.DoesNotContain("bridge", planned.ShouldSucceed().Output, StringComparison.Ordinal);
    }

    private Task<Result> OnlineOf(int domain) =>
        Host.Start(Programs.VifBridge, ["online", "type_if=vif", "antispoof=yes"], LibxlVariables(domain)).Ended;

    /// <summary>What the ports are set to, and what the bridge was told of addresses.</summary>
    private Task<string> State() =>
        Host.Shell(
            "ip -details link show master eth0 | grep -o -e 'group_fwd_mask [^ ]*' -e 'locked [^ ]*' -e 'learning [^ ]*' -e 'mcast_router [^ ]*'; bridge fdb show br eth0 | grep -e static -e sticky || :"
        );

    private async Task ShouldBeShown(string port, string words)
    {
        var status = await Host.Run(Programs.NetworkBridgeAdditional, "status", "bridge=eth0");
        var line = status
            .ShouldSucceed()
            .Output.Split('\n')
            .Single(line => line.Contains($"port {port} ", StringComparison.Ordinal));
        Assert.EndsWith(words, line, StringComparison.Ordinal);
    }
}
