using Xen.Hotplug.TestStore;
using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>Where the store is, and what happens when it is not there, or when the toolstack has tidied up in it.</summary>
public sealed class VifBridgeNoStoreSpecs : VifBridgeSpecs
{
    [Fact]
    public async Task XENSTORED_PATH_says_where_the_store_is()
    {
        await GivenAGuest();
        Directory.CreateDirectory(Host.File("/run/elsewhere"));
        using var other = new StoreServer(Host.File("/run/elsewhere/store"));
        foreach (var (path, value) in Store.Snapshot())
            other.Write(path, value);
        Variables["XENSTORED_PATH"] = "/run/elsewhere/store";

        (await Online()).ShouldSucceedQuietly();

        Assert.Equal("connected", other.Read($"{Backend}/hotplug-status"));
        Assert.Null(Status);
        Assert.Equal(0, Store.ConnectionCount);
    }

    [Fact]
    public async Task A_call_by_hand_without_XENBUS_PATH_leaves_the_store_alone()
    {
        await GivenAGuest();
        Variables.Clear();

        (await VifBridge("online", "vif=vif1.0", "bridge=eth0", "mtu=1400")).ShouldSucceedQuietly();
        var vif = await Host.Link("vif1.0");
        Assert.Equal(("eth0", 1400), (vif.Bridge, vif.Mtu));
        (await VifBridge("offline", "vif=vif1.0")).ShouldSucceedQuietly();

        Assert.Null((await Host.Link("vif1.0")).Bridge);
        Assert.Equal(0, Store.ConnectionCount);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Online_and_add_fail_and_change_nothing_without_a_store(bool hasSocket)
    {
        await GivenAGuest();
        await Host.AddTap("vif1.0-emu");
        StopStore(hasSocket);
        var before = await Host.Links();

        (await Online()).ShouldFail("xenstore");
        (await Add()).ShouldFail("xenstore");

        Assert.Equal(before, await Host.Links());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Offline_and_remove_warn_and_take_the_port_off_without_a_store(bool hasSocket)
    {
        await GivenAGuest();
        await Host.AddTap("vif1.0-emu");
        (await Online()).ShouldSucceed();
        (await Add()).ShouldSucceed();
        StopStore(hasSocket);

        (await Offline()).ShouldWarn("xenstore");
        (await Remove()).ShouldWarn("xenstore");

        Assert.Empty(await Host.Ports("eth0"));
        Assert.False((await Host.Link("vif1.0")).IsUp);
        Assert.False((await Host.Link("vif1.0-emu")).IsUp);
    }

    [Fact]
    public async Task A_store_that_dies_while_a_hook_runs_fails_and_undoes_online()
    {
        await GivenAGuest();
        await Host.AddLingeringHook();
        var before = await Host.Links();
        var online = Begin("online", "type_if=vif");
        await Host.HookBegan();

        Store.Die();
        await Host.LetHookGo();

        (await online.Ended).ShouldFail("xenstore");
        Assert.Equal(before, await Host.Links());
    }

    [Fact]
    public async Task Online_fails_and_writes_nothing_when_the_backend_directory_is_gone()
    {
        await GivenAGuest();
        Store.Remove(Backend);
        var (links, store) = (await Host.Links(), Store.Snapshot());

        (await Online("bridge=eth0")).ShouldFail("backend/vif/1/0");

        Assert.Equal(links, await Host.Links());
        Assert.Equal(store, Store.Snapshot());
    }

    [Theory]
    [InlineData("online", "eth0")]
    [InlineData("online", "missing")]
    [InlineData("offline", "eth0")]
    public async Task A_backend_directory_that_goes_before_any_request_is_not_brought_back(string action, string bridge)
    {
        await GivenAGuest();
        Store.Write($"{Backend}/bridge", bridge);
        var start = Store.Requests.Count;
        await VifBridge(action, "type_if=vif");
        var count = Store.Requests.Count - start;
        Assert.NotEqual(0, count);

        for (var number = 1; number <= count; number++)
        {
            WriteBackend(bridge);
            RemoveBefore(number, Backend);
            await VifBridge(action, "type_if=vif");

            Assert.False(
                Store.Exists(Backend),
                $"It was brought back when it went before request {number} of {count}."
            );
        }
    }

    [Fact]
    public async Task A_frontend_directory_that_goes_before_any_request_is_not_brought_back()
    {
        await GivenAGuest();
        var start = Store.Requests.Count;
        (await Online()).ShouldSucceed();
        Assert.Equal("1500", Store.Read($"{Frontend}/mtu"));
        var count = Store.Requests.Count - start;

        for (var number = 1; number <= count; number++)
        {
            WriteBackend("eth0");
            RemoveBefore(number, "/local/domain/1");
            (await Online()).ShouldSucceed();

            Assert.False(
                Store.Exists("/local/domain/1"),
                $"It was brought back when it went before request {number} of {count}."
            );
        }
    }

    [Fact]
    public async Task Online_writes_nothing_when_the_backend_goes_while_a_hook_runs()
    {
        await GivenAGuest();
        await Host.AddLingeringHook();
        var online = Begin("online", "type_if=vif");
        await Host.HookBegan();

        Store.Remove(Backend);
        await Host.LetHookGo();

        (await online.Ended).ShouldFail("backend/vif/1/0");
        Assert.False(Store.Exists(Backend));
    }

    private void RemoveBefore(int number, string path)
    {
        var count = 0;
        Store.Intercept = _ =>
        {
            if (++count == number)
                Store.Remove(path);
            return StoreReaction.Serve;
        };
    }

    private void StopStore(bool hasSocket)
    {
        if (hasSocket)
            Store.Die();
        else
            Store.Dispose();
    }
}
