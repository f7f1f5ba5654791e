using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>What the other tests take for granted of the host that they run on.</summary>
public sealed class HarnessSpecs : VifBridgeSpecs
{
    [Fact]
    public async Task A_host_shows_none_of_this_machines_links_and_files()
    {
        Assert.Equal(["lo"], (await Host.Links()).Select(link => link.Name));
        Assert.Equal("lo\n", await Host.Shell("ls /sys/class/net"));
        Assert.Equal("", await Host.Shell("ls /var/log/xen"));
        Assert.False(Host.Has("/etc/xen/xen-hotplug.conf"));
        Assert.True(Host.Has(Programs.StockVifBridge));
    }

    [Fact]
    public async Task The_real_xenstore_tools_reach_the_tests_store()
    {
        Store.Write("/local/domain/0/tool/answer", "42");

        Assert.Equal("42\n", await Host.Shell("xenstore-read tool/answer"));
    }

    [Fact]
    public async Task Frames_pass_between_two_guests_on_a_bridge()
    {
        await Host.AddBridge("eth0");
        var one = await Host.AddGuest("vif1.0");
        var two = await Host.AddGuest("vif2.0");
        await Host.AddPort("eth0", "vif1.0");
        await Host.AddPort("eth0", "vif2.0");
        await one.Connect("192.0.2.1/24");
        await two.Connect("192.0.2.2/24");

        await one.Shell("ping -c 1 -w 20 192.0.2.2");
    }

    [Fact]
    public async Task The_stock_vif_bridge_puts_a_vif_on_a_bridge()
    {
        await GivenAGuest();

        (await Host.Start(Programs.StockVifBridge, ["online", "type_if=vif"], Variables).Ended).ShouldSucceed();

        Assert.Equal("eth0", (await Host.Link("vif1.0")).Bridge);
        Assert.Equal("connected", Status);
    }

    [Fact]
    public async Task A_lingering_hook_is_met_and_let_go()
    {
        await GivenAGuest();
        await Host.AddLingeringHook();

        var online = Host.Start(Programs.StockVifBridge, ["online", "type_if=vif"], Variables);
        await Host.HookBegan();
        Assert.False(online.Ended.IsCompleted);
        await Host.LetHookGo();

        (await online.Ended).ShouldSucceed();
    }

    [Fact]
    public async Task The_system_log_is_heard()
    {
        using var syslog = new Syslog(Host);

        await Host.Shell("logger -p daemon.err -- heard");

        Assert.Contains("heard", Assert.Single(syslog.Messages()), StringComparison.Ordinal);
    }
}
