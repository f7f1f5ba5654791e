using System.Text.Json;
using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>The host's default, the status and dry runs with firewall=iptables.</summary>
public sealed class IptablesHostDefaultSpecs : IptablesSpecs
{
    private static readonly byte[] s_own = Inet.UdpFrame(Party.Own.Inet);
    private static readonly byte[] s_forged = Inet.UdpFrame(Party.Neighbour.Inet);

    [Fact]
    public async Task The_hosts_default_is_set_by_start_and_taken_back_by_stop()
    {
        var before = await Saved();
        (await Network("start", "antispoof=yes", "firewall=iptables")).ShouldSucceed();
        Assert.NotEqual(before, await Saved());
        var vif = await GivenAVif();
        (await Online([])).ShouldSucceedQuietly();
        await Host.PortForwards("vif1.0");

        (await Network("stop", "firewall=iptables")).ShouldSucceed();
        var tap = await GivenATap();
        (await Add([])).ShouldSucceedQuietly();
        await Host.PortForwards("vif1.0-emu");

        ShouldPass(vif, s_own);
        ShouldBeStopped(vif, s_forged);
        ShouldPass(tap, s_forged);
        (await Offline()).ShouldSucceedQuietly();
        (await Remove()).ShouldSucceedQuietly();
        Assert.Equal(before, await Saved());
    }

    [Fact]
    public async Task Stop_clears_what_a_crashed_guest_left()
    {
        var before = await Saved();
        await GivenOnline();
        await Host.Ip("link delete dev vif1.0");

        (await Network("stop")).ShouldSucceed();

        Assert.Equal(before, await Saved());
    }

    /// <summary>From the weakest to the strongest: the file, the host's default, the environment, the word.</summary>
    [Theory]
    [InlineData("no", "yes", null, null, true)]
    [InlineData("yes", "no", null, null, false)]
    [InlineData(null, "yes", "no", null, false)]
    [InlineData("no", "no", "yes", null, true)]
    [InlineData(null, "yes", "yes", "no", false)]
    public async Task The_strongest_setting_decides_whether_a_port_is_guarded(
        string? file,
        string host,
        string? environment,
        string? word,
        bool guarded
    )
    {
        if (file is not null)
            Host.Write("/etc/xen/xen-hotplug.conf", $"antispoof={file}\n");
        (await Network("start", $"antispoof={host}")).ShouldSucceed();
        if (environment is not null)
            Variables["antispoof"] = environment;
        var port = await GivenAVif();

        (await Online(word is null ? [] : [$"antispoof={word}"])).ShouldSucceedQuietly();
        await Host.PortForwards("vif1.0");

        ShouldPass(port, s_own);
        if (guarded)
            ShouldBeStopped(port, s_forged);
        else
            ShouldPass(port, s_forged);
    }

    [Fact]
    public async Task Start_twice_sets_the_hosts_default_once_and_no_takes_it_back()
    {
        var before = await Saved();
        (await Network("start", "antispoof=yes")).ShouldSucceed();
        var once = await Saved();

        (await Network("start", "antispoof=yes")).ShouldSucceed();
        Assert.Equal(once, await Saved());
        (await Network("start", "antispoof=no")).ShouldSucceed();

        Assert.Equal(before, await Saved());
    }

    [Fact]
    public async Task Status_shows_the_hosts_default_and_what_guarded_ports_may_send_from()
    {
        (await Network("start", "antispoof=yes")).ShouldSucceed();
        await GivenOnline();

        var text = (await Network("status")).ShouldSucceed().Output;
        using var json = JsonDocument.Parse((await Network("status", "--json")).ShouldSucceed().Output);

        var line = Assert.Single(text.Split('\n'), line => line.Contains("port vif1.0 ", StringComparison.Ordinal));
        foreach (var address in (string[])["192.0.2.5", "198.51.100.64/26", "2001:db8::5", "2001:db8:1::/64"])
            Assert.Contains(address, line, StringComparison.Ordinal);
        Assert.Contains("antispoofing of ports to come: yes\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain(
            text.Split('\n'),
            open => open.Contains("port vif2.0 ", StringComparison.Ordinal) && open.Contains("guarded")
        );
        Assert.Equal("yes", json.RootElement.GetProperty("antispoof").GetString());
    }

    [Theory]
    [InlineData(null, "any")]
    [InlineData("0.0.0.0/0 2001:db8::5", "0.0.0.0/0")]
    public async Task Status_says_when_a_guarded_port_may_send_from_any_address(string? ip, string said)
    {
        await GivenOnline(ip: ip);

        var text = (await Network("status")).ShouldSucceed().Output;

        var line = Assert.Single(text.Split('\n'), line => line.Contains("port vif1.0 ", StringComparison.Ordinal));
        Assert.Contains(said, line[line.IndexOf("guarded", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_dry_online_prints_guards_as_online_does()
    {
        var port = await GivenAVif();
        var before = (await Host.Links(), await Saved());

        var script = (await Online(["antispoof=yes", "--dry-run"])).ShouldSucceed().Output;
        Assert.Equal(before.Item1, await Host.Links());
        Assert.Equal(before.Item2, await Saved());

        await Iptables(script);
        await Host.PortForwards("vif1.0");
        ShouldPass(port, s_own, Inet6.UdpFrame(Party.Own.Inet6));
        ShouldBeStopped(port, s_forged, Inet6.UdpFrame(Party.Neighbour.Inet6));
        (await Offline()).ShouldSucceedQuietly();
        Assert.Equal(before.Item2, await Saved());
    }
}
