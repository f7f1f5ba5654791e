using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>A dry run prints what a shell and nft carry out.</summary>
public sealed class AntispoofDryRunSpecs : AntispoofSpecs
{
    [Theory]
    [InlineData(Party.Ip, null)]
    [InlineData(null, null)]
    [InlineData(Party.Ip, "web")]
    [InlineData("0.0.0.0/0 ::/0", null)]
    public async Task What_a_dry_online_prints_makes_the_guard_that_online_makes(string? ip, string? name)
    {
        var port = await GivenAVif(ip);
        if (name is not null)
            Store.Write($"{Backend}/vifname", name);
        var commands = (await Online(["antispoof=yes", "--dry-run"])).ShouldSucceed().Output;
        Assert.Equal("", await Host.Shell("nft list tables"));

        await Host.Shell(commands);
        await Host.PortForwards(name ?? "vif1.0");

        if (ip == Party.Ip)
            ShouldBeGuarded(port);
        var typed = await Host.Shell("nft list ruleset");
        await Host.Shell($"nft delete table bridge {Table}");
        (await Online(["antispoof=yes"])).ShouldSucceedQuietly();
        Assert.Equal(await Host.Shell("nft list ruleset"), typed);
    }

    [Fact]
    public async Task A_dry_online_prints_no_nft_when_its_commands_were_typed_before()
    {
        await GivenAVif();
        await Host.Shell((await Online(["antispoof=yes", "--dry-run"])).ShouldSucceed().Output);

        var again = (await Online(["antispoof=yes", "--dry-run"])).ShouldSucceed().Output;

        Assert.DoesNotContain("nft", again, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_dry_offline_prints_takes_the_guard_away()
    {
        await GivenAVif();
        await Online("yes");
        var before = await Host.Shell("nft list ruleset");

        var commands = (await Offline(["--dry-run"])).ShouldSucceed().Output;
        Assert.Equal(before, await Host.Shell("nft list ruleset"));
        await Host.Shell(commands);

        Assert.Equal(0, await Elements());
    }

    [Fact]
    public async Task What_a_dry_online_with_other_keys_prints_replaces_the_guard()
    {
        var port = await GivenAVif("192.0.2.7 203.0.113.0/24 2001:db8:7::/64");
        await Online("yes");
        GivenKeys(Party.Ip);

        await Host.Shell((await Online(["antispoof=yes", "--dry-run"])).ShouldSucceed().Output);

        ShouldBeGuarded(port);
    }

    [Fact]
    public async Task What_a_dry_add_prints_guards_the_tap()
    {
        var port = await GivenATap();

        await Host.Shell((await Add(["antispoof=yes", "--dry-run"])).ShouldSucceed().Output);

        ShouldBeGuarded(port);
    }

    [Fact]
    public async Task What_a_dry_start_prints_sets_the_hosts_default()
    {
        await Network("start", "antispoof=yes");
        Assert.Contains(
            "\"yes\"",
            await Host.Shell($"nft list set bridge {Table} host_switch"),
            StringComparison.Ordinal
        );
        await Network("start", "antispoof=no");
        Assert.Equal(0, await Elements());
        Host.Write("/etc/xen/xen-hotplug.conf", "antispoof=yes\n");
        await Network("start", "antispoof=no");
        Assert.Contains(
            "\"no\"",
            await Host.Shell($"nft list set bridge {Table} host_switch"),
            StringComparison.Ordinal
        );
        await Network("stop");

        Assert.DoesNotContain(Table, await Host.Shell("nft list tables"), StringComparison.Ordinal);
    }

    private async Task Network(params string[] words)
    {
        var result = await Host.Run(Programs.NetworkBridgeAdditional, [.. words, "bridge=eth0", "--dry-run"]);
        await Host.Shell(result.ShouldSucceed().Output);
    }
}
