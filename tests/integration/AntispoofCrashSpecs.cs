using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>Guests whose vif vanishes without offline leave nothing to those that come after them.</summary>
public sealed class AntispoofCrashSpecs : AntispoofSpecs
{
    [Fact]
    public async Task A_vif_of_the_same_name_inherits_nothing_when_it_is_not_guarded()
    {
        await GivenACrash();

        var port = await Plug("vif1.0");
        await Online("no");

        ShouldBeOpen(port);
        Assert.Equal(0, await Elements());
    }

    [Fact]
    public async Task A_vif_of_the_same_name_is_guarded_by_its_own_keys_alone()
    {
        await GivenACrash("192.0.2.7,2001:db8::7");

        var port = await GivenAVif();
        await Online("yes");

        ShouldBeGuarded(port);
        ShouldBeStopped(port, [Inet.UdpFrame("192.0.2.7"), Inet6.UdpFrame("2001:db8::7")]);
    }

    [Fact]
    public async Task A_vif_without_ip_gives_its_successor_no_right_to_any_address()
    {
        await GivenACrash(ip: null);

        var port = await GivenAVif();
        await Online("yes");

        ShouldBeGuarded(port);
    }

    [Theory]
    [InlineData("vif1.0")]
    [InlineData("vif3.0")]
    public async Task A_vif_with_the_index_of_the_one_that_is_gone_inherits_nothing(string name)
    {
        var index = await GivenACrash(ip: null);
        WriteBackend("eth0", domain: 3);
        Variables["vif"] = name;

        var port = await Plug(name, index);
        Assert.Equal(index, (await Host.Link(name)).Index);
        await Online("no", name);

        ShouldBeOpen(port);
    }

    [Fact]
    public async Task A_guarded_vif_with_the_index_of_the_one_that_is_gone_has_its_own_rights_alone()
    {
        var index = await GivenACrash(ip: null);
        Variables["vif"] = "vif3.0";
        GivenKeys(Party.Ip);

        var port = await Plug("vif3.0", index);
        await Online("yes", "vif3.0");

        ShouldBeGuarded(port);
    }

    [Theory]
    [InlineData("online", "vif2.0")]
    [InlineData("offline", "vif2.0")]
    [InlineData("offline", "vif9.0")]
    public async Task What_a_crashed_guest_left_is_cleared_by_an_event_of_any_vif(string action, string vif)
    {
        await GivenACrash();
        WriteBackend("eth0", domain: 2);
        Variables["vif"] = vif;
        Variables["XENBUS_PATH"] = "backend/vif/2/0";

        (await VifBridge(action, "type_if=vif")).ShouldSucceedQuietly();

        Assert.Equal(0, await Elements());
    }

    [Fact]
    public async Task A_crash_leaves_the_guard_of_others_alone()
    {
        var tap = await GivenATap();
        await Add("yes");
        await GivenACrash();

        (await Offline()).ShouldSucceedQuietly();

        ShouldBeGuarded(tap);
    }

    [Fact]
    public async Task Twenty_crashed_guests_leave_no_more_behind_than_one()
    {
        GivenKeys(Party.Ip);
        var left = new List<int>();
        for (var round = 0; round < 20; round++)
        {
            await Host.AddTap($"vif{round + 10}.0");
            Variables["vif"] = $"vif{round + 10}.0";
            (await Online(["antispoof=yes"])).ShouldSucceedQuietly();
            await Host.Ip($"link delete dev vif{round + 10}.0");
            left.Add(await Elements());
        }

        Assert.Single(left.Distinct());
    }

    /// <summary>A guarded guest is gone, with its vif, and nobody was told. Gives the index that the vif had.</summary>
    private async Task<int> GivenACrash(string? ip = Party.Ip)
    {
        await GivenAVif(ip);
        await Online("yes");
        var index = (await Host.Link("vif1.0")).Index;
        await Host.Ip("link delete dev vif1.0");
        Assert.NotEqual(0, await Elements());
        return index;
    }
}
