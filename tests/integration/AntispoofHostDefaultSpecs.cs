using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>Where antispoofing is switched on and off.</summary>
public sealed class AntispoofHostDefaultSpecs : AntispoofSpecs
{
    private readonly byte[] _forged = Inet.UdpFrame(Party.Neighbour.Inet);

    /// <summary>From the weakest to the strongest: the file, the host's default, the environment, the word.</summary>
    [Theory]
    [InlineData(null, null, null, null, false)]
    [InlineData("yes", null, null, null, true)]
    [InlineData("no", "yes", null, null, true)]
    [InlineData("yes", "no", null, null, false)]
    [InlineData(null, "yes", "no", null, false)]
    [InlineData("yes", null, "no", null, false)]
    [InlineData(null, "no", "yes", null, true)]
    [InlineData(null, "yes", "yes", "no", false)]
    [InlineData("no", "no", "no", "yes", true)]
    public async Task The_strongest_setting_decides_whether_a_port_is_guarded(
        string? file,
        string? host,
        string? environment,
        string? word,
        bool guarded
    )
    {
        if (file is not null)
            Host.Write("/etc/xen/xen-hotplug.conf", $"antispoof={file}\n");
        if (host is not null)
            await Network("start", $"antispoof={host}");
        if (environment is not null)
            Variables["antispoof"] = environment;
        var port = await GivenAVif();

        (await Online(word is null ? [] : [$"antispoof={word}"])).ShouldSucceedQuietly();
        await Host.PortForwards("vif1.0");

        Check(port, guarded);
    }

    [Fact]
    public async Task Start_without_the_word_antispoof_leaves_the_hosts_default()
    {
        await Network("start", "antispoof=yes");
        await Network("start");
        var port = await GivenAVif();

        (await Online()).ShouldSucceedQuietly();
        await Host.PortForwards("vif1.0");

        Check(port, guarded: true);
    }

