using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>The guard comes with online and add, goes with offline and remove, and is never inherited.</summary>
public sealed class AntispoofEventSpecs : AntispoofSpecs
{
    [Fact]
    public async Task A_vif_is_guarded_again_after_offline_and_online()
    {
        var port = await GivenAVif();
        await Online("yes");
        (await Offline()).ShouldSucceedQuietly();
        Assert.Equal(0, await Elements());

        await Online("yes");

        ShouldBeGuarded(port);
    }

    [Fact]
    public async Task A_tap_is_guarded_again_after_remove_and_add()
    {
        var port = await GivenATap();
        await Add("yes");
        (await Remove()).ShouldSucceedQuietly();
        Assert.Equal(0, await Elements());

        await Add("yes");

        ShouldBeGuarded(port);
    }

    [Fact]
    public async Task The_vif_and_the_tap_of_one_guest_are_both_guarded()
    {
        var vif = await GivenAVif();
        var tap = await GivenATap();

        await Online("yes");
        await Add("yes");
        ShouldBeGuarded(vif);
        ShouldBeGuarded(tap);

        (await Offline()).ShouldSucceedQuietly();
        ShouldBeGuarded(tap);
        (await Remove()).ShouldSucceedQuietly();
        Assert.Equal(0, await Elements());
    }

    [Fact]
    public async Task Online_without_a_guard_opens_a_vif_that_went_offline_guarded()
    {
        var port = await GivenAVif();
        await Online("yes");
        (await Offline()).ShouldSucceedQuietly();

        await Online("no");

        await ShouldBeOpen(port);
    }

    [Fact]
    public async Task Online_with_antispoof_no_opens_a_vif_that_was_guarded()
    {
        var port = await GivenAVif();
        await Online("yes");

        await Online("no");

        await ShouldBeOpen(port);
        Assert.Equal(0, await Elements());
    }

    [Fact]
    public async Task Online_guards_a_vif_that_was_open()
    {
        var port = await GivenAVif();
        await Online("no");

        await Online("yes");

        ShouldBeGuarded(port);
    }

    [Fact]
    public async Task Online_twice_guards_as_once()
    {
        var port = await GivenAVif();
        await Online("yes");
        var once = await Elements();

        await Online("yes");

        Assert.Equal(once, await Elements());
        ShouldBeGuarded(port);
    }

    [Fact]
    public async Task A_vif_and_a_tap_are_guarded_under_names_of_their_own()
    {
        var vif = await GivenAVif();
        var tap = await GivenATap();
        Store.Write($"{Backend}/vifname", "web");

        await Online("yes", "web");
        await Add("yes", "web-emu");

        ShouldBeGuarded(vif);
        ShouldBeGuarded(tap);
        (await Offline()).ShouldSucceedQuietly();
        (await Remove()).ShouldSucceedQuietly();
        Assert.Equal(0, await Elements());
    }

    [Fact]
    public async Task Online_with_another_ip_lets_only_the_new_addresses_pass()
    {
        var port = await GivenAVif("192.0.2.5,2001:db8::5,198.51.100.0/24");
        await Online("yes");

        Store.Write($"{Backend}/ip", "192.0.2.7,2001:db8::7,203.0.113.0/24");
        await Online("yes");

        ShouldPass(port, From("192.0.2.7", "2001:db8::7", "203.0.113.1", Party.Own.LinkLocal));
        ShouldBeStopped(port, From("192.0.2.5", "2001:db8::5", "198.51.100.1"));
    }

    [Fact]
    public async Task Add_with_another_mac_lets_only_the_new_one_pass()
    {
        var port = await GivenATap();
        await Add("yes");

        Store.Write($"{Backend}/mac", Party.Neighbour.Mac);
        await Add("yes");

        // The tap has no carrier to wait for.
        var frame = Inet.UdpFrame(Party.Own.Inet);
        var marker = Marker(Party.Neighbour.Mac);
        port.Send(frame);
        port.Send(frame.From(Party.Neighbour.Mac));
        port.Send(marker);
        var seen = Uplink.ReceiveUntil(marker);
        Assert.False(Uplink.IsAmong(seen, frame));
        Assert.True(Uplink.IsAmong(seen, frame.From(Party.Neighbour.Mac)));
    }

    [Fact]
    public async Task Online_after_the_key_ip_was_removed_lets_every_address_pass()
    {
        var port = await GivenAVif();
        await Online("yes");

        GivenKeys(null);
        await Online("yes");

        ShouldBeGuarded(port, withIp: false);
    }

    [Theory]
    [InlineData("2001:db8::9 203.0.113.0/24")]
    [InlineData(null)]
    public async Task An_ip_that_changes_between_online_and_offline_leaves_nothing_behind(string? ip)
    {
        await GivenAVif();
        await Online("yes");
        GivenKeys(ip);

        (await Offline()).ShouldSucceedQuietly();

        Assert.Equal(0, await Elements());
    }

    [Fact]
    public async Task Offline_takes_the_guard_away_when_the_backend_directory_is_gone()
    {
        await GivenAVif();
        await Online("yes");
        Store.Remove(Backend);

        (await Offline()).ShouldSucceedQuietly();

        Assert.Equal(0, await Elements());
    }

    [Fact]
    public async Task Offline_of_another_vif_leaves_the_guard_as_it_is()
    {
        var port = await GivenAVif();
        await Online("yes");
        WriteBackend("eth0", domain: 2);
        Variables["vif"] = "vif2.1";

        (await Offline()).ShouldSucceedQuietly();

        ShouldBeGuarded(port);
    }

    private static IEnumerable<byte[]> From(params string[] addresses) =>
        addresses.Select(address =>
            address.Contains(':', StringComparison.Ordinal) ? Inet6.UdpFrame(address) : Inet.UdpFrame(address)
        );
}
