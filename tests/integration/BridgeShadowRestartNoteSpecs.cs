using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>What stop --force notes of ports is given back to those that are still there, and then forgotten.</summary>
public sealed class BridgeShadowRestartNoteSpecs : ShadowedGuestsSpecs
{
    private const string Record = "/run/bridge-shadow/eth0:bridge";

    [Fact]
    public async Task A_port_that_was_taken_down_meanwhile_stays_off()
    {
        await GivenGuests();
        (await Stop("--force")).ShouldSucceed();
        await Host.Ip("link set dev vif1.0 down");

        (await Start()).ShouldSucceed();

        Assert.Equal(["seth0", "vif2.0"], await Host.Ports("eth0"));
        Assert.False((await Host.Link("vif1.0")).IsUp);
    }

    [Fact]
    public async Task A_port_that_was_put_elsewhere_meanwhile_stays_there()
    {
        await GivenGuests();
        (await Stop("--force")).ShouldSucceed();
        await Host.AddBridge("lan");
        await Host.Ip("link set dev vif1.0 master lan");

        (await Start()).ShouldSucceed();

        Assert.Equal("lan", (await Host.Link("vif1.0")).Bridge);
        Assert.Equal(["seth0", "vif2.0"], await Host.Ports("eth0"));
    }

    [Fact]
    public async Task A_port_that_is_gone_meanwhile_is_passed_over_even_if_its_name_is_not()
    {
        await GivenGuests();
        await Host.Shell("bridge fdb add 02:00:00:00:01:01 dev vif1.0 master static");
        (await Stop("--force")).ShouldSucceed();
        await Host.Shell("ip link delete dev vif1.0; ip tuntap add dev vif1.0 mode tap; ip link set dev vif1.0 up");

        (await Start()).ShouldSucceed();

        Assert.Equal(["seth0", "vif2.0"], await Host.Ports("eth0"));
    }

    [Fact]
    public async Task A_dry_run_says_which_ports_come_back_and_changes_nothing()
    {
        await GivenGuests();
        (await Stop("--force")).ShouldSucceed();
        var (links, record) = (await Host.Links(), Host.Read(Record));

        var result = (await Start("--dry-run")).ShouldSucceed();

        Assert.Contains("# put vif1.0 back on eth0, with what it had there\n", result.Output, StringComparison.Ordinal);
        Assert.Equal(links, await Host.Links());
        Assert.Equal(record, Host.Read(Record));
    }

    [Fact]
    public async Task The_note_is_roots_alone_and_goes_when_all_is_given_back()
    {
        await GivenGuests();
        await Host.Shell($"umask 0; exec {Programs.BridgeShadow} stop eth0 --force");

        Assert.Equal("-rw-------", (await Host.Shell($"stat -c %A {Record}")).Trim());
        (await Start()).ShouldSucceed();

        Assert.Equal("", (await Host.Shell("ls -A /run/bridge-shadow")).Trim());
    }

    [Fact]
    public async Task A_start_that_fails_leaves_the_note_to_the_next_one()
    {
        await GivenGuests();
        await Host.Shell("ip link set dev vif1.0 type bridge_slave isolated on");
        var before = await Port("vif1.0");
        (await Stop("--force")).ShouldSucceed();
        await Host.Shell("ip link add name busy type bridge; ip link set dev eth0 master busy");
        (await Start()).ShouldFail("eth0");
        await Host.Ip("link delete dev busy");

        (await Start()).ShouldSucceed();

        Assert.Equal(before, await Port("vif1.0"));
    }

    [Fact]
    public async Task A_note_that_is_cut_short_is_none()
    {
        await GivenGuests();
        (await Stop("--force")).ShouldSucceed();
        await Host.Shell($"head -c 100 {Record} > /run/cut; cp /run/cut {Record}");

        (await Start()).ShouldSucceed();

        Assert.Equal(["seth0"], await Host.Ports("eth0"));
    }

    [Fact]
    public async Task A_stop_that_is_undone_gives_the_ports_back_what_they_had()
    {
        await GivenGuests();
        await Host.Shell("ip link set dev vif1.0 type bridge_slave isolated on learning off");
        var (before, other) = (await Port("vif1.0"), await Port("vif2.0"));

        // The journal cannot be written.
        await Host.Shell("mkdir -p /run/bridge-shadow/eth0.new/full");

        (await Stop("--force")).ShouldFail("eth0");

        Assert.Equal(["seth0", "vif1.0", "vif2.0"], await Host.Ports("eth0"));
        Assert.Equal(before, await Port("vif1.0"));
        Assert.Equal(other, await Port("vif2.0"));
        Assert.False(Host.Has(Record));
    }
}
