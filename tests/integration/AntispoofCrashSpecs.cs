using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>Guests whose vif vanishes without offline leave nothing to those that come after them.</summary>
public sealed class AntispoofCrashSpecs : AntispoofSpecs
{
    [Fact]
    public async Task An_open_vif_named_as_a_crashed_one_inherits_nothing()
    {
        await GivenACrash();

        var port = await Plug("vif1.0");
        await Online("no");

        await ShouldBeOpen(port);
        Assert.Equal(0, await Elements());
    }

    [Fact]
    public async Task A_vif_named_as_a_crashed_one_is_guarded_by_its_own_keys_alone()
    {
        await GivenACrash("192.0.2.7,2001:db8::7");

        var port = await GivenAVif();
        await Online("yes");

        ShouldBeGuarded(port);
        ShouldBeStopped(port, [Inet.UdpFrame("192.0.2.7"), Inet6.UdpFrame("2001:db8::7")]);
    }

    [Fact]
    public async Task A_crashed_vif_without_ip_gives_its_successor_no_right_to_any_address()
    {
        await GivenACrash(ip: null);

        var port = await GivenAVif();
        await Online("yes");

        ShouldBeGuarded(port);
    }

    [Theory]
    [InlineData("vif1.0")]
    [InlineData("vif3.0")]
    public async Task An_open_vif_with_the_index_of_a_crashed_one_inherits_nothing(string name)
    {
        var index = await GivenACrash(ip: null);
        WriteBackend("eth0", domain: 3);
        Variables["vif"] = name;

        var port = await Plug(name, index);
        Assert.Equal(index, (await Host.Link(name)).Index);
        await Online("no", name);

        await ShouldBeOpen(port);
    }

    [Fact]
    public async Task A_vif_with_the_index_of_a_crashed_one_is_guarded_by_its_own_keys()
    {
        var index = await GivenACrash(ip: null);
        Variables["vif"] = "vif3.0";
        GivenKeys(Party.Ip);

        var port = await Plug("vif3.0", index);
        await Online("yes", "vif3.0");

        ShouldBeGuarded(port);
    }

    [Fact]
    public async Task One_of_the_next_17_arrivals_clears_what_a_crashed_guest_left()
    {
        await GivenACrash();

        Assert.Single(await ElementsThatArrivalsClear(), cleared => cleared > 0);

        Assert.Equal(0, await Elements());
    }

    [Fact]
    public async Task An_arrival_clears_at_most_64_leftovers()
    {
        await GivenAVif();
        await Online("yes");
        var records = Enumerable.Range(1, 200).Select(number => $"\"gone{number}\" : {1_000_000 + number}");
        await Host.Shell($"nft 'add element bridge {Table} records {{ {string.Join(", ", records)} }}'");

        var cleared = await ElementsThatArrivalsClear();

        Assert.Equal([64], cleared.Where(count => count > 0));
    }

    [Fact]
    public async Task Stop_clears_all_that_crashed_guests_left_and_the_table()
    {
        await GivenACrash();

        (await Host.Run(Programs.NetworkBridgeAdditional, "stop", "bridge=eth0")).ShouldSucceed();

        Assert.DoesNotContain(Table, await Host.Shell("nft list tables"), StringComparison.Ordinal);
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
    public async Task However_many_guests_crash_never_more_than_17_leave_something()
    {
        GivenKeys(Party.Ip);
        var left = new List<int>();
        for (var round = 0; round < 50; round++)
        {
            await Arrive($"vif{round + 10}.0", "yes");
            await Host.Ip($"link delete dev vif{round + 10}.0");
            left.Add(await Elements());
        }

        Assert.InRange(left.Max(), left[0], 17 * left[0]);
    }

    /// <summary>Brings 17 ports online, one after the other, without a guard. Gives how much each of them cleared.</summary>
    private async Task<IReadOnlyList<int>> ElementsThatArrivalsClear()
    {
        var cleared = new List<int>();
        var before = await Elements();
        for (var number = 0; number < 17; number++)
        {
            await Arrive($"vif{number + 10}.0", "no");
            var after = await Elements();
            cleared.Add(before - after);
            before = after;
        }
        return cleared;
    }

    private async Task Arrive(string vif, string antispoof)
    {
        await Host.AddTap(vif);
        Variables["vif"] = vif;
        (await Online([$"antispoof={antispoof}"])).ShouldSucceedQuietly();
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
