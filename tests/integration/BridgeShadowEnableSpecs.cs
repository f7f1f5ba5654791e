using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>enable and disable on a host with sysvinit, and a start as its init script makes it.</summary>
public sealed class BridgeShadowEnableSpecs : UplinkSpecs
{
    private const string File = "/etc/default/bridge-shadow";
    private const string Before = "# the cards\nINTERFACES='' # none\n";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Host.Shell(
            $$"""
            mkdir -p /run/etc/default /run/etc/init.d /run/lib
            for level in 0 1 2 3 4 5 6 S; do mkdir /run/etc/rc$level.d; done
            cp -r /etc/iproute2 /etc/ld.so.cache /etc/xen /run/etc 2> /dev/null || :
            cp {{HotplugFolder}}/bridge-shadow.init /run/etc/init.d/bridge-shadow
            chmod +x /run/etc/init.d/bridge-shadow
            mount --bind /run/etc /etc
            mount --bind /run/lib /var/lib
            mkdir -p /run/network
            printf '%s\n' lo=lo eth0=eth0 eth1=eth1 > /run/network/ifstate
            """
        );
        Host.Write(File, Before);
    }

    private static string HotplugFolder =>
        Path.GetFullPath($"{Path.GetDirectoryName(Programs.BridgeShadow)}/../hotplug");

    [Fact]
    public async Task Enable_names_the_card_and_enables_the_init_script()
    {
        (await BridgeShadow("enable", "eth0")).ShouldSucceed();

        Assert.Equal("# the cards\nINTERFACES=\"eth0\"\n", Host.Read(File));
        Assert.NotEqual("", await Links());
        await ShouldBePlain();
    }

    [Fact]
    public async Task A_dry_run_of_enable_changes_nothing()
    {
        var result = await BridgeShadow("enable", "eth0", "--dry-run");

        result.ShouldSucceed();
        Assert.Contains("INTERFACES=\"eth0\"", result.Output, StringComparison.Ordinal);
        Assert.Contains("update-rc.d bridge-shadow enable", result.Output, StringComparison.Ordinal);
        Assert.Equal(Before, Host.Read(File));
        Assert.Equal("", await Links());
    }

    [Fact]
    public async Task Disable_puts_the_file_back_byte_for_byte()
    {
        await Plug("eth1");
        (await BridgeShadow("enable", "eth0")).ShouldSucceed();
        (await BridgeShadow("enable", "eth1")).ShouldSucceed();

        (await BridgeShadow("disable", "eth0")).ShouldSucceed();
        Assert.Equal("# the cards\nINTERFACES=\"eth1\"\n", Host.Read(File));
        Assert.NotEqual("", await Links());

        (await BridgeShadow("disable")).ShouldSucceed();
        Assert.Equal(Before, Host.Read(File));
        Assert.Equal("", await Links());
        await Host.Shell("! test -e /var/lib/bridge-shadow");
    }

    [Fact]
    public async Task Disable_keeps_what_was_edited_after_enable()
    {
        (await BridgeShadow("enable", "eth0")).ShouldSucceed();
        await Host.Shell($"echo '# mine' >>{File}");

        (await BridgeShadow("disable", "eth0")).ShouldSucceed();

        Assert.Equal("# the cards\nINTERFACES=\"\"\n# mine\n", Host.Read(File));
    }

    [Fact]
    public async Task Disable_deletes_a_file_that_enable_has_made()
    {
        await Host.Shell($"rm {File}");
        (await BridgeShadow("enable", "eth0")).ShouldSucceed();

        (await BridgeShadow("disable")).ShouldSucceed();

        await Host.Shell($"! test -e {File}");
    }

    [Fact]
    public async Task A_card_that_comes_back_without_its_network_is_refused()
    {
        await Host.Shell("echo lo=lo > /run/network/ifstate; ip address add 192.0.2.7/24 dev eth0");

        (await BridgeShadow("enable", "eth0")).ShouldFail("or the host comes back without its network");
        Assert.Equal(Before, Host.Read(File));
        Assert.Equal("", await Links());

        (await BridgeShadow("enable", "eth0", "--force")).ShouldSucceed();
        Assert.NotEqual("", await Links());
    }

    [Fact]
    public async Task A_card_without_addresses_needs_nobody_who_configures_it()
    {
        await Host.Shell("echo lo=lo > /run/network/ifstate; ip address flush dev eth0");

        (await BridgeShadow("enable", "eth0")).ShouldSucceed();
    }

    [Fact]
    public async Task A_start_at_boot_refuses_a_strange_ifup_unit_before_it_waits()
    {
        // What ifquery of ifupdown prints for "allow-hotplug lost7".
        await Host.Shell(
            """
            mkdir -p /run/systemd/system /run/etc/systemd/system
            touch /run/etc/systemd/system/ifup@lost7.service
            mkdir -m 755 /run/programs
            printf '#!/bin/sh\necho lost7\n' > /run/programs/ifquery
            chmod 755 /run/programs/ifquery
            """
        );

        var started = Environment.TickCount64;
        var path = new Dictionary<string, string> { ["PATH"] = "/run/programs:/usr/sbin:/usr/bin:/sbin:/bin" };
        var result = await Host.Start(Programs.BridgeShadow, ["--boot", "start", "lost7"], path).Ended;

        result.ShouldFail("/etc/systemd/system/ifup@lost7.service");
        Assert.InRange(Environment.TickCount64 - started, 0, 5000);
    }

    [Theory]
    [InlineData("there is no link eth7", "enable", "eth7")]
    [InlineData("name the card", "enable")]
    [InlineData("nothing is enabled", "disable")]
    [InlineData("eth0 is not enabled", "disable", "eth0")]
    [InlineData("--config means nothing to enable", "enable", "eth0", "--config=/run/mine")]
    public async Task What_cannot_be_enabled_or_disabled_is_refused(string reason, params string[] words)
    {
        (await BridgeShadow(words)).ShouldFail(reason);

        Assert.Equal(Before, Host.Read(File));
        Assert.Equal("", await Links());
    }

    [Fact]
    public async Task A_card_that_never_comes_keeps_no_other_from_its_start()
    {
        var result = await BridgeShadow("--boot", "start", "lost7", "eth0");

        result.ShouldFail("lost7: there was no card of that name");
        await ShouldBeShadowed();
    }

    /// <summary>What has init start it.</summary>
    private Task<string> Links() => Host.Shell("ls -d /etc/rc?.d/S*bridge-shadow 2>/dev/null || :");
}
