using System.Diagnostics;
using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>Two events of one vif are taken one after the other.</summary>
public sealed class VifBridgeLockSpecs : VifBridgeSpecs
{
    [Fact]
    public async Task The_second_event_of_a_vif_begins_when_the_first_has_ended()
    {
        await GivenAGuest();
        await Host.Shell("mkfifo /run/hook-began /run/offline-began");
        // The first hook looks out for the second: it would come at once if nothing kept it.
        Host.AddHook(
            "50-look-out.hook",
            """
            if [ "$command" = online ]; then
                exec 9<>/run/offline-began 8<>/run/hook-began
                echo began >&8
                if read -t 3 word <&9; then echo both at once >> /run/told; fi
                echo online ends >> /run/told
            else
                echo offline begins >> /run/told
                exec 9<>/run/offline-began
                echo began >&9
            fi
            """
        );
        var online = Begin("online", "type_if=vif");
        await Host.HookBegan();
        var offline = Begin("offline", "type_if=vif");

        (await online.Ended).ShouldSucceed();
        (await offline.Ended).ShouldSucceed();

        Assert.Equal("online ends\noffline begins\n", Host.Read("/run/told"));
        // What the second read before it had the lock could be out of date.
        var connections = Store.Requests.Select(request => request.Connection).ToList();
        Assert.Equal(2, connections.Distinct().Count());
        Assert.Equal(connections.Order(), connections);
        Assert.Null((await Host.Link("vif1.0")).Bridge);
    }

    [Fact]
    public async Task Events_of_different_vifs_do_not_wait_for_each_other()
    {
        await GivenAGuest();
        await Host.AddGuest("vif2.0");
        WriteBackend("eth0", domain: 2);
        await Host.Shell("mkfifo /run/second-began");
        Host.AddHook(
            "50-meet.hook",
            """
            case $dev in
                vif1.0) read -t 30 word < /run/second-began ;;
                vif2.0) echo began > /run/second-began ;;
            esac
            """
        );

        var one = Begin("online", "type_if=vif");
        var two = Host.Start(Programs.VifBridge, ["online", "type_if=vif"], LibxlVariables(2));

        (await one.Ended).ShouldSucceed();
        (await two.Ended).ShouldSucceed();
        Assert.Equal(["vif1.0", "vif2.0"], await Host.Ports("eth0"));
    }

    [Fact]
    public async Task Many_events_of_one_vif_at_once_end_as_one_of_them_would()
    {
        await GivenAGuest();
        Store.Write($"{Backend}/vifname", "web");

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Online()));

        Assert.All(results, result => result.ShouldSucceed());
        Assert.Equal(["web"], await Host.Ports("eth0"));
        Assert.Equal("connected", Status);
    }

    [Fact]
    public async Task Online_and_offline_at_once_leave_the_vif_either_on_or_off()
    {
        await GivenAGuest();
        Store.Write($"{Backend}/vifname", "web");

        for (var round = 0; round < 5; round++)
        {
            var results = await Task.WhenAll(Online(), Offline());

            Assert.All(results, result => result.ShouldSucceed());
            var vif = Assert.Single(await Host.Links(), link => link.Name is "web" or "vif1.0");
            Assert.Contains(
                (vif.Name, vif.Bridge, vif.IsUp, vif.Alias),
                new (string, string?, bool, string?)[]
                {
                    ("web", "eth0", true, "vif1.0"),
                    ("vif1.0", null, false, null),
                }
            );
        }
        (await Online()).ShouldSucceed();
        Assert.Equal(["web"], await Host.Ports("eth0"));
    }

    [Fact]
    public async Task Many_vifs_at_once_all_get_onto_the_bridge()
    {
        await Host.AddBridge("eth0");
        var domains = Enumerable.Range(1, 12).ToList();
        foreach (var domain in domains)
        {
            await Host.AddGuest($"vif{domain}.0");
            WriteBackend("eth0", domain);
        }

        var results = await Task.WhenAll(
            domains.Select(domain =>
                Host.Start(Programs.VifBridge, ["online", "type_if=vif"], LibxlVariables(domain)).Ended
            )
        );

        Assert.All(results, result => result.ShouldSucceedQuietly());
        Assert.Equal(domains.Count, (await Host.Ports("eth0")).Count);
        Assert.All(domains, domain => Assert.Equal("connected", Store.Read($"backend/vif/{domain}/0/hotplug-status")));
    }

    [Fact]
    public async Task A_killed_holder_leaves_no_lock_behind()
    {
        await GivenAGuest();
        await Host.AddLingeringHook();
        var killed = Begin("online", "type_if=vif");
        await Host.HookBegan();
        using (var process = Process.GetProcessById(killed.ProcessId))
            process.Kill();
        await Host.Shell("rm /etc/xen/scripts/vif-post.d/50-linger.hook");

        // The hook is still there: it must not hold what its parent held.
        (await Online()).ShouldSucceedQuietly();

        Assert.Equal("connected", Status);
        await Host.LetHookGo();
    }

    [Fact]
    public async Task There_is_one_lock_file_and_nothing_else_is_left_behind()
    {
        await GivenAGuestOnline();
        await Offline();

        Assert.Equal("", await Host.LeftBehind());
    }

    [Fact]
    public async Task A_lock_folder_that_cannot_be_made_is_an_error_that_names_it()
    {
        await GivenAGuest();
        Host.Write("/run/xen-hotplug", "in the way");
        var before = await Host.Links();

        (await Online()).ShouldFail("/run/xen-hotplug");

        Assert.Equal(before, await Host.Links());
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task An_event_that_waits_30_s_for_the_lock_fails_before_libxl_gives_up()
    {
        await GivenAGuest();
        await Host.AddLingeringHook();
        var first = Begin("online", "type_if=vif");
        await Host.HookBegan();

        // Stopped, it cannot give its hook up, as it otherwise does before the 30 s are over.
        await Host.Shell($"kill -STOP {first.ProcessId}");
        var before = await Host.Links();

        var second = await Begin(TimeSpan.FromSeconds(39), "offline", "type_if=vif").Ended;

        second.ShouldFail("vif1.0", "30 s");
        Assert.Equal(before, await Host.Links());
    }
}
