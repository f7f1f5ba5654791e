using Xen.Hotplug.TestSupport;
using Xunit;

namespace Xen.Hotplug.IntegrationTests;

/// <summary>Which bridge: who wins, and what an absent key means.</summary>
public sealed class VifBridgeBridgeSpecs : VifBridgeSpecs
{
    [Fact]
    public async Task The_store_wins_over_argument_environment_and_file_in_that_order()
    {
        foreach (var bridge in new[] { "fromfile", "fromenv", "fromarg", "fromstore" })
            await Host.AddBridge(bridge);
        await Host.AddGuest("vif1.0");
        WriteBackend(bridge: null);

        Host.Write("/etc/xen/xen-hotplug.conf", "bridge=fromfile\n");
        await ShouldChoose("fromfile");
        Variables["bridge"] = "fromenv";
        await ShouldChoose("fromenv");
        await ShouldChoose("fromarg", "bridge=fromarg");
        Store.Write($"{Backend}/bridge", "fromstore");
        await ShouldChoose("fromstore", "bridge=fromarg");
    }

    [Fact]
    public async Task The_only_bridge_there_is_need_not_be_named()
    {
        await Host.AddBridge("lan");
        await Host.AddGuest("vif1.0");
        WriteBackend(bridge: null);

        await ShouldChoose("lan");
    }

    [Fact]
    public async Task An_empty_key_is_as_good_as_none()
    {
        await Host.AddBridge("lan");
        await Host.AddGuest("vif1.0");
        WriteBackend(bridge: "");

        await ShouldChoose("lan", "bridge=");
    }

    [Fact]
    public async Task Several_bridges_and_none_named_is_an_error_that_names_them()
    {
        await Host.AddBridge("lan");
        await Host.AddBridge("wan");
        await Host.AddGuest("vif1.0");
        WriteBackend(bridge: null);

        (await Online()).ShouldFail("lan", "wan");

        Assert.Null((await Host.Link("vif1.0")).Bridge);
        Assert.Equal("error", Status);
    }

    [Fact]
    public async Task A_host_without_a_bridge_is_an_error_when_none_is_named()
    {
        await Host.AddGuest("vif1.0");
        WriteBackend(bridge: null);

        (await Online()).ShouldFail("bridge");

        Assert.Equal("error", Status);
    }

    [Fact]
    public async Task A_missing_xenbr_means_the_bridge_eth_of_that_number()
    {
        await GivenAGuest();
        Store.Write($"{Backend}/bridge", "xenbr0");

        await ShouldChoose("eth0");
    }

    [Fact]
    public async Task A_xenbr_that_exists_means_itself()
    {
        await GivenAGuest();
        await Host.AddBridge("xenbr0");
        Store.Write($"{Backend}/bridge", "xenbr0");

        await ShouldChoose("xenbr0");
    }

    [Fact]
    public async Task A_missing_xenbr_means_no_eth_that_is_not_a_bridge()
    {
        await GivenAGuest();
        await Host.AddGuest("eth7");
        Store.Write($"{Backend}/bridge", "xenbr7");

        (await Online()).ShouldFail("xenbr7");
    }

    [Fact]
    public async Task The_store_is_asked_only_for_the_backend_never_for_the_frontend()
    {
        await GivenAGuest();
        await Host.AddBridge("evil");
        Store.Remove($"{Backend}/bridge");
        Store.Write($"{Frontend}/bridge", "evil");
        Store.Write($"{Frontend}/vifname", "evil0");
        Store.Write($"{Frontend}/mtu", "1234");

        (await Online("bridge=eth0")).ShouldSucceed();

        var vif = await Host.Link("vif1.0");
        Assert.Equal(("eth0", 1500), (vif.Bridge, vif.Mtu));
    }

    private async Task ShouldChoose(string bridge, params string[] words)
    {
        (await Online(words)).ShouldSucceed();
        Assert.Equal(bridge, (await Host.Link("vif1.0")).Bridge);
        await Offline();
    }
}
