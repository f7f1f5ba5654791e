using System.Text.Json;
using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>start and stop --confirm are taken back unless somebody confirms in a session that was opened afterwards.</summary>
public sealed class BridgeShadowConfirmSpecs : ConfirmationSpecs
{
    [Fact]
    public async Task A_start_that_nobody_confirms_is_taken_back()
    {
        await Uplink.Configure();
        var (links, network) = (await Uplink.Links(), await Uplink.Network());

        var result = (await Start("--confirm=1")).ShouldSucceed();

        Assert.Contains("bridge-shadow confirm eth0", result.Output, StringComparison.Ordinal);
        await ShouldBecomePlain();
        await NothingShouldBePending();
        await Uplink.NetworkShouldBecome(network);
        await Uplink.LinksShouldBecome(links);
        Assert.True(await Uplink.IsReachable());
        Assert.Contains("nobody has confirmed", Host.Read("/var/log/xen/xen-hotplug.log"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_that_nobody_confirms_is_taken_back()
    {
        await Uplink.Configure();
        (await Start()).ShouldSucceed();

        (await Stop("--confirm=1")).ShouldSucceed();

        await ShouldBecomeShadowed();
        await NothingShouldBePending();
        Assert.True(await Uplink.IsReachable());
    }

    [Fact]
    public async Task A_start_that_is_confirmed_in_a_new_session_stays()
    {
        (await Start("--confirm=60")).ShouldSucceed();

        await ShouldBeConfirmed();

        await NothingShouldBePending();
        await ShouldBeShadowed();
    }

    [Fact]
    public async Task A_session_from_before_the_start_cannot_confirm()
    {
        var result = await Host.Run(
            "setsid",
            "--wait",
            "sh",
            "-c",
            $"{Program} start --confirm=60 eth0; {Program} confirm eth0"
        );

        result.ShouldFail("session was opened before the network changed", "log in once more");
        Assert.True(Host.Has(Note));
    }

    [Fact]
    public async Task A_second_confirmation_fails_for_nothing_is_pending()
    {
        (await Start("--confirm=60")).ShouldSucceed();
        await ShouldBeConfirmed();

        (await ConfirmInNewSession("eth0")).ShouldFail("eth0: nothing is pending");
        (await ConfirmInNewSession()).ShouldFail("nothing is pending");
    }

    [Fact]
    public async Task Confirm_without_an_interface_confirms_all_that_is_pending()
    {
        await Plug("eth1");
        (await BridgeShadow("start", "--confirm=60", "eth0", "eth1")).ShouldSucceed();
        await ConfirmInNewSession("eth1");

        await Eventually.ShouldBecome(
            "",
            async () =>
            {
                await ConfirmInNewSession();
                return await Host.Shell("ls -A /run/bridge-shadow");
            }
        );

        Assert.True(await Host.HasLink("seth0") && await Host.HasLink("seth1"));
    }

    [Fact]
    public async Task An_interface_that_was_shadowed_already_is_not_taken_back()
    {
        await Plug("eth1");
        (await BridgeShadow("start", "eth1")).ShouldSucceed();

        (await BridgeShadow("start", "--confirm=60", "eth0", "eth1")).ShouldSucceed();

        Assert.Equal("eth0:confirm\n", await Host.Shell("ls -A /run/bridge-shadow"));
    }

    [Fact]
    public async Task A_stop_by_hand_disarms_the_way_back_of_a_start()
    {
        (await Start("--confirm=60")).ShouldSucceed();

        (await Stop("--confirm=60")).ShouldSucceed();

        await NothingShouldBePending();
        await ShouldBePlain();
    }

    [Fact]
    public async Task A_second_start_confirms_nothing()
    {
        (await Start("--confirm=60")).ShouldSucceed();
        var note = Host.Read(Note);

        (await Start()).ShouldSucceed();
        (await Start("--confirm=2")).ShouldSucceed();

        Assert.Equal(note, Host.Read(Note));
    }

    [Fact]
    public async Task A_restart_is_refused_while_a_start_is_pending()
    {
        (await Restart("--confirm")).ShouldFail("--confirm means nothing to restart");
        (await Start("--confirm=60")).ShouldSucceed();

        (await Restart()).ShouldFail("not confirmed yet", "bridge-shadow confirm eth0", "bridge-shadow stop eth0");
    }

    [Fact]
    public async Task A_guest_that_came_meanwhile_does_not_stop_the_way_back()
    {
        (await Start("--confirm=1")).ShouldSucceed();
        await Host.Shell("ip tuntap add dev vif7.0 mode tap; ip link set dev vif7.0 master eth0");

        await ShouldBecomePlain();
        await NothingShouldBePending();
    }

    [Fact]
    public async Task Status_shows_what_is_pending_and_for_how_long()
    {
        (await Start("--confirm=60")).ShouldSucceed();

        Assert.Matches(
            @"(?m)^  not confirmed: 'bridge-shadow stop' follows in (60|5\d) s, by process \d+$",
            (await Status()).Output
        );
        using var json = JsonDocument.Parse((await Status("--json")).Output);
        var pending = json.RootElement.GetProperty("interfaces")[0].GetProperty("pending");
        Assert.Equal("stop", pending.GetProperty("command").GetString());
        Assert.InRange(pending.GetProperty("seconds").GetInt32(), 30, 60);
        Assert.True(pending.GetProperty("armed").GetBoolean());
    }

    [Fact]
    public async Task Status_says_when_the_way_back_is_missing()
    {
        (await Start("--confirm=60")).ShouldSucceed();
        await Host.Shell($"kill -KILL $(sed -n s/^process=//p {Note})");

        await Eventually.ShouldBecome(
            "gone",
            async () => (await Status()).Output.Contains("is gone", StringComparison.Ordinal) ? "gone" : "there"
        );
        using var json = JsonDocument.Parse((await Status("--json")).Output);
        Assert.False(
            json.RootElement.GetProperty("interfaces")[0].GetProperty("pending").GetProperty("armed").GetBoolean()
        );
    }

    [Fact]
    public async Task Confirm_needs_root()
    {
        var result = await Host.Run("setpriv", "--reuid=65534", "--clear-groups", Program, "confirm", "eth0");

        result.ShouldFail("only root may");
    }

    [Fact]
    public async Task What_a_dry_run_prints_arms_the_way_back_too()
    {
        await Uplink.Configure();
        var script = (await Start("--confirm=60", "--dry-run")).ShouldSucceed().Output;
        Assert.False(Host.Has(Note));
        await Host.Shell("mkdir -p /run/bridge-shadow; : > /run/bridge-shadow/eth0");

        await Host.Start("sh", ["-uc", script]).Ended;

        Assert.Contains("'bridge-shadow stop' follows in", (await Status()).Output, StringComparison.Ordinal);
        await ShouldBeConfirmed();
        await NothingShouldBePending();
    }
}
