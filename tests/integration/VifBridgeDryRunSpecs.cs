using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

public sealed class VifBridgeDryRunSpecs : VifBridgeSpecs
{
    [Fact]
    public async Task A_dry_online_prints_the_commands_in_their_order()
    {
        await GivenAGuest();

        var result = (await Online("--dry-run")).ShouldSucceed();

        Assert.Equal("", result.Error);
        Assert.Equal(
            """
            ip link set dev vif1.0 address fe:ff:ff:ff:ff:ff
            ip link set dev vif1.0 addrgenmode none
            ip link set dev vif1.0 master eth0
            ip link set dev vif1.0 up
            xenstore-write backend/vif/1/0/hotplug-status connected /local/domain/1/device/vif/0/mtu 1500

            """,
            result.Output
        );
    }

    [Theory]
    [InlineData("online", "vif", "vif1.0")]
    [InlineData("offline", "vif", "vif1.0")]
    [InlineData("add", "tap", "vif1.0-emu")]
    [InlineData("remove", "tap", "vif1.0-emu")]
    public async Task A_dry_run_changes_nothing_and_starts_no_hook(string action, string type, string device)
    {
        await GivenAnHvmGuest();
        Host.AddHook("10-tell.hook", "touch /run/told");
        if (action is "offline" or "remove")
            await Host.AddPort("eth0", device);
        var (links, store) = (await Host.Links(), Store.Snapshot());

        var result = (await VifBridge(action, $"type_if={type}", "--dry-run")).ShouldSucceed();

        Assert.Contains($" dev {device} ", result.Output, StringComparison.Ordinal);
        Assert.Equal(links, await Host.Links());
        Assert.Equal(store, Store.Snapshot());
        Assert.False(Host.Has("/run/told"));
    }

    [Fact]
    public async Task What_a_dry_online_prints_does_what_online_does()
    {
        await GivenAnHvmGuest();
        Store.Write($"{Backend}/vifname", "web");
        Store.Write($"{Backend}/mtu", "1400");
        await Host.Shell("ip addr add 192.0.2.5/24 dev vif1.0; ip -6 addr add 2001:db8::5/64 dev vif1.0 nodad");
        var untouched = Store.Snapshot();
        var commands = (await Online("--dry-run")).ShouldSucceed().Output;

        await Host.Shell(commands);
        var (typedLinks, typedStore) = (await Host.Links(), Store.Snapshot());
        await Host.Shell("ip link set dev web down; ip link set dev web nomaster; ip link set dev web name vif1.0");
        await Host.Shell("ip link set dev vif1.0 alias ''; ip link set dev vif1.0 mtu 1500 addrgenmode eui64");
        foreach (var path in typedStore.Keys.Except(untouched.Keys))
            Store.Remove(path);
        (await Online()).ShouldSucceedQuietly();

        Assert.Equal(await Host.Links(), typedLinks);
        Assert.Equal(Store.Snapshot(), typedStore);
    }

    [Fact]
    public async Task What_a_dry_offline_prints_does_what_offline_does()
    {
        await GivenAGuestOnline("web");
        var commands = (await Offline("--dry-run")).ShouldSucceed().Output;

        await Host.Shell(commands);
        var typed = await Host.Links();
        (await Online()).ShouldSucceed();
        (await Offline()).ShouldSucceed();

        Assert.Equal(await Host.Links(), typed);
    }

    [Fact]
    public async Task A_dry_online_prints_no_change_of_a_link_when_all_is_so_already()
    {
        await GivenAGuestOnline();

        var result = (await Online("--dry-run")).ShouldSucceed();

        Assert.DoesNotMatch(@"(?m)^(ip|bridge) ", result.Output);
    }

    [Fact]
    public async Task A_dry_offline_prints_nothing_when_all_is_gone() =>
        (await Offline("--dry-run")).ShouldSucceedQuietly();

    [Fact]
    public async Task A_dry_run_that_could_not_succeed_fails_and_leaves_the_store_alone()
    {
        await GivenAGuest();
        Store.Write($"{Backend}/bridge", "eth7");
        var before = Store.Snapshot();

        (await Online("--dry-run")).ShouldFail("eth7");

        Assert.Equal(before, Store.Snapshot());
    }

    private async Task GivenAnHvmGuest()
    {
        await GivenAGuest();
        await Host.AddTap("vif1.0-emu");
    }
}