    [Fact]
    public async Task Stop_takes_the_table_away_once_no_port_is_guarded()
    {
        await Network("start", "antispoof=yes");
        await GivenAVif();
        (await Online()).ShouldSucceedQuietly();

        await Network("stop");
        Assert.Contains("xen-antispoof", await Host.Shell("nft list tables"), StringComparison.Ordinal);
        (await Offline()).ShouldSucceedQuietly();
        await Network("stop");

        Assert.DoesNotContain("xen-antispoof", await Host.Shell("nft list tables"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stop", null)]
    [InlineData("start", "antispoof=no")]
    public async Task Only_later_ports_are_open_once_the_hosts_default_is_taken_back(string command, string? word)
    {
        await Network("start", "antispoof=yes");
        var (vif, tap) = (await GivenAVif(), await GivenATap());
        (await Online()).ShouldSucceedQuietly();
        await Host.PortForwards("vif1.0");

        await Network(command, word is null ? [] : [word]);
        (await Add()).ShouldSucceedQuietly();

        Check(vif, guarded: true);
        Check(tap, guarded: false);
    }

    [Fact]
    public async Task A_tap_is_guarded_by_the_hosts_default()
    {
        await Network("start", "antispoof=yes");
        var tap = await GivenATap();

        (await Add()).ShouldSucceedQuietly();

        Check(tap, guarded: true);
    }

    [Fact]
    public async Task A_vif_that_is_online_stays_open_when_the_hosts_default_becomes_yes()
    {
        var vif = await GivenAVif();
        await Online("no");

        await Network("start", "antispoof=yes");

        Check(vif, guarded: false);
    }

    [Fact]
    public async Task Dom0s_own_port_is_never_guarded()
    {
        var wire = await Plug("vif0.0");

        await Network("start", "antispoof=yes");
        await Host.PortForwards("vif0.0");

        await ShouldBeOpen(wire);
    }

    [Fact]
    public async Task A_word_that_is_neither_yes_nor_no_is_an_error_that_changes_nothing()
    {
        await GivenAVif();
        var before = await Host.Links();

        (await Online(["antispoof=maybe"])).ShouldFail("antispoof", "maybe");

        Assert.Equal(before, await Host.Links());
        Assert.Equal("error", Status);
    }

    [Fact]
    public async Task A_vif_cannot_be_guarded_without_the_key_mac()
    {
        await GivenAVif();
        Store.Remove($"{Backend}/mac");
        var before = await Host.Links();

        var result = (await Online(["antispoof=yes"])).ShouldFail("mac");

        Assert.Equal(before, await Host.Links());
        Assert.Equal("error", Status);
        Assert.Contains(HotplugError!, result.Error, StringComparison.Ordinal);
        Assert.Equal("", await Host.Shell("nft list tables"));
    }

    [Fact]
    public async Task A_tap_cannot_be_guarded_without_the_key_mac()
    {
        await GivenATap();
        Store.Remove($"{Backend}/mac");

        (await Add(["antispoof=yes"])).ShouldFail("mac");

        Assert.Equal("error", Status);
        Assert.Null((await Host.Link("vif1.0-emu")).Bridge);
    }

    [Fact]
    public async Task An_open_vif_comes_online_without_the_key_mac()
    {
        var vif = await GivenAVif();
        Store.Remove($"{Backend}/mac");

        await Online("no");

        Check(vif, guarded: false);
    }

    [Theory]
    [InlineData("ip", "192.0.2.5; flush ruleset")]
    [InlineData("ip", "192.0.2.5 }")]
    [InlineData("ip", "192.0.2.300")]
    [InlineData("ip", "192.0.2.0/33")]
    [InlineData("ip", "2001:db8::/129")]
    [InlineData("ip", "192.0.2.5-192.0.2.9")]
    [InlineData("ip", "guest.example.org")]
    [InlineData("mac", "00:16:3e:12:34")]
    [InlineData("mac", "00:16:3e:12:34:56 }")]
    [InlineData("mac", "01:16:3e:12:34:56")]
    [InlineData("mac", "00:00:00:00:00:00")]
    [InlineData("mac", "ff:ff:ff:ff:ff:ff")]
    [InlineData("mac", "")]
    public async Task A_key_that_does_not_parse_is_an_error_that_changes_nothing(string key, string value)
    {
        await GivenAVif();
        Store.Write($"{Backend}/{key}", value);
        var before = await Host.Links();

        (await Online(["antispoof=yes"])).ShouldFail(key);

        Assert.Equal(before, await Host.Links());
        Assert.Equal("error", Status);
        Assert.Equal("", await Host.Shell("nft list tables"));
    }

    [Fact]
    public async Task The_words_mac_and_ip_stand_for_the_keys_in_a_call_by_hand()
    {
        var vif = await GivenAVif();
        Variables.Clear();

        (
            await VifBridge(
                "online",
                "vif=vif1.0",
                "bridge=eth0",
                "antispoof=yes",
                $"mac={Party.Own.Mac}",
                $"ip={Party.Ip}"
            )
        ).ShouldSucceedQuietly();
        await Host.PortForwards("vif1.0");

        Assert.Equal(0, Store.ConnectionCount);
        ShouldBeGuarded(vif);
    }

    [Fact]
    public async Task A_guard_by_hand_needs_the_word_mac()
    {
        await GivenAVif();
        Variables.Clear();

        (await VifBridge("online", "vif=vif1.0", "bridge=eth0", "antispoof=yes")).ShouldFail("mac");

        Assert.Null((await Host.Link("vif1.0")).Bridge);
    }

    private void Check(Wire port, bool guarded)
    {
        if (guarded)
            ShouldBeStopped(port, _forged);
        else
            ShouldPass(port, _forged);
    }

    private async Task Network(string command, params string[] words) =>
        (await Host.Run(Programs.NetworkBridgeAdditional, [command, "bridge=eth0", .. words])).ShouldSucceed();
}
