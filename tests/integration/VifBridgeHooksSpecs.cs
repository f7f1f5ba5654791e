using Xen.Hotplug.TestStore;
using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

public sealed class VifBridgeHooksSpecs : VifBridgeSpecs
{
    [Theory]
    [InlineData("online", "vif", "vif1.0")]
    [InlineData("offline", "vif", "vif1.0")]
    [InlineData("add", "tap", "vif1.0-emu")]
    [InlineData("remove", "tap", "vif1.0-emu")]
    public async Task Hooks_run_for_every_action_with_the_events_variables(string action, string type, string device)
    {
        await GivenAGuest();
        await Host.AddTap("vif1.0-emu");
        Store.Write($"{Backend}/ip", "192.0.2.1 198.51.100.0/24");
        Host.AddHook(
            "10-tell.hook",
            """for name in command dev bridge ip type_if XENBUS_PATH; do echo "$name=${!name}"; done > /run/told"""
        );

        (await VifBridge(action, $"type_if={type}")).ShouldSucceed();

        Assert.Equal(
            $"""
            command={action}
            dev={device}
            bridge=eth0
            ip=192.0.2.1 198.51.100.0/24
            type_if={type}
            XENBUS_PATH=backend/vif/1/0

            """,
            Host.Read("/run/told")
        );
    }

    [Fact]
    public async Task A_hook_sees_the_name_that_the_vif_was_given()
    {
        await GivenAGuest();
        Store.Write($"{Backend}/vifname", "web");
        Host.AddHook("10-tell.hook", "echo $dev > /run/told");

        (await Online()).ShouldSucceed();

        Assert.Equal("web\n", Host.Read("/run/told"));
    }

    [Theory]
    [InlineData("644", "none")]
    [InlineData("755", "ran")]
    public async Task A_link_to_a_hook_runs_only_when_the_hook_is_executable(string mode, string expected)
    {
        await GivenAGuest();
        await Host.Shell(
            $"""
            mkdir -p {HostHooks.Folder}
            echo 'echo ran > /run/told' > /run/hook
            echo none > /run/told
            chmod {mode} /run/hook
            ln -s /run/hook {HostHooks.Folder}/10-tell.hook
            """
        );

        (await Online()).ShouldSucceed();

        Assert.Equal($"{expected}\n", Host.Read("/run/told"));
    }

    [Fact]
    public async Task Hooks_run_in_the_order_of_their_names_and_in_one_bash()
    {
        await GivenAGuest();
        Host.AddHook("30-c.hook", """echo "c $$ $seen" >> /run/told""");
        Host.AddHook("10-a.hook", """seen=a; echo "a $$" >> /run/told""");
        Host.AddHook("20-b.hook", """seen=${seen}b; echo "b $$" >> /run/told""");

        (await Online()).ShouldSucceed();

        var words = Host.Read("/run/told").Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["a", words[1], "b", words[1], "c", words[1], "ab"], words);
    }

    [Fact]
    public async Task Only_executable_files_that_end_in_hook_are_hooks()
    {
        await GivenAGuest();
        Host.AddHook("10-off.hook", "echo off >> /run/told", executable: false);
        Host.AddHook("20-backup.hook~", "echo backup >> /run/told");
        Host.AddHook("30-other.sh", "echo other >> /run/told");
        Host.AddHook("40-on.hook", "echo on >> /run/told");

        (await Online()).ShouldSucceed();

        Assert.Equal("on\n", Host.Read("/run/told"));
    }

    [Fact]
    public async Task Hooks_run_after_the_work_and_before_connected_is_written()
    {
        await GivenAGuest();
        var atHook = new List<StoreRequest>();
        Store.Intercept = request =>
        {
            if (request.Path.EndsWith("/hook-was-here", StringComparison.Ordinal))
                atHook.AddRange(Store.Requests);
            return StoreReaction.Serve;
        };
        Host.AddHook(
            "10-tell.hook",
            """ip link show dev "$dev" > /run/told; xenstore-write "$XENBUS_PATH/hook-was-here" yes"""
        );

        (await Online()).ShouldSucceed();

        Assert.Contains("master eth0", Host.Read("/run/told"), StringComparison.Ordinal);
        Assert.NotEmpty(atHook);
        Assert.DoesNotContain(atHook, request => request.Value == "connected");
        Assert.Equal("connected", Status);
    }

    [Fact]
    public async Task Hooks_have_the_stock_library_where_it_is_installed()
    {
        await GivenAGuest();
        Host.AddHook(
            "10-library.hook",
            """xenstore_write "$XENBUS_PATH/by-hook" "$(xenstore_read "$XENBUS_PATH/frontend-id")"; log info told"""
        );

        (await Online()).ShouldSucceed();

        Assert.Equal("1", Store.Read($"{Backend}/by-hook"));
    }

    [Fact]
    public async Task Hooks_run_without_the_stock_library()
    {
        await GivenAGuest();
        await Host.Shell("rm /etc/xen/scripts/*.sh");
        Host.AddHook("10-tell.hook", """echo "$command" > /run/told""");

        (await Online()).ShouldSucceed();

        Assert.Equal("online\n", Host.Read("/run/told"));
    }

    [Theory]
    [InlineData("exit 3")]
    [InlineData("return 3")]
    [InlineData("false")]
    [InlineData("no-such-command-anywhere")]
    [InlineData("fatal 'the hook does not want to'")]
    [InlineData("if then")]
    [InlineData("kill -9 $$")]
    public async Task A_hook_that_fails_fails_and_undoes_the_event(string script)
    {
        await GivenAGuest();
        Host.AddHook("10-fine.hook", "echo fine >> /run/told");
        Host.AddHook("20-fail.hook", script);
        Host.AddHook("30-late.hook", "echo late >> /run/told");
        var before = await Host.Links();

        var result = (await Online()).ShouldFail("20-fail.hook");

        Assert.Equal("fine\n", Host.Read("/run/told"));
        Assert.Equal(before, await Host.Links());
        Assert.Equal("error", Status);
        Assert.Contains(HotplugError!, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hook_that_fails_without_the_stock_library_fails_the_event()
    {
        await GivenAGuest();
        await Host.Shell("rm /etc/xen/scripts/*.sh");
        Host.AddHook("20-fail.hook", "exit 3");
        var before = await Host.Links();

        (await Online()).ShouldFail("20-fail.hook");

        Assert.Equal(before, await Host.Links());
    }

    [Fact]
    public async Task A_hook_that_fails_fails_offline()
    {
        await GivenAGuestOnline();
        Host.AddHook("20-fail.hook", "exit 3");

        (await Offline()).ShouldFail("20-fail.hook");
    }

    [Fact]
    public async Task A_hook_may_leave_a_process_behind_without_holding_the_event_up()
    {
        await GivenAGuest();
        await Host.Shell("mkfifo /run/stay");
        Host.AddHook("10-daemon.hook", "(read -t 50 word <>/run/stay) &");

        (await Online()).ShouldSucceed();
        await Host.Shell("echo go > /run/stay");

        Assert.Equal("connected", Status);
    }

    [Fact]
    public async Task No_process_is_started_without_a_hook()
    {
        await GivenAGuest();
        Host.AddHook("10-off.hook", "exit 1", executable: false);
        await Host.Shell("cp /bin/false /run/bash; mount --bind /run/bash /bin/bash");

        (await Online()).ShouldSucceedQuietly();
        Assert.Equal("connected", Status);
        (await Offline()).ShouldSucceedQuietly();
    }
}
